using Opportune.App;
using Opportune.Jobs;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>check</c> and <c>explain</c> as a person meets them, and the help of every command.</summary>
public sealed class ExplainAndCheckTests : IDisposable
{
    private static readonly JobsFolder Shipped = JobsFolder.Load(ShippedJobs.All, siteValueSets: null, new Problems())!;

    // Names of commands and options are a contract.
    private static readonly Dictionary<string, string[]> Contract = new()
    {
        ["demo"] = ["--patients", "--seed", "--out", "--no-web", "--past", "--threads", "--jobs", "--quiet"],
        ["synth"] = ["--patients", "--seed", "--as-of", "--preset", "--findings", "--out", "--quiet"],
        ["run"] =
        [
            "--as-of", "--input", "--source", "--source-database", "--out", "--database", "--backfill", "--dry-run", "--cache", "--trust", "--threads", "--jobs", "--value-sets", "--quiet",
            "--json",
        ],
        ["sources take"] = ["--source", "--input", "--source-database", "--out", "--threads", "--jobs", "--quiet"],
        ["sources views"] = ["--engine"],
        ["site add"] = ["--site", "--source", "--input", "--source-database", "--as-of", "--out", "--database", "--threads", "--jobs", "--value-sets"],
        ["verify"] = ["--run", "--input", "--jobs", "--value-sets", "--quiet"],
        ["runs list"] = ["--database", "--job", "--state", "--limit", "--json"],
        ["runs show"] = ["--database", "--json"],
        ["runs cancel"] = ["--database"],
        ["runs retry"] = ["--database", "--out", "--threads", "--jobs", "--value-sets", "--quiet", "--json"],
        ["runs release"] = ["--database", "--measure", "--site", "--reason", "--by", "--jobs", "--value-sets"],
        ["runs reject"] = ["--database", "--measure", "--site", "--reason", "--by"],
        ["worker"] = ["--database", "--shared", "--threads", "--jobs", "--value-sets", "--grace", "--lease", "--attempts", "--unit-work", "--json"],
        ["rules list"] = ["--database", "--jobs", "--value-sets"],
        ["rules propose"] = ["--from", "--what", "--by", "--database", "--jobs", "--value-sets"],
        ["rules try"] = ["--job", "--by", "--database", "--jobs", "--value-sets", "--quiet"],
        ["rules activate"] = ["--by", "--reason", "--overrule", "--database", "--jobs", "--value-sets"],
        ["rules back"] = ["--by", "--reason", "--database", "--jobs", "--value-sets"],
        ["rules export"] = ["--to", "--database", "--jobs", "--value-sets"],
        ["rules names"] = ["--jobs", "--value-sets"],
        ["rules site"] = [],
        ["rules take"] = [],
        ["rules seen"] = [],
        ["schedule list"] = ["--database", "--jobs", "--json"],
        ["schedule show"] = ["--database", "--jobs", "--json"],
        ["schedule preview"] = ["--count", "--from", "--database", "--jobs", "--json"],
        ["schedule trigger"] = ["--reason", "--by", "--database", "--jobs", "--json"],
        ["schedule backfill"] = ["--from", "--to", "--every", "--reason", "--by", "--database", "--jobs", "--json"],
        ["schedule pause"] = ["--until", "--reason", "--by", "--database", "--jobs"],
        ["schedule resume"] = ["--reason", "--by", "--database", "--jobs"],
        ["schedule set"] =
        [
            "--cron", "--after", "--time-zone", "--overlap", "--catch-up", "--skip-if-later-than", "--window", "--deadline", "--reason", "--by", "--database",
            "--jobs",
        ],
        ["schedule reset"] = ["--reason", "--by", "--database", "--jobs"],
        ["schedule export"] = ["--write", "--database", "--jobs"],
        ["entries list"] =
        [
            "--measure", "--pathway", "--state", "--patient", "--finding", "--tier", "--site", "--assignee", "--returned", "--unconfirmed", "--limit",
            "--after", "--database", "--jobs", "--value-sets", "--as-of", "--json",
        ],
        ["entries show"] = ["--database", "--jobs", "--value-sets", "--as-of", "--json"],
        ["entries dispose"] =
        [
            "--as", "--date", "--t-score", "--t-score-site", "--drug", "--text", "--criterion", "--until", "--to", "--appointment", "--by", "--role",
            "--revision", "--database", "--jobs", "--value-sets", "--as-of", "--json",
        ],
        ["entries assign"] = ["--by", "--revision", "--to", "--database", "--jobs", "--value-sets", "--as-of", "--json"],
        ["entries note"] = ["--by", "--revision", "--text", "--database", "--jobs", "--value-sets", "--as-of", "--json"],
        ["entries take-back"] = ["--by", "--revision", "--database", "--jobs", "--value-sets", "--as-of", "--json"],
        ["entries withdraw-report"] = ["--by", "--database", "--jobs", "--value-sets", "--as-of", "--json"],
        ["entries take-tasks"] = ["--by", "--role", "--settings", "--database", "--jobs", "--value-sets", "--as-of", "--json"],
        ["export"] =
        [
            "--format", "--out", "--by", "--confirm-old", "--measure", "--pathway", "--state", "--tier", "--site", "--assignee", "--database", "--settings",
            "--jobs", "--value-sets",
        ],
        ["serve"] = ["--database", "--out", "--jobs", "--value-sets", "--shared", "--threads", "--listen", "--settings", "--new-keys", "--json"],
        ["report quarter"] = ["--out", "--database", "--jobs", "--value-sets"],
        ["settings"] = ["--settings", "--guide", "--get"],
        ["upgrade rehearse"] = ["--old", "--input", "--source", "--source-database", "--job", "--as-of", "--out", "--threads", "--jobs", "--value-sets", "--quiet"],
        ["support bundle"] = ["--out", "--log", "--settings", "--database"],
        ["alarms list"] = ["--database", "--all", "--limit", "--json"],
        ["alarms acknowledge"] = ["--database", "--by"],
        ["standing list"] = ["--database", "--json"],
        ["standing pause"] = ["--measure", "--tier", "--concept", "--site", "--reason", "--jobs", "--database"],
        ["standing resume"] = ["--reason", "--database"],
        ["standing recall"] = ["--measure", "--value-sets", "--value-set", "--lexicon", "--out", "--database"],
        ["standing set"] = ["--site", "--to", "--panel", "--first-step", "--every-months", "--seed", "--reason", "--database"],
        ["user list"] = ["--database", "--json"],
        ["user add"] = ["--role", "--display-name", "--at", "--database", "--site", "--panel", "--restricted", "--own-patient"],
        ["user scope"] = ["--database", "--site", "--panel", "--restricted", "--own-patient"],
        ["user link"] = ["--at", "--database"],
        ["user role"] = ["--role", "--database"],
        ["user disable"] = ["--database"],
        ["user enable"] = ["--database"],
        ["user forget-codes"] = ["--database"],
        ["audit verify"] = ["--database", "--folder", "--json"],
        ["set-aside"] = ["--database", "--as", "--back"],
        ["audit restored"] = ["--from", "--database", "--folder"],
        ["retention show"] = ["--database", "--jobs"],
        ["retention apply"] = ["--dry-run", "--database", "--jobs"],
        ["audit list"] = ["--database", "--who", "--action", "--subject", "--since", "--until", "--limit", "--json"],
        ["mentions"] = ["--input", "--id-column", "--text-column", "--output", "--jobs", "--quiet"],
        ["evaluate"] = ["--data", "--out", "--adjudicated", "--draw", "--jobs", "--quiet"],
        ["value-sets diff"] = ["--adds", "--input", "--jobs"],
        ["value-sets unplaced"] = ["--input", "--jobs", "--value-sets"],
        ["check"] = ["--jobs", "--value-sets", "--source", "--input", "--source-database", "--as-of", "--threads", "--schema", "--quiet"],
        ["explain"] = ["--measure", "--input", "--as-of", "--patient", "--jobs", "--value-sets", "--threads", "--quiet"],
        ["migrate"] = ["--database", "--quiet"],
        ["backup"] = ["--database", "--to", "--into", "--keep", "--quiet"],
        ["restore"] = ["--database", "--from", "--quiet"],
        ["doctor"] = ["--database", "--install", "--settings", "--address", "--quiet", "--json"],
        ["table"] = ["--schema", "--statistics", "--where", "--head", "--columns", "--to"],
    };

    private readonly TemporaryFolder _folder = Some.Folder();

    public static TheoryData<string> Commands => [.. Contract.Keys];

    public static TheoryData<string> Measures => [.. Shipped.Measures.Select(m => m.Id)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_finds_nothing_in_the_shipped_folder()
    {
        var result = await Cli.Run("check", "--jobs", ShippedJobs.All);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith($"rules: {ShippedJobs.All}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("no errors, 0 warnings", result.Output, StringComparison.Ordinal);
        Assert.Equal($"rules: {ShippedJobs.All}, and over it the site's {_folder["site"]}", LoadedJobs.WhereFrom(new(ShippedJobs.All, _folder["site"]), null));
    }

    [Fact]
    public async Task Check_names_file_and_line_of_a_case_that_fails()
    {
        var jobs = ShippedJobs.CopyAllTo(_folder["jobs"]);
        var path = Path.Combine(jobs, "measures", "statin-review.cases.yaml");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var tier = Array.FindIndex(lines, l => l.Trim() == "tier: 2");
        lines[tier] = lines[tier].Replace('2', '4');
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
        var name = Array.FindLastIndex(lines, tier, l => l.TrimStart().StartsWith("- name: ", StringComparison.Ordinal));
        var result = await Cli.Run("check", "--jobs", jobs);
        Assert.Equal(4, result.ExitCode);
        var error = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"{path}:{name + 1}:", error, StringComparison.Ordinal);
        Assert.Contains("expected tier 4, got 2", error, StringComparison.Ordinal);
        Assert.Contains(lines[name].Trim()["- name: ".Length..], error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_the_errors_of_several_files_at_once()
    {
        var jobs = ShippedJobs.CopyAllTo(_folder["jobs"]);
        await File.AppendAllTextAsync(Path.Combine(jobs, "measures", "dexa-review.yaml"), "\nextra: 1\n", TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(Path.Combine(jobs, "value-sets", "statin.csv"), "KLINGON,1,a,b,c,d,e,f,g,h,i,j\n", TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(Path.Combine(jobs, "lexicon", "fracture.yaml"), "\nextra: 1\n", TestContext.Current.CancellationToken);
        // A review that is overdue warns, and is no error.
        var statin = Path.Combine(jobs, "measures", "statin-review.yaml");
        await File.WriteAllTextAsync(statin, (await File.ReadAllTextAsync(statin, TestContext.Current.CancellationToken)).Replace("next-review: 2027", "next-review: 2025", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var result = await Cli.Run("check", "--jobs", jobs);
        Assert.Equal(4, result.ExitCode);
        foreach (var file in new[] { "dexa-review.yaml:", "statin.csv:", "fracture.yaml:" })
            Assert.Contains(result.ErrorLines, l => l.Contains(file, StringComparison.Ordinal));
        Assert.Contains(result.ErrorLines, l => l.Contains("statin-review.yaml:", StringComparison.Ordinal) && l.EndsWith("warning: the review of this measure was due on 2025-11-21", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public async Task A_measure_is_explained_with_all_its_parts_and_sources(string id)
    {
        var measure = Shipped.Measures.Single(m => m.Id == id);
        var result = await Cli.Run("explain", "--measure", id, "--jobs", ShippedJobs.All);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var text = Squeezed(result.Output);
        Assert.All(measure.Sources, s => Assert.Contains(Squeezed(s.Name), text, StringComparison.Ordinal));
        Assert.All(measure.Sources.Select(s => s.Url).OfType<string>(), url => Assert.Contains(url, text, StringComparison.Ordinal));
        Assert.All(measure.Tiers, t => Assert.Contains(Squeezed($"- {t.Tier}: {t.Label} ("), text, StringComparison.Ordinal));
        Assert.All(measure.Shifts, s => Assert.Contains(Squeezed(s.Label), text, StringComparison.Ordinal));
        Assert.All(measure.Exclude, e => Assert.Contains(Squeezed(e.Label), text, StringComparison.Ordinal));
        Assert.All(measure.SatisfiedBy, s => Assert.Contains(Squeezed(s.Label), text, StringComparison.Ordinal));
        Assert.All(measure.Criteria.Keys, c => Assert.Contains($"[{c}]", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listed_patient_is_explained_from_the_finding_to_the_tier()
    {
        var text = await ExplainPatient("p1");
        Assert.Contains("statin-review, patient p1, as of 14 Nov 2026: listed, tier 5", text, StringComparison.Ordinal);
        Assert.Contains("imaging_findings 1 Jun 2026, row f1: coronary calcification, moderate", text, StringComparison.Ordinal);
        Assert.Contains("[on-statin] statin in force: none found in medications", text, StringComparison.Ordinal);
        Assert.Contains("dexa-review, patient p1, as of 14 Nov 2026: not listed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_treated_patient_is_explained_with_the_row_that_closed_it()
    {
        var text = await ExplainPatient("p101", "--measure", "statin-review");
        Assert.Contains("statin-review, patient p101, as of 14 Nov 2026: not listed (closed: on a statin)", text, StringComparison.Ordinal);
        Assert.Contains("row m101: atorvastatin", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dexa-review", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merged_patient_is_explained_as_the_one_that_stands_for_both()
    {
        var text = await ExplainPatient("p-old", "--measure", "statin-review");
        Assert.Contains("Patient p-old was merged into p1; this is about p1, with the rows of both.", text, StringComparison.Ordinal);
        Assert.Contains("statin-review, patient p1, as of 14 Nov 2026: listed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p2")]
    [InlineData("nobody")]
    public async Task A_patient_whose_finding_is_denied_or_who_is_unknown_is_not_listed_and_not_called_healthy(string id)
    {
        var text = await ExplainPatient(id);
        Assert.Contains("no finding that starts a measure is on record for this patient", text, StringComparison.Ordinal);
        Assert.Contains("That is no evidence of health", text, StringComparison.Ordinal);
        Assert.DoesNotContain("listed, tier", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_explained_is_refused_in_one_line()
    {
        foreach (var (arguments, said) in new (string[], string)[]
        {
            (["--measure", "statin-reviw"], "did you mean 'statin-review'?"),
            (["--patient", "p1"], "--as-of"),
            (["--patient", "p1", "--input", "nowhere", "--as-of", "9999-01-01"], "that day is yet to come"),
        })
        {
            var result = await Cli.Run(["explain", .. arguments]);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Contains(said, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_a_command_mentions_every_option(string command) =>
        Assert.Equal([.. Contract[command].Order(StringComparer.Ordinal)], (await HelpScreen.Options(command)).Where(o => o != "--help").Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_help_of_the_program_mentions_every_command() =>
        Assert.Equal(Contract.Keys.Select(k => k.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal), (await HelpScreen.Commands()).Order(StringComparer.Ordinal));

    // Without the blanks, which depend on where lines are broken.
    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private async Task<string> ExplainPatient(string id, params string[] more)
    {
        var hospital = new TinyHospital();
        hospital.AddFinding("f3", "p101", "2026-06-02", "CT", "FINDINGS: Moderate coronary artery calcification.");
        hospital.Add("patient_links", "patient_id,replaced_by,linked_date");
        hospital.Add("patient_links", "p-old,p1,2026-10-01");
        hospital.WriteTo(_folder["in"]);
        var result = await Cli.Run(["explain", "-q", "--input", _folder["in"], "--as-of", TinyHospital.AsOf, "--patient", id, .. more]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }
}
