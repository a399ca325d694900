using System.Globalization;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Runs;
using Opportune.Tests.Unit.Evaluation;
using Opportune.Tests.Unit.Reading;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>
/// One person in rows and reports, read, gathered and judged as a run does it, under the measures, lists of codes and lexicon
/// that are shipped. Feeds cover everything up to the as-of date, the person is seen, and positive controls hold, unless a
/// test says otherwise.
/// </summary>
internal sealed class Person
{
    public const string Dexa = "dexa-review";
    public const string Treatment = "osteoporosis-treatment-review";
    public const string Assessment = "vertebral-fracture-assessment";
    public const string Statin = "statin-review";
    public const string Mineral = "mineral-metabolism-review";
    public const string Neck = "neck-calcification";
    public const string Calcinosis = "cervical-calcinosis";

    private const string Id = "somebody";
    private static readonly DateOnly AsOf = new(2026, 6, 30);

    private static readonly string[] Tables = ["patients", "imaging_findings", "conditions", "medications", "procedures", "results", "encounters", "feeds"];

    private readonly List<(string Table, (string Column, string Value)[] Cells)> _rows = [];
    private readonly HashSet<string> _without = [];
    private readonly Dictionary<string, string> _coveredFrom = [], _coveredTo = [];
    private string? _seen = "2026-06-01";
    private bool _countsControls;
    private Func<Rulebook, Rulebook> _rules = r => r;

    private Person(string sex, int age, string? died = null) =>
        Add("patients", ("patient_id", Id), ("birth_date", Iso(AsOf.AddYears(-age).AddMonths(-6))), ("sex", sex), ("death_date", died ?? ""));

    public static Person Woman(int age, string? died = null) => new("F", age, died);

    public static Person Man(int age) => new("M", age);

    public static Person OfUnknownSex(int age) => new("U", age);

    /// <summary>A final report.</summary>
    public Person Reported(string text, string date = "2026-03-10", string modality = "CT", string bodyPart = "CHEST") =>
        Add("imaging_findings", ("finding_id", $"f{_rows.Count}"), ("patient_id", Id), ("accession", $"a{_rows.Count}"), ("exam_date", date), ("modality", modality),
            ("report_date", date), ("report_status", "final"), ("body_part", bodyPart), ("finding_text", text));

    public Person Diagnosis(string code, string date = "2026-03-01", string category = "encounter", string display = "", string system = "ICD10CM", string status = "") =>
        Add("conditions", ("row_id", $"c{_rows.Count}"), ("patient_id", Id), ("code_system", system), ("code", code), ("display", display), ("start_date", date), ("category", category), ("status", status));

    public Person Drug(string code, string date, string system = "RXNORM", string display = "", double? dose = null, double? supply = null, string kind = "administration", string intent = "", string end = "", string status = "") =>
        Add("medications", ("row_id", $"m{_rows.Count}"), ("patient_id", Id), ("code_system", system), ("code", code), ("display", display), ("start_date", date), ("end_date", end), ("status", status),
            ("intent", intent), ("days_supply", Text(supply)), ("dose", Text(dose)), ("dose_unit", dose is null ? "" : "mg"), ("kind", kind));

    public Person Procedure(string code, string date, string status = "completed", string system = "CPT") =>
        Add("procedures", ("row_id", $"p{_rows.Count}"), ("patient_id", Id), ("code_system", system), ("code", code), ("performed_date", date), ("status", status));

    public Person Result(string loinc, string date, double value, string unit = "") =>
        Add("results", ("row_id", $"l{_rows.Count}"), ("patient_id", Id), ("code_system", "LOINC"), ("code", loinc), ("result_date", date), ("value", Text(value)), ("unit", unit));

    /// <summary>So many others at the place, each with a row of these codes, of whom positive controls are counted.</summary>
    public Person Among(int others, string dxaSystem, string dxa, string drugSystem, string drug)
    {
        _countsControls = true;
        for (var i = 1; i <= others; i++)
        {
            Add("patients", ("patient_id", $"other{i}"), ("birth_date", "1950-01-01"), ("sex", "F"));
            Add("encounters", ("patient_id", $"other{i}"), ("encounter_date", "2026-06-01"));
            Add("procedures", ("row_id", $"op{i}"), ("patient_id", $"other{i}"), ("code_system", dxaSystem), ("code", dxa), ("performed_date", "2026-05-01"), ("status", "completed"));
            Add("medications", ("row_id", $"om{i}"), ("patient_id", $"other{i}"), ("code_system", drugSystem), ("code", drug), ("start_date", "2026-05-01"), ("kind", "dispense"));
        }
        return this;
    }

    /// <summary>The source has no such table.</summary>
    public Person Without(string table)
    {
        _without.Add(table);
        return this;
    }

    public Person Covered(string table, string from = "2010-01-01", string to = "2026-06-30")
    {
        (_coveredFrom[table], _coveredTo[table]) = (from, to);
        return this;
    }

    /// <summary>Last seen on that day; null: known from imaging alone.</summary>
    public Person Seen(string? date)
    {
        _seen = date;
        return this;
    }

    /// <summary>Under rules of which a site changed one thing.</summary>
    public Person Where(Func<Measure, Measure> change)
    {
        _rules = rules => rules with { Measures = [.. rules.Measures.Select(change)] };
        return this;
    }

    /// <summary>At a site whose crosswalk leads from a product to what a set names.</summary>
    public Person WithProduct(string system, string code, string set)
    {
        var before = _rules;
        _rules = rules => before(rules) is var r ? r with
        {
            ValueSets = r.ValueSets.ToDictionary(s => s.Key, s => s.Key != set ? s.Value : new ValueSet
            {
                Name = set,
                Names = s.Value.Names,
                Rows = [.. s.Value.Rows, new(system, code, false, null, null, null, null) { IsByCrosswalk = true }],
            }),
        } : r;
        return this;
    }

    /// <summary>All gaps of all measures.</summary>
    public IReadOnlyList<Gap> Gaps()
    {
        using var folder = Some.Folder();
        Write(folder.Path);
        var request = new RunRequest
        {
            Job = "nightly",
            AsOf = AsOf,
            Input = folder.Path,
            Rules = _rules(ShippedRules.Shipped),
            Worklists = [],
            Lexicon = Dev.Compiled,
            RulesHash = "",
            Program = "",
            Threads = 1,
            Buckets = 1,
        };
        using var run = PreparedRun.Prepare(request, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        if (run.Find(Id) is not { } record)
            return [];
        var evaluator = _countsControls ? run.Evaluator : new MeasureEvaluator(request.Rules, run.Coverage, SiteControls.HoldingExcept(new HashSet<string>()), AsOf);
        return [.. evaluator.Evaluate(record).SelectMany(r => r.Gaps)];
    }

    /// <summary>The measure's gap that leads; null: the person has none.</summary>
    public Gap? Gap(string measure) => Gaps().SingleOrDefault(g => g.Measure == measure && g.Leads);

    /// <summary>The measure's gap, which is given to people.</summary>
    public Gap Listed(string measure)
    {
        var gap = Gap(measure);
        Assert.NotNull(gap);
        Assert.True(gap.Status == GapStatus.Open, $"{measure}: {gap.Status}, {gap.StatusReason}");
        return gap;
    }

    /// <summary>The measure's gap has this status, for a reason that says so.</summary>
    public Gap Is(GapStatus status, string measure, string reason = "")
    {
        var gap = Gap(measure);
        Assert.NotNull(gap);
        Assert.Equal(status, gap.Status);
        Assert.Contains(reason, gap.StatusReason, StringComparison.Ordinal);
        return gap;
    }

    /// <summary>Nothing about the person starts that measure's clock.</summary>
    public void HasNo(string measure) => Assert.Null(Gap(measure));

    private Person Add(string table, params (string Column, string Value)[] cells)
    {
        _rows.Add((table, cells));
        return this;
    }

    private void Write(string folder)
    {
        var rows = _rows.ToList();
        if (_seen is not null)
            rows.Add(("encounters", [("patient_id", Id), ("encounter_date", _seen)]));
        foreach (var feed in Tables[1..^1].Where(t => !_without.Contains(t)))
            rows.Add(("feeds", [("feed", feed), ("covered_from", _coveredFrom.GetValueOrDefault(feed, "2010-01-01")), ("covered_to", _coveredTo.GetValueOrDefault(feed, "2026-06-30"))]));
        foreach (var table in Tables.Where(t => !_without.Contains(t)))
        {
            var columns = CanonicalTable.Named(table)!.Columns.Select(c => c.Name).Where(c => c is not ("site" or "recorded_at")).ToList();
            var lines = rows.Where(r => r.Table == table).Select(r =>
            {
                var cells = r.Cells.ToDictionary(c => c.Column, c => c.Value);
                return string.Join(',', columns.Select(c => cells.GetValueOrDefault(c) is { Length: > 0 } value ? $"\"{value}\"" : ""));
            });
            File.WriteAllLines(Path.Combine(folder, table + ".csv"), [string.Join(',', columns), .. lines]);
        }
    }

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
