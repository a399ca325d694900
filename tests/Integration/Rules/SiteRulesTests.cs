using Opportune.App;
using Opportune.App.Commands;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Scheduling;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Rules;

/// <summary>A site's own files over those that the program brings, and what an upgrade makes of them.</summary>
public sealed class SiteRulesTests : IDisposable
{
    private const string Statin = "measures/statin-review.yaml";

    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly JobsPlace _place;

    public SiteRulesTests()
    {
        ShippedJobs.CopyAllTo(_folder["jobs"]);
        Directory.CreateDirectory(_folder["site"]);
        _place = InstalledSettings.PlaceOf(new() { Jobs = _folder["jobs"], Site = _folder["site"] });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_two_files_with_one_path_the_sites_holds_and_the_others_stay()
    {
        var shipped = LoadedJobs.Load(_folder["jobs"], null);
        SiteRules.Take(_place, Statin);
        Change(_folder[$"site/{Statin}"], "label: Statin review", "label: Statins here");
        SiteRules.Take(_place, "nightly.yaml");
        Change(_folder["site/nightly.yaml"], "cron: ", "cron: \"0 4 * * *\" # was ");
        Write("site/site-value-sets/statin.csv", "system,code,meaning\nlocal:pharmacy,77,house statin\n");
        var loaded = LoadedJobs.Load(_place, null, null);
        Assert.Equal(("Statins here", "Statin review"), (Label(loaded), Label(shipped)));
        Assert.Equal(shipped.Rules.Measures.Select(m => m.Id), loaded.Rules.Measures.Select(m => m.Id));
        Assert.Contains(loaded.Rules.ValueSets["statin"].Rows, r => r.Code == "77");
        Assert.Equal("0 4 * * *", loaded.Rules.Jobs["nightly"].Schedule!.Cron!.ToString());
        Assert.Equal("0 4 * * *", Assert.Single(JobFile.ReadAll(_place, null)).Job!.Schedule!.Cron!.ToString());
        Assert.NotEqual(shipped.Hash, loaded.Hash);
        Assert.Equal(shipped.Hash, LoadedJobs.Load(new JobsPlace(_folder["jobs"], Directory.CreateDirectory(_folder["empty"]).FullName), null, null).Hash);
        // A folder that is named is meant alone.
        Assert.Equal("Statin review", Label(LoadedJobs.Load(_folder["jobs"], null)));
    }

    [Fact]
    public void An_error_in_a_file_of_the_site_is_told_where_it_lies()
    {
        SiteRules.Take(_place, Statin);
        Change(_folder[$"site/{Statin}"], "label: ", "lable: ");
        var problems = new Problems();
        Assert.Null(LoadedJobs.TryLoad(_place, null, null, problems));
        Assert.Contains(problems.All, p => p.File == _folder[$"site/{Statin}"] && p.Line > 0 && p.Message.Contains("lable", StringComparison.Ordinal));
        Assert.Equal(_folder["gone"], Assert.Throws<InputException>(() => InstalledSettings.PlaceOf(new() { Jobs = _folder["jobs"], Site = _folder["gone"] })).Message.Split(' ')[4]);
    }

    [Fact]
    public void What_the_program_brings_now_is_held_against_what_a_file_began_as_and_no_file_of_the_site_is_written()
    {
        SiteRules.Take(_place, Statin);
        Assert.Equal(SiteFileState.Same, State(Statin));
        Change(_folder[$"site/{Statin}"], "label: Statin review", "label: Statins here");
        Write("site/measures/own.yaml", "id: own\n");
        Write("site/clinical/plausible-values.yaml", "quantities: []\n");
        var own = Written();
        Assert.Equal((SiteFileState.Changed, SiteFileState.Own, SiteFileState.NoBase), (State(Statin), State("measures/own.yaml"), State("clinical/plausible-values.yaml")));
        Assert.Contains("already", Assert.Throws<InputException>(() => SiteRules.Take(_place, Statin)).Message, StringComparison.Ordinal);
        Assert.Contains("no path below jobs/", Assert.Throws<InputException>(() => SiteRules.Take(_place, "../jobs/nightly.yaml")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'measures/statin-review.yaml'", Assert.Throws<InputException>(() => SiteRules.Take(_place, "measures/statin-reviev.yaml")).Message, StringComparison.Ordinal);
        // The upgrade.
        Change(_folder[$"jobs/{Statin}"], "pathway: vascular", "pathway: vascular # as always");
        Assert.Equal(SiteFileState.BaseChanged, State(Statin));
        Assert.Matches("^the site's, over version 2, [0-9a-f]{12}; base changed: the program brings version 2, [0-9a-f]{12}$", SiteRules.Of(_place).Single(f => f.Path == Statin).ToString());
        var (began, shipped, site) = SiteRules.Texts(_place, Statin);
        Assert.Equal((false, true, true), (began.Contains("as always", StringComparison.Ordinal), shipped.Contains("as always", StringComparison.Ordinal), site.Contains("Statins here", StringComparison.Ordinal)));
        SiteRules.Seen(_place, Statin);
        Assert.Equal(SiteFileState.Changed, State(Statin));
        File.Delete(_folder[$"jobs/{Statin}"]);
        Assert.Equal(SiteFileState.BaseChanged, State(Statin));
        Assert.Equal(own, Written());
    }

    [Fact]
    public void Check_says_which_reviews_are_due_within_sixty_days()
    {
        var rules = LoadedJobs.Load(_folder["jobs"], null).Rules;
        var turn = rules.ValueSets.Values.Select(ReviewDays.Of).Min()!.Value;
        Assert.Empty(CheckCommand.ReviewsDue(rules, turn.AddDays(-61)));
        var due = Assert.Single(CheckCommand.ReviewsDue(rules, turn.AddDays(-60)));
        Assert.StartsWith($"review due by {turn:yyyy-MM-dd}: ", due, StringComparison.Ordinal);
        Assert.Contains(", fracture-hip,", due, StringComparison.Ordinal);
        // Codes of drugs do not turn over.
        Assert.DoesNotContain(", statin,", due, StringComparison.Ordinal);
        Assert.StartsWith("review overdue since ", Assert.Single(CheckCommand.ReviewsDue(rules, turn.AddDays(1))), StringComparison.Ordinal);
    }

    private static string Label(LoadedJobs loaded) => loaded.Rules.Measures.Single(m => m.Id == "statin-review").Label;

    private SiteFileState State(string path) => SiteRules.Of(_place).Single(f => f.Path == path).State;

    private string Written() => string.Join('\n', new JobsPlace(_folder["site"]).Paths().Select(p => $"{p} {File.GetLastWriteTimeUtc(_folder[$"site/{p}"]):O} {RuleFiles.HashOf(File.ReadAllBytes(_folder[$"site/{p}"]))}"));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text);
    }

    private static void Change(string path, string passage, string other)
    {
        var text = File.ReadAllText(path);
        Assert.Contains(passage, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(passage, other, StringComparison.Ordinal));
    }
}
