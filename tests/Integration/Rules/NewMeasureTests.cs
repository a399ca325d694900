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
        await Begin(url);
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

    // As on the page. Nobody has an entry of what is silent, and a share of none is no "0.0 %".
    [Fact]
    public async Task What_is_silent_is_told_to_who_decides_what_goes_live_and_no_share_of_no_entries()
    {
        var url = $"sqlite:{_folder["state.db"]}";
        await Begin(url);
        await Propose(url, "words", "Read from reports and codes,", "Read from reports and from codes,");
        var (lead, other) = (await Cli.Run("rules", "try", "words", "--by", "lea", "--database", url, "--quiet"), await Cli.Run("rules", "try", "words", "--by", "rae", "--database", url, "--quiet"));
        Assert.Matches(@"statin-review +.*\(silent\) .*wording", lead.Output);
        Assert.DoesNotContain("(silent)", other.Output, StringComparison.Ordinal);
        Assert.Contains("statin-review would differ, too, where it is silent", other.Output, StringComparison.Ordinal);
        foreach (var result in new[] { lead, other })
            Assert.True(result.Output.Contains("nobody is given an entry", StringComparison.Ordinal) && !result.Output.Contains('%', StringComparison.Ordinal), result.Output);
    }

    // They stood in one line that nobody reads.
    [Fact]
    public async Task Cases_that_do_not_come_out_are_told_a_line_each()
    {
        var url = $"sqlite:{_folder["state.db"]}";
        await Begin(url);
        await Propose(url, "lower", "{below: 60, ", "{below: 20, ");
        var tried = await Cli.Run("rules", "try", "lower", "--by", "cora", "--database", url, "--quiet");
        Assert.Equal((2, "opportune: 2 cases do not come out as they say; mend the rules, or the cases:"), (tried.ExitCode, tried.ErrorLines[0]));
        Assert.Equal(3, tried.ErrorLines.Length);
        Assert.All(tried.ErrorLines[1..], l => Assert.StartsWith("measures/statin-review.cases.yaml:", l, StringComparison.Ordinal));
    }

    private async Task Propose(string url, string name, string was, string now)
    {
        Directory.CreateDirectory(_folder["change/measures"]);
        var measure = await File.ReadAllTextAsync(Path.Combine(ShippedJobs.All, "measures", "statin-review.yaml"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["change/measures/statin-review.yaml"], measure.Replace(was, now, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var proposed = await Cli.Run("rules", "propose", name, "--from", _folder["change"], "--what", "as a test would", "--by", "cora", "--database", url);
        Assert.True(proposed.ExitCode == 0, proposed.Error);
    }

    // Two clinicians, a clinical lead, and a run that read something.
    private async Task Begin(string url)
    {
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, TestContext.Current.CancellationToken);
        foreach (var (name, role) in new[] { ("cora", Role.Clinician), ("rae", Role.Clinician), ("lea", Role.ClinicalLead) })
            await new UserTable(database).Add(name, name, new(role, Scope.All), "tests", TestContext.Current.CancellationToken);
        var rules = await CurrentRules.Open(database, null, null, TestContext.Current.CancellationToken);
        new TinyHospital().WriteTo(_folder["in"]);
        await Run.Execute(rules.Last.Request("nightly", new(2026, 11, 14), _folder["in"], 1), new() { OutFolder = _folder["out"], Database = database, RequestedBy = "tests" }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
    }
}
