using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Tests.Unit.Evaluation;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>Slips in job files and in files of cases, and what the runner says of a case that comes out otherwise.</summary>
public class BadJobAndCaseTests
{
    private const string Job = "nightly.yaml";
    private const string Cases = "measures/rib-review.cases.yaml";

    private static readonly KnownIds Known = new(new HashSet<string> { "fracture" }, new HashSet<string> { "rib" }, new HashSet<string> { "acute" }, new HashSet<string>());

    [Theory]
    [InlineData(Job, "tagged: [nightly]", "tagged: [nighly]", "3:21: unknown tag 'nighly'; did you mean 'nightly'?")]
    [InlineData(Job, "30 2 * * 1-5", "30 2 * *", "4:18: 'cron' must have five fields: minute hour day-of-month month day-of-week (or six or seven: seconds first, the year last)")]
    [InlineData(Job, "cron: \"30 2 * * 1-5\", ", "", "4:11: 'cron' is missing, or 'after' with the job that this one follows")]
    [InlineData(Job, "time-zone: A", "after: nightly, time-zone: A", "4:11: 'cron' and 'after' exclude each other: by the clock, or after a job")]
    [InlineData(Job, ", time-zone: America/Chicago", "", "4:11: 'time-zone' is missing: an IANA zone such as Europe/Berlin or UTC")]
    [InlineData(Job, "Chicago}", "Chicago, overlap: cancel}", "4:71: unknown overlap 'cancel'; known: cancel-old, queue, skip")]
    [InlineData(Job, "Chicago}", "Chicago, catch-up: lastest}", "4:72: unknown catch-up 'lastest'; did you mean 'latest'?")]
    [InlineData(Job, "Chicago}", "Chicago, skip-if-later-then: 4h}", "4:62: unknown key 'skip-if-later-then'; did you mean 'skip-if-later-than'?")]
    [InlineData(Job, "Chicago}", "Chicago, skip-if-later-than: 4 hours}", "4:82: 'skip-if-later-than' must be a duration such as 90m, 6h or 14d")]
    [InlineData(Job, "Chicago}", "Chicago, deadline: 7}", "4:72: 'deadline' must be a time of day such as \"07:00\", or a duration after the due time such as 4h")]
    [InlineData(Job, "Chicago}", "Chicago, window: {from: \"22:00\"}}", "4:70: 'to' is missing: a time of day such as \"22:00\"")]
    [InlineData(Job, "Chicago}", "Chicago, window: {from: \"22:00\", to: \"22:00\"}}", "4:90: the window has no length: 'from' and 'to' are the same (leave 'window' out to allow the whole day)")]
    [InlineData(Job, "Chicago}", "Chicago, window: {from: 10pm, to: \"06:00\"}}", "4:77: 'from' must be a time of day such as \"22:00\"")]
    [InlineData(Job, "outputs:", "trust: bytes\noutputs:", "5:1: 'trust' says when a kept file counts as unchanged; name the folder with 'cache'")]
    [InlineData(Job, "outputs:", "cache: kept\ntrust: header\noutputs:", "6:8: unknown trust 'header'; known: bytes, footer")]
    [InlineData(Job, "outputs:", "retention: {runs: 30d, files: 60d}\noutputs:", "5:31: 'files' are kept longer than the runs that they belong to; make 'runs' at least as long")]
    [InlineData(Job, "outputs:", "notify: [ops@example.org]\noutputs:", "5:10: 'ops@example.org' is no name of a channel: lower-case letters, digits and hyphens; addresses belong into the service's settings")]
    [InlineData(Job, "America/Chicago", "CST6", "4:45: 'time-zone' must be an IANA zone such as Europe/Berlin or UTC")]
    [InlineData(Job, "outputs: [parquet]", "output: [parquet]", "1:1: 'outputs' is missing: parquet, arrow, csv|5:1: unknown key 'output'; did you mean 'outputs'?")]
    [InlineData(Job, "id: nightly", "id: daily", "1:5: the id 'daily' differs from the file's name 'nightly'")]
    [InlineData(Cases, "measure: rib-review", "measure: rib-revue", "1:10: unknown measure 'rib-revue'; did you mean 'rib-review'?")]
    [InlineData(Cases, "patient: F 70", "patient: woman of 70", "5:5: a patient is written 'F 72' or 'M born 1960-02-29', then 'died yyyy-MM-dd', 'inactive', 'opted-out', 'site NAME'")]
    [InlineData(Cases, "imaging_findings | 2026-03-10", "imaging-findings | 2026-03-10", "7: unknown table 'imaging-findings'; did you mean 'imaging_findings'?")]
    [InlineData(Cases, "| 2026-03-10", "| March", "7: 'March' is no date, yyyy-MM-dd")]
    [InlineData(Cases, "@ rib", "@ rib | sever", "7: unknown 'sever'; did you mean 'severe'?")]
    [InlineData(Cases, "@ rib", "@ rib | exm CT chest", "7: unknown 'exm CT chest'; did you mean 'exam'?")]
    [InlineData(Cases, "@ rib", "@ rib | final March", "7: 'final March' cannot be read; it is written 'final yyyy-MM-dd'")]
    [InlineData(Cases, "fracture @ rib", "ICD10CM S22.31XA | laterality left", "7: unknown 'laterality left'; known: value, status, exam, final, setting, kind, category, intent, presence, display, end, supply, dose")]
    [InlineData(Cases, "fracture @ rib", "ICD10 S22.31XA", "7: unknown code system in 'ICD10 S22.31XA'; did you mean 'ICD10CM'?")]
    [InlineData(Cases, "fracture @ rib", "fracture rib", "7: 'fracture rib' is no code ('ICD10CM S72.001A'), mention ('concept @ site') or 'report'")]
    [InlineData(Cases, "status: open", "status: opened", "8:22: unknown status 'opened'; did you mean 'open'?")]
    [InlineData(Cases, "index: 2026-03-10", "evidence: [2026-03-10]", "8:39: evidence is written 'table yyyy-MM-dd'")]
    [InlineData(Cases, "as-of: 2026-06-30\n", "", "1:1: 'as-of' is missing")]
    public void A_slip_is_told_with_its_place(string file, string passage, string slip, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(string.Join('\n', expected.Split('|').Select(e => $"{file}:{e}")), folder.With(file, passage, slip).Problems());
    }

    [Fact]
    public void A_case_that_comes_out_otherwise_says_what_differs()
    {
        using var folder = new BrokenFolder();
        var result = Assert.Single(CaseRunner.Run(folder.Load(), _ => _ => []));
        Assert.Equal(["expected open, got no gap"], result.Differences);
        Assert.EndsWith("rib-review.cases.yaml:5: case 'a rib fracture opens a row': expected open, got no gap", result.ToProblem().ToString(), StringComparison.Ordinal);
    }

    // Nobody who reads such a case would see that it is not what it says: it expects no row, and there is none.
    [Theory]
    [InlineData("fracture @ ribb", "unknown site 'ribb'; did you mean 'rib'?")]
    [InlineData("frakture @ rib", "unknown concept 'frakture'; did you mean 'fracture'?")]
    [InlineData("reprot | exam CT chest", "unknown concept 'reprot'; did you mean 'report'?")]
    [InlineData("fracture @ rib | kind acutee", "unknown kind 'acutee'; did you mean 'acute'?")]
    [InlineData("fracture @ rib | exam DEXA spine", "unknown modality 'DEXA'; did you mean 'DXA'?")]
    [InlineData("fracture @ rib\n      medications | 2026-03-10 | RXNORM 1 | kind dispence", "unknown kind 'dispence'; did you mean 'dispense'?")]
    [InlineData("fracture @ rib\n    unproven: [bone-scn]", "unknown control 'bone-scn'; did you mean 'bone-scan'?")]
    [InlineData("fracture @ rib | exam NM spine", null)]
    [InlineData("fracture @ rib\n    unproven: [bone-scan]", null)]
    public void A_name_that_nothing_bears_fails_a_case(string what, string? told)
    {
        using var folder = new BrokenFolder();
        var jobs = folder.With(Cases, "fracture @ rib", what).With(Cases, "{status: open, index: 2026-03-10}", "{status: none}").Load(known: Known);
        Assert.Equal(told is null ? [] : [told], Assert.Single(CaseRunner.Run(jobs, _ => _ => [])).Differences);
    }

    [Fact]
    public void A_label_that_is_not_expected_is_one_of_the_measure()
    {
        using var folder = new BrokenFolder();
        var jobs = folder.With(Cases, "index: 2026-03-10}", "not-label: [older]}").Load();
        Assert.Equal(["unknown label 'older'; known: old, rest"], Assert.Single(CaseRunner.Run(jobs, CaseJudge.Evaluate)).Differences);
    }

    [Fact]
    public void The_evaluator_gets_value_sets_coverage_and_sightings()
    {
        using var folder = new BrokenFolder();
        folder.With(Cases, "@ rib\n", "@ rib\n      conditions | 2026-03-11 | ICD10CM S22.31XA\n      conditions | 2026-03-11 | ICD10CM J10\n")
            .With(Cases, "    expect", "    feeds: {procedures: none, results: 2026-01-01 .. 2026-06-01}\n    seen: {encounters: never}\n    expect");
        CaseSetting? got = null;
        CaseRunner.Run(folder.Load(), _ => setting =>
        {
            got = setting;
            return [];
        });
        Assert.Equal(2, got!.Record.Events.Count);
        Assert.Equal(["rib-fracture"], got.Record.Events[1].ValueSets);
        Assert.False(got.Coverage.Has(Table.Procedures));
        Assert.True(got.Coverage.Has(Table.Conditions));
        Assert.False(got.Record.LastSeen.ContainsKey(Table.Encounters));
    }

    [Fact]
    public void Missing_kinds_of_case_are_named()
    {
        using var folder = new BrokenFolder();
        var jobs = folder.Load();
        Assert.Equal(
            [
                "there is no case that is closed; write one",
                "there is no case that is prospective; write one",
                "there is no case that is withheld; write one",
                "there is no case of a patient who died; write one",
                "there is no case excluded as 'low value'; write one",
                "there is no case closed by 'scanned'; write one",
                "there is no case of tier 1 'old'; write one",
                "there is no case of tier 2 'rest'; write one",
                "there is no case at the first age of an index class (50: rib); write one",
                "there is no case at the first age of a condition (80); write one",
                "there is no case on the first day of the index look-back (as-of-P1Y); write one",
                "there is no case on the last day of the index look-back (as-of); write one",
                "there is no case on the first day of 'scanned' (index-P30D) that expects 'index: DATE'; write one",
                "there is no case on the last day of 'scanned' (as-of) that expects 'index: DATE'; write one",
                "there is no case in which 'value set rib-fracture' decides the index class 'rib' (all come out the same without it); write one",
            ],
            CaseJudge.Missing(jobs, jobs.Measures[0]));
    }

    // Each slip has a case that comes out otherwise by it: what a coded fracture is listed for, either half of an exclusion, and both sides of a drug's last day.
    [Fact]
    public void A_case_is_asked_for_each_alternative_and_both_sides_of_a_drugs_last_day()
    {
        using var folder = new BrokenFolder();
        folder.With("measures/rib-review.yaml", "window: index-P30D .. as-of\n  low", "exposure: {grace: P60D, without-supply: P365D, orders-until-ended: true}\n  low")
            .With("measures/rib-review.yaml", "table: procedures, value-set: bone-scan}]\n", "table: medications, value-set: bone-scan}]\n")
            .With("measures/rib-review.yaml", "when: low-value}]", "when: {any-of: [low-value, {sex: M}]}}]");
        string[] asked =
        [
            "in which 'value set rib-fracture' decides the index class 'rib' (all come out the same without it)",
            "in which 'low-value' decides the exclusion 'low value' (all come out the same without it)",
            "in which 'sex(M)' decides the exclusion 'low value' (all come out the same without it)",
            "on the last day in force of 'scanned' (the supply and P60D)",
            "on the day after the last in force of 'scanned' (the supply and P60D)",
        ];
        Assert.Equal(asked, Asked());
        var cases = new Dictionary<string, string>
        {
            ["conditions | 2026-03-10 | ICD10CM S22.31XA"] = "{status: open}",
            ["imaging_findings | 2026-03-10 | fracture @ rib\n      results | 2026-03-10 | LOINC 38267-1 | value 4 mg"] = "{status: excluded}",
            ["imaging_findings | 2026-03-10 | fracture @ rib #"] = "{status: excluded}\n    patient: M 70",
            ["imaging_findings | 2026-03-10 | fracture @ rib\n      medications | 2026-02-01 | local:x 1 | display Scanodrug | supply 89 | kind dispense"] = "{status: closed}",
            ["imaging_findings | 2026-03-10 | fracture @ rib\n      medications | 2026-02-01 | local:x 1 | display Scanodrug | supply 88 | kind dispense"] = "{status: open}",
        };
        foreach (var ((events, expect), i) in cases.Select((c, i) => (c, i)))
        {
            folder.With(Cases, "", $"\n  - name: case {i}\n    events: |\n      {events.Replace(" #", "", StringComparison.Ordinal)}\n    expect: {expect}\n");
            Assert.Equal(asked.Skip(i + 1), Asked());
        }

        IEnumerable<string> Asked()
        {
            var jobs = folder.Load();
            return CaseJudge.Missing(jobs, jobs.Measures[0]).Where(m => m.Contains("decides", StringComparison.Ordinal) || m.Contains("in force", StringComparison.Ordinal))
                .Select(m => m["there is no case ".Length..^"; write one".Length]);
        }
    }

    [Fact]
    public void A_case_of_a_tier_without_its_label_is_told_so()
    {
        using var folder = new BrokenFolder();
        var jobs = folder.With(Cases, "index: 2026-03-10", "index: 2026-03-10, tier: 2").Load();
        var missing = CaseJudge.Missing(jobs, jobs.Measures[0]);
        Assert.Contains("no case of tier 2 expects its label; add 'label: rest' to one", missing);
        Assert.Contains("there is no case of tier 1 'old'; write one", missing);
    }
}
