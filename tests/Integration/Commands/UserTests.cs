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

    private Task<CliResult> Add(string name, string shown) => Cli.Run("user", "add", name, "--role", "reviewer", "--display-name", shown, "--database", $"sqlite:{_folder["state.db"]}");
}
