using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary>Who may sign in, from the command line.</summary>
public sealed class UserTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_two_people_are_shown_by_one_name()
    {
        Assert.Equal(0, (await Add("anna", "Anna Smith")).ExitCode);
        var second = await Add("a.smith", "anna smith");
        Assert.Equal(2, second.ExitCode);
        Assert.Equal("opportune: --display-name: 'anna' is shown as 'Anna Smith' already; give this person a name that tells the two apart", Assert.Single(second.ErrorLines));
        var again = await Add("Anna", "Anna Smith");
        Assert.Equal((2, true), (again.ExitCode, again.Error.StartsWith("opportune: NAME: there is a 'Anna' already", StringComparison.Ordinal)));
        Assert.Equal(0, (await Add("a.smith", "Anna Smith (nights)")).ExitCode);
    }

    [Fact]
    public async Task Help_names_the_roles_and_the_program_and_an_administrators_patients_are_none()
    {
        var help = await Cli.Run("user", "add", "--help");
        Assert.Contains("viewer, reviewer, clinician, clinical-lead, administrator, auditor", string.Join(' ', help.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("opportune user add <name>", help.Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", (await Cli.Run("--version")).Output);
        Assert.Equal("opportune: unknown command 'lits'; did you mean 'list'? (see --help)", Assert.Single((await Cli.Run("user", "lits")).ErrorLines));
        // Also where its help is asked for: that of all commands was shown.
        var (unknown, known) = (await Cli.Run("user", "lits", "--help"), await Cli.Run("user", "list", "--help"));
        Assert.Equal((2, "", "opportune: unknown command 'lits'; did you mean 'list'? (see --help)"), (unknown.ExitCode, unknown.Output, Assert.Single(unknown.ErrorLines)));
        Assert.Equal(0, known.ExitCode);
        var url = $"sqlite:{_folder["state.db"]}";
        foreach (var role in new[] { "administrator", "viewer" })
            Assert.Equal(0, (await Cli.Run("user", "add", role, "--role", role, "--database", url)).ExitCode);
        var lines = (await Cli.Run("user", "list", "--database", url)).Output.Split('\n');
        Assert.Contains("no patient", lines.Single(l => l.TrimStart().StartsWith("administrator", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("all patients", lines.Single(l => l.TrimStart().StartsWith("viewer", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private Task<CliResult> Add(string name, string shown) => Cli.Run("user", "add", name, "--role", "reviewer", "--display-name", shown, "--database", $"sqlite:{_folder["state.db"]}");
}
