using Opportune.Jobs;
using CoreMeasure = Opportune.Core.Measure;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>What a slip in a measure file is answered with: place, fault, and how to mend it.</summary>
public class BadMeasureTests
{
    private const string Measure = "measures/rib-review.yaml";

    [Fact]
    public void The_folder_without_a_slip_has_no_problem()
    {
        using var folder = new BrokenFolder();
        Assert.Equal("", folder.Problems());
    }

    [Theory]
    // Form
    [InlineData("due-after: P90D", "due-afer: P90D", "1:1: 'due-after' is missing", "38:1: unknown key 'due-afer'; did you mean 'due-after'?")]
    [InlineData("version: 1", "version: one", "2:10: 'version' must be a whole number")]
    [InlineData("rank: 1", "rank: 1\nrank: 2", "6:1: not valid YAML: Duplicate key rank")]
    [InlineData("why: A small measure for tests.\n", "", "1:1: 'why' is missing")]
    [InlineData("sources: [{name: a test}]", "sources: []", "8:1: 'sources' is missing or empty: a rule says where it comes from")]
    [InlineData("tags: [nightly]", "tags: {nightly: yes}", "6:1: 'tags' is missing or empty: no job would run this measure", "6:7: 'tags' must be a list of texts")]
    [InlineData("id: rib-review", "id: ribs-review", "1:5: the id 'ribs-review' differs from the file's name 'rib-review'")]
    [InlineData("reviewed: 2026-01-01", "reviewed: 1 May 2026", "9:41: 'reviewed' must be a date, yyyy-MM-dd")]
    [InlineData("look-back: P1Y", "look-back: 1 year", "12:14: 'look-back' must be a calendar period such as P2Y, P13M or P90D")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: index-30D .. as-of\n  low", "25:13: 'window' must be a window such as 'index-P730D .. as-of', or 'ever'")]
    [InlineData("at: index}\n      any-of", "at: birth}\n      any-of", "16:27: unknown at 'birth'; known: as-of, index")]
    [InlineData("version: 1", "version: 2", "2:10: 'changes' must say what each of the versions 2 to 2 changed, in order")]
    [InlineData("version: 1", "version: 1\nchanges: [{version: 2, date: 2026-01-01, what: ribs only}]", "2:10: 'changes' tells of versions after the first, and this is the first")]
    [InlineData("version: 1", "version: 3\nchanges: [{version: 3, date: 2026-01-01, what: a}, {version: 2, date: 2026-01-01, what: b}]", "2:10: 'changes' must say what each of the versions 2 to 3 changed, in order")]
    [InlineData("version: 1", "version: 2\nchanges: [{version: 2, date: soon, what: ribs only}]", "3:30: 'date' must be a date, yyyy-MM-dd")]
    // Names
    [InlineData("value-set: bone-scan", "value-set: bone-scn", "24:45: unknown value set 'bone-scn'; did you mean 'bone-scan'?")]
    [InlineData("when: scanned", "when: scaned", "33:28: unknown criterion 'scaned'; did you mean 'scanned'?")]
    [InlineData("{age: {from: 80, at: index}}", "{index: [ribs]}", "35:42: unknown index class 'ribs'; did you mean 'rib'?")]
    [InlineData("{age: {from: 80, at: index}}", "{aged: 80}", "35:33: unknown condition 'aged'; did you mean 'age'?")]
    [InlineData("table: procedures", "table: procedure", "24:22: unknown table 'procedure'; did you mean 'procedures'?")]
    [InlineData("{index-finding}\"", "{index-findng}\"", "40:15: unknown placeholder 'index-findng'; did you mean 'index-finding'?")]
    // Meaning
    [InlineData("window: index-P30D .. as-of\n  low", "window: as-of .. as-of-P1D\n  low", "25:13: this window holds no day: it begins after it ends, or after the as-of date")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: as-of+P1D .. as-of\n  low", "25:13: this window holds no day: it begins after it ends, or after the as-of date")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: as-of .. index-P30D\n  low", "25:13: this window holds no day: it begins after it ends, or after the as-of date")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: index+P13M .. as-of\n  low", "25:13: this window holds no day: it begins after it ends, or after the as-of date")]
    [InlineData("- {tier: 2, label: rest}", "- {tier: 2, label: rest, when: scanned}", "36:5: the last tier must have no 'when': it takes the rest")]
    [InlineData("label: old, when: {age: {from: 80, at: index}}", "label: old", "36:5: no patient reaches this tier: one above has no 'when' and takes all")]
    [InlineData("    source: a test\n", "", "27:5: the threshold in 'low-value' has no 'source'")]
    [InlineData("{below: 5, unit: mg}", "{below: 5, above: 6}", "29:61: no number lies in this 'value'")]
    [InlineData("{below: 5, unit: mg}", "{unit: mg}", "29:61: 'value' says no bound: at-least, at-most, above or below")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, value-set: rib-fracture}", "18:11: say one of 'value-set' (coded rows), 'concept' (mentions) and 'any-report: true'")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, category: billing}", "18:31: only coded rows have 'category'")]
    [InlineData("{table: conditions, value-set: rib-fracture}", "{table: conditions, value-set: rib-fracture, site: rib}", "19:56: only mentions (concept) have 'site'")]
    [InlineData("age: {from: 50, at: index}", "age: {from: 50, to: 40, at: index}", "16:12: nobody's age lies in this band")]
    [InlineData("needs: [procedures], window: index-P30D .. as-of", "needs: [procedures]", "33:5: 'window' is missing: the days that the feeds under 'needs' must cover")]
    [InlineData("title: bone scan\n", "title: bone scan\n    apart: P30D\n", "24:5: 'apart' asks for 'at-least: 2' or more")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [scanned, {not: scanned}]}", "35:34: this never holds: 'scanned' and its opposite")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [{sex: F}, {sex: M}]}", "35:34: this never holds: two sexes at once")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [{age: {from: 80, at: index}}, {age: {to: 70, at: index}}]}", "35:34: this never holds: nobody's age lies in all of these bands")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [scanned, {all-of: [{sex: F}, {not: scanned}]}]}", "35:34: this never holds: 'scanned' and its opposite")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [{index: [rib]}, {not: {index: [rib]}}]}", "35:34: this never holds: a condition and its opposite")]
    [InlineData("{age: {from: 80, at: index}}", "{any-of: [scanned, {not: scanned}]}", "35:34: this always holds: 'scanned' or its opposite")]
    [InlineData("exclude: [{label: low value, when: low-value}]", "exclude: [{label: low value, when: low-value}, {label: lower, when: low-value}]", "31:48: no patient reaches the exclusion 'lower': one above asks the same")]
    [InlineData("  - {tier: 2, label: rest}", "  - {tier: 1, label: older, when: {age: {from: 80, at: index}}}\n  - {tier: 2, label: rest}", "36:5: no patient reaches the tier 'older': one above asks the same")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, site: [rib], without-site: [rib, clavicle]}", "18:44: no event can match: 'without-site' refuses all that 'site' asks for")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, kind: [old], not-kind: [old]}", "18:44: no event can match: 'not-kind' refuses all that 'kind' asks for")]
    [InlineData("{table: conditions, value-set: rib-fracture}", "{table: conditions, value-set: rib-fracture, not-value-set: rib-fracture}", "19:56: no event can match: 'not-value-set' refuses all that 'value-set' asks for")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, not-status: resolved}", "18:31: only coded rows have 'not-status'")]
    [InlineData("    source: a test\n", "    source: a test\n    latest-only: true\n    at-least: 2\n", "29:5: this is never met: only the latest event counts, and 'at-least' asks for more")]
    [InlineData("    source: a test\n", "    source: a test\n    window: as-of-P30D .. as-of\n    at-least: 2\n    apart: P31D\n", "31:5: this is never met: no two days of the window are so far apart")]
    [InlineData("look-back: P1Y", "look-back: P1Y\n  new-episode: {grown: true}", "13:17: 'grown' asks for 'acute-after': how long after the last index event")]
    // Wording
    [InlineData("limits: none known", "limits: the patient needs a scan", "44:11: 'needs' is not said to people; say 'consider' or 'would settle'")]
    [InlineData("limits: none known", "limits: must be scanned", "44:11: 'must' is not said to people; say 'consider'")]
    [InlineData("limits: none known", "limits: untreated bone", "44:11: 'untreated' is not said to people; say 'no treatment found'")]
    [InlineData("limits: none known", "limits: there is no fracture", "44:11: 'no fracture' is not said to people; a report's silence is not evidence of absence")]
    [InlineData("limits: none known", "limits: atherosclerosis of the aorta", "44:11: 'atherosclerosis' is not said to people; say 'vascular calcification', or put the report's word in quotes")]
    [InlineData("label: rest}", "label: benign}", "36:22: 'benign' is not said to people; only a clinician says so")]
    public void A_slip_is_told_with_its_place(string passage, string slip, params string[] expected)
    {
        using var folder = new BrokenFolder();
        var problems = folder.With(Measure, passage, slip).Problems().Split('\n');
        // A name that is misspelt leaves the right one unused: that is told too, and is not what is tested here.
        Assert.Equal(expected.Select(e => $"{Measure}:{e}"), problems.Where(p => !p.Contains("warning: no", StringComparison.Ordinal)));
    }

    // Of each rule what is nearly a slip, and is none.
    [Theory]
    [InlineData("window: index-P30D .. as-of\n  low", "window: as-of-P1D .. as-of\n  low")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: index .. index\n  low")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [scanned, {not: low-value}]}")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [scanned, {any-of: [low-value, {not: {index: [rib]}}]}]}")]
    [InlineData("{age: {from: 80, at: index}}", "{any-of: [scanned, {not: low-value}]}")]
    [InlineData("{age: {from: 80, at: index}}", "{any-of: [scanned, {all-of: [low-value, {not: scanned}]}]}")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [{sex: F}, {not: {sex: M}}]}")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [{age: {from: 70, at: index}}, {age: {to: 70, at: index}}]}")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [{age: {from: 80, at: index}}, {age: {to: 70, at: as-of}}]}")]
    [InlineData("exclude: [{label: low value, when: low-value}]", "exclude: [{label: low value, when: low-value}, {label: other, when: {not: low-value}}]")]
    [InlineData("  - {tier: 2, label: rest}", "  - {tier: 1, label: older, when: {age: {from: 79, at: index}}}\n  - {tier: 2, label: rest}")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, site: [rib, sternum], without-site: [rib]}")]
    [InlineData("{concept: fracture, site: [rib]}", "{concept: fracture, kind: [old], not-kind: [recent]}")]
    [InlineData("{table: conditions, value-set: rib-fracture}", "{table: conditions, value-set: rib-fracture, not-status: [resolved, inactive]}")]
    [InlineData("    source: a test\n", "    source: a test\n    latest-only: true\n")]
    [InlineData("    source: a test\n", "    source: a test\n    window: as-of-P30D .. as-of\n    at-least: 2\n    apart: P30D\n")]
    [InlineData("{below: 5, unit: mg}", "{at-least: 5, at-most: 5, unit: mg}")]
    [InlineData("    source: a test\n    any-of: [{table: results, value-set: bone-value, value: {below: 5, unit: mg}}]", "    any-of: [{table: results, value-set: bone-value}]")]
    [InlineData("age: {from: 50, at: index}", "age: {from: 50, to: 50, at: index}")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: index+P1Y .. as-of\n  low")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: as-of-P30D .. index\n  low")]
    [InlineData("limits: none known", "limits: benignity is not judged; the mustering needed")]
    [InlineData("limits: none known", "limits: no fractured ribs were looked for")]
    public void What_is_nearly_a_slip_is_none(string passage, string instead)
    {
        using var folder = new BrokenFolder();
        Assert.DoesNotContain(folder.With(Measure, passage, instead).Problems().Split('\n'), p => p.Length > 0 && !p.Contains("warning: no", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(", control: {table: procedures, value-set: bone-scan, at-least: 25, per-hundred: 0}}", "}", true)]
    // What nobody claims, what closes nothing, and reports, of which no value set holds a code.
    [InlineData("needs: [procedures], window: index-P30D .. as-of, control: {table: procedures, value-set: bone-scan, at-least: 25, per-hundred: 0}}", "window: index-P30D .. as-of}", false)]
    [InlineData(", control: {table: procedures, value-set: bone-scan, at-least: 25, per-hundred: 0}}", ", keeps-open: true}", false)]
    [InlineData("needs: [procedures], window: index-P30D .. as-of, control: {table: procedures, value-set: bone-scan, at-least: 25, per-hundred: 0}}", "needs: [imaging_findings], window: index-P30D .. as-of}", true)]
    public void None_found_that_no_control_backs_is_a_warning(string passage, string instead, bool isTold)
    {
        using var folder = new BrokenFolder();
        var told = "measures/rib-review.yaml:33:5: warning: 'scanned' has no control: 'none found' rests on the feed's coverage alone; add 'control: {table: ..., value-set: ..., at-least: ..., per-hundred: ...}'";
        Assert.Equal(isTold ? told : "", folder.With(Measure, passage, instead).Problems());
    }

    // The words of columns are the source's: one that is not usual is told, and stops nothing.
    [Theory]
    [InlineData("site: [rib]}", "site: [rib], modality: [CT, DEXA]}", "18:59: warning: unknown modality 'DEXA'; did you mean 'DXA'?")]
    [InlineData("site: [rib]}", "site: [rib], not-modality: [MRI]}", "18:59: warning: unknown not-modality 'MRI'; did you mean 'MR'?")]
    [InlineData("value-set: rib-fracture}", "value-set: rib-fracture, row-kind: dispensed}", "19:66: warning: unknown row-kind 'dispensed'; did you mean 'dispense'?")]
    public void A_word_that_is_not_usual_is_a_warning(string passage, string instead, string told)
    {
        using var folder = new BrokenFolder();
        Assert.Equal($"{Measure}:{told}", folder.With(Measure, passage, instead).Problems());
    }

    [Fact]
    public void What_reports_show_needs_no_control()
    {
        using var folder = new BrokenFolder();
        folder.With(Measure, "any-of: [{table: procedures, value-set: bone-scan}]", "any-of: [{any-report: true, modality: [NM]}, {table: procedures, value-set: bone-scan}]")
            .With(Measure, "needs: [procedures], window: index-P30D .. as-of, control: {table: procedures, value-set: bone-scan, at-least: 25, per-hundred: 0}}", "needs: [imaging_findings, procedures], window: index-P30D .. as-of}");
        Assert.Equal("", folder.Problems());
    }

    [Theory]
    [InlineData("bonee", "; did you mean 'bone'?")]
    [InlineData("kidney", ": its entries get only the decisions that are offered everywhere")]
    // The program knows it; nobody may decide anything of its own about it.
    [InlineData("vascular", ": its entries get only the decisions that are offered everywhere")]
    public void A_pathway_that_no_disposition_names_is_a_warning(string pathway, string then)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(
            $"measures/rib-review.yaml:4:10: warning: review/dispositions.yaml does not name the pathway '{pathway}'{then}",
            folder.With(Measure, "pathway: bone", $"pathway: {pathway}").Problems());
    }

    [Fact]
    public void Of_two_measures_with_one_rank_in_a_pathway_nobody_knows_which_leads()
    {
        using var folder = Twin("rank: 1");
        Assert.Equal(
            "measures/sternum-review.yaml:5:7: 'rib-review' has the rank 1 of the pathway 'bone' already: which of the two leads a patient's entry is not said",
            folder.Problems());
        using var other = Twin("rank: 2");
        Assert.Equal("", other.Problems());
    }

    [Fact]
    public void A_measure_whose_tags_no_job_asks_for_is_a_warning()
    {
        using var folder = Twin("rank: 2");
        Assert.Equal(
            "measures/sternum-review.yaml:6:7: warning: no job runs this measure: none asks for one of its tags (jobs ask for: nightly)",
            folder.With("measures/sternum-review.yaml", "tags: [nightly]", "tags: [nighly]").Problems());
    }

    [Fact]
    public void On_the_day_of_its_review_nothing_is_due()
    {
        using var folder = new BrokenFolder();
        Assert.DoesNotContain("was due", folder.Problems(today: new(2027, 1, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void More_things_that_close_a_gap_than_are_kept_apart_are_refused()
    {
        using var folder = new BrokenFolder();
        var more = string.Concat(Enumerable.Range(1, CoreMeasure.MaxSatisfactions).Select(i => $"  - {{label: done {i}, when: scanned}}\n"));
        Assert.Equal("measures/rib-review.yaml:32:1: 65 things would close a gap; a measure can have 64 (join some by any-of)", folder.With(Measure, "satisfied-by:\n", "satisfied-by:\n" + more).Problems());
    }

    [Fact]
    public void The_report_s_own_word_may_be_quoted()
    {
        using var folder = new BrokenFolder();
        Assert.Equal("", folder.With(Measure, "limits: none known", "limits: 'the report says \"atherosclerosis\"'").Problems());
    }

    [Fact]
    public void All_slips_of_all_files_are_told_at_once()
    {
        using var folder = new BrokenFolder();
        folder.With(Measure, "version: 1", "version: one").With(Measure, "rank: 1", "rank: first")
            .With("value-sets/bone-value.csv", "LOINC", "LOINK").With("nightly.yaml", "parquet", "parket");
        Assert.Equal(
            """
            measures/rib-review.yaml:2:10: 'version' must be a whole number
            measures/rib-review.yaml:5:7: 'rank' must be a whole number
            nightly.yaml:5:11: unknown outputs 'parket'; did you mean 'parquet'?
            value-sets/bone-value.csv: warning: the value set is empty: no row will ever match
            value-sets/bone-value.csv:7: unknown code system 'LOINK'; did you mean 'LOINC'?
            """.ReplaceLineEndings("\n"),
            folder.Problems());
    }

    [Fact]
    public void An_unused_criterion_is_a_warning()
    {
        using var folder = new BrokenFolder();
        Assert.Equal(
            "measures/rib-review.yaml:26:3: warning: nothing uses the criterion 'low-value'",
            folder.With(Measure, "exclude: [{label: low value, when: low-value}]", "exclude: []").Problems());
    }

    [Fact]
    public void A_review_that_is_due_is_a_warning_and_stops_nothing()
    {
        using var folder = new BrokenFolder();
        Assert.Contains(
            "measures/rib-review.yaml:9:66: warning: the review of this measure was due on 2027-01-01",
            folder.Problems(today: new(2027, 1, 2)).Split('\n'));
    }

    [Fact]
    public void Ids_of_the_lexicon_are_checked_where_it_is_given()
    {
        using var folder = new BrokenFolder();
        var known = new KnownIds(Set("fractures"), Set("ribs"), Set(), Set());
        Assert.Equal(
            """
            measures/rib-review.yaml:18:21: unknown concept 'fracture'; did you mean 'fractures'?
            measures/rib-review.yaml:18:38: unknown site 'rib'; did you mean 'ribs'?
            """.ReplaceLineEndings("\n"),
            folder.Problems(known));
    }

    [Fact]
    public void A_file_that_is_no_YAML_is_told_with_its_place()
    {
        using var folder = new BrokenFolder();
        Assert.Equal(
            "measures/rib-review.yaml:3:8: not valid YAML after here; is a bracket or a quote left open?",
            folder.With(Measure, "title: Review", "title: [Review").Problems());
    }

    [Fact]
    public void A_folder_without_rules_says_what_is_missing()
    {
        using var empty = Some.Folder();
        var problems = new Problems();
        Assert.Null(JobsFolder.Load(empty.Path, null, problems));
        Assert.Equal(2, problems.All.Count);
        Assert.All(problems.All, p => Assert.Equal("no such folder; --jobs names the folder that holds measures/ and value-sets/", p.Message));
    }

    /// <summary>The folder with a second measure like the first, but for its rank.</summary>
    private static BrokenFolder Twin(string rank)
    {
        var folder = new BrokenFolder();
        return folder.With("measures/sternum-review.yaml", "", File.ReadAllText(folder.PathOf(Measure)).Replace("id: rib-review", "id: sternum-review", StringComparison.Ordinal).Replace("rank: 1", rank, StringComparison.Ordinal));
    }

    private static HashSet<string> Set(params string[] ids) => [.. ids];
}
