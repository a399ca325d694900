using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Integration.Rules;

/// <summary>A measure that nobody knows yet is tried: its author hears how many it would list, and nobody else does.</summary>
public sealed class NewMeasureTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_author_hears_how_many_it_would_list_and_nobody_else_does()
    {
        var url = $"sqlite:{_folder["state.db"]}";
        await using (var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            foreach (var name in new[] { "cora", "rae" })
                await new UserTable(database).Add(name, name, new(Role.Clinician, Scope.All), "tests", TestContext.Current.CancellationToken);
            var rules = await CurrentRules.Open(database, null, null, TestContext.Current.CancellationToken);
            new TinyHospital().WriteTo(_folder["in"]);
            await Run.Execute(rules.Last.Request("nightly", new(2026, 11, 14), _folder["in"], 1), new() { OutFolder = _folder["out"], Database = database, RequestedBy = "tests" }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        }
        foreach (var place in new[] { "measures", "value-sets" })
            Directory.CreateDirectory(_folder[$"change/{place}"]);
        ReadmeMeasure.WriteTo(_folder["change"]);
        var proposed = await Cli.Run("rules", "propose", "lipids", "--from", _folder["change"], "--what", "lipids after coronary calcification", "--by", "cora", "--database", url);
        Assert.True(proposed.ExitCode == 0, proposed.Error);
        var own = await Cli.Run("rules", "try", "lipids", "--by", "cora", "--database", url, "--quiet");
        Assert.Contains("lipid-check is new, and silent until somebody decides about it: it would list ", own.Output, StringComparison.Ordinal);
        var other = await Cli.Run("rules", "try", "lipids", "--by", "rae", "--database", url, "--quiet");
        Assert.Equal((0, false), (other.ExitCode, other.Output.Contains("it would list", StringComparison.Ordinal)));
    }
}
