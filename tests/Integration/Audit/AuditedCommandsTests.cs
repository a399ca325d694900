using System.CommandLine;
using System.Text.RegularExpressions;
using Dapper;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Audit;

/// <summary>What is done from the command line stands in the trail.</summary>
public sealed partial class AuditedCommandsTests
{
    [Fact]
    public async Task An_account_that_is_added_changed_and_refused_stands_in_the_trail_and_a_change_of_it_is_found()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        Assert.Equal(0, (await Cli.Run("user", "add", "rae", "--display-name", "Rae Reviewer", "--role", "reviewer", "--database", fresh.Url)).ExitCode);
        Assert.NotEqual(0, (await Cli.Run("user", "disable", "nobody-there", "--database", fresh.Url)).ExitCode);
        var records = await Cli.Run("audit", "list", "--database", fresh.Url, "--json");
        Assert.Contains("account-changed", records.Output, StringComparison.Ordinal);
        Assert.Contains("user disable failed (exit code 2)", records.Output, StringComparison.Ordinal);
        var verified = await Cli.Run("audit", "verify", "--database", fresh.Url);
        Assert.Equal((0, "4 records in 3 chains, 3 anchors: all as they were written"), (verified.ExitCode, verified.Output.Trim()));
        await fresh.Database.Write(c => c.Execute("drop trigger audit_records_stay_unchanged; update audit_records set subject = 'roy' where subject = 'rae'"), TestContext.Current.CancellationToken);
        var found = await Cli.Run("audit", "verify", "--database", fresh.Url);
        Assert.Equal(4, found.ExitCode);
        Assert.Contains("record 1: changed", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_that_is_handed_a_database_stands_in_the_trail_or_says_why_not()
    {
        var commands = Paths(OpportuneCommands.Create(), "").Where(c => c.Command.Options.Any(o => o.Name == "--database")).Select(c => c.Path).Order(StringComparer.Ordinal);
        Assert.Equal(AuditedCommands.All.Concat(AuditedCommands.Exempt).Order(StringComparer.Ordinal), commands);
    }

    [Fact]
    public void SECURITY_md_says_of_every_command_whether_it_is_on_record()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "SECURITY.md")).Where(l => l.Contains("| the server's accounts |", StringComparison.Ordinal))
            .Select(l => CommandName().Matches(l).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal).ToList()).ToList();
        var all = Paths(OpportuneCommands.Create(), "").Select(c => c.Path).ToList();
        Assert.Equal(3, rows.Count);
        Assert.Equal(AuditedCommands.All.Order(StringComparer.Ordinal), rows[0]);
        Assert.Equal(AuditedCommands.Exempt.Order(StringComparer.Ordinal), rows[1]);
        Assert.Equal(all.Except(AuditedCommands.All).Except(AuditedCommands.Exempt).Order(StringComparer.Ordinal), rows[2]);
    }

    [GeneratedRegex("`([a-z -]+)`")]
    private static partial Regex CommandName();

    private static IEnumerable<(string Path, Command Command)> Paths(Command command, string path) =>
        command.Subcommands.Select(c => (Path: $"{path} {c.Name}".Trim(), c)).SelectMany(c => c.c.Subcommands.Count == 0 ? [c] : Paths(c.c, c.Path));
}
