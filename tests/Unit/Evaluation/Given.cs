using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>Small measures and patients by hand: each test says only what it is about.</summary>
internal static class Given
{
    public static readonly DateOnly AsOf = new(2026, 6, 30);

    public static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", null);

    public static Period P(string iso) => Period.TryParse(iso, out var period) ? period : throw new FormatException(iso);

    public static WindowRule W(string text) => WindowRule.TryParse(text, out var rule) ? rule : throw new FormatException(text);

    public static EventMatch Coded(params string[] sets) => new() { ValueSets = sets };

    public static EventMatch Text(params string[] concepts) => new() { Concepts = concepts };

    public static Condition Met(string criterion) => new Condition.Met(criterion);

    public static IndexClass Class(string name, EventMatch match, AgeBand? age = null) =>
        new() { Name = name, Title = name, AnyOf = [match], Age = age };

    public static Criterion Ask(string name, EventMatch match, string window = "ever") =>
        new() { Name = name, Title = name, AnyOf = [match], Window = W(window) };

    /// <summary>Finding "calc" opens it, a row of "statin" closes it, "hospice" excludes; two years back, 14 days of grace.</summary>
    public static Measure Measure(params Criterion[] criteria) => new()
    {
        Id = "test-review",
        Version = 1,
        Title = "Test review",
        Pathway = "test",
        Rank = 1,
        Tags = [],
        Why = "Because.",
        Sources = [new("A guideline", null)],
        Review = new("us", null, new(2026, 1, 1), new(2027, 1, 1)),
        Index = new() { LookBack = P("P2Y"), Classes = [Class("calc", Text("vascular-calcification"))] },
        Criteria = criteria.Concat([Ask("statin", Coded("statin") with { Tables = [Table.Medications] }), Ask("hospice", Coded("hospice") with { Tables = [Table.Conditions] })])
            .DistinctBy(c => c.Name).ToDictionary(c => c.Name),
        Exclude = [new() { Label = "hospice", When = Met("hospice") }],
        SatisfiedBy = [new() { Label = "on a statin", When = Met("statin"), Needs = [Table.Medications], Window = W("as-of-P2Y .. as-of") }],
        Tiers = [new(1, "first", null)],
        OpensAfter = new(P("P14D"), P("P30D")),
        DueAfter = P("P90D"),
        Wording = new()
        {
            WhyListed = "{index-finding}, {index-date}",
            LookedFor = "statin up to {covered-to}",
            WouldClose = "a statin",
            Paragraph = "{source}: {index-finding}. No statin found in medications up to {covered-to}.",
            Limits = "Read from text.",
        },
    };

    public static Event Row(Table table, string date, string set, string? id = null) => new()
    {
        Table = table,
        Date = Day(date),
        RowId = id ?? $"{table}-{date}-{set}",
        ValueSets = [set],
        CodeSystem = "ICD10CM",
        Code = set.ToUpperInvariant(),
    };

    public static Event Condition(string date, string set) => Row(Table.Conditions, date, set);

    public static Event Drug(string date, string set = "statin") => Row(Table.Medications, date, set) with { CodeSystem = "RXNORM" };

    public static Event Finding(string date, string concept = "vascular-calcification", params string[] sites) => new()
    {
        Table = Table.ImagingFindings,
        Date = Day(date),
        RowId = $"f-{date}-{concept}-{string.Join('-', sites)}",
        Accession = $"acc-{date}",
        Modality = "CT",
        BodyPart = "CHEST",
        Mention = new() { Concept = concept, Sites = sites, Start = 3, Length = 13, Text = "calcification" },
    };

    public static Patient Patient(string birth = "1950-01-01") => new() { Id = "p1", BirthDate = Day(birth), Sex = Sex.F };

    /// <summary>Every feed covers 1990 to the as-of date, except where it is said otherwise.</summary>
    public static Coverage Coverage(params (Table Table, string From, string To)[] instead)
    {
        Table[] tables = [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters];
        var intervals = tables.Where(t => !instead.Any(i => i.Table == t))
            .Select(t => new FeedInterval(t, null, null, new(new(1990, 1, 1), AsOf), 14))
            .Concat(instead.Select(i => new FeedInterval(i.Table, null, null, new(Day(i.From), Day(i.To)), 14)));
        return new(intervals, tables.ToHashSet());
    }

    public static PatientRecord Record(params Event[] events) => new()
    {
        Patient = Patient(),
        Events = [.. events.OrderBy(e => e.Date).ThenBy(e => e.Table).ThenBy(e => e.RowId, StringComparer.Ordinal)],
        LastSeen = new Dictionary<Table, DateOnly>
        {
            [Table.Encounters] = AsOf,
            [Table.Medications] = AsOf,
            [Table.Conditions] = AsOf,
            [Table.ImagingFindings] = AsOf,
            [Table.Procedures] = AsOf,
            [Table.Results] = AsOf,
        },
    };

    public static Rulebook Rulebook(params Measure[] measures) => new()
    {
        Measures = measures,
        ValueSets = new[] { "statin", "hospice", "steroid", "first", "later" }.ToDictionary(
            name => name,
            name => new ValueSet { Name = name, Rows = [new(name is "statin" or "steroid" ? "RXNORM" : "ICD10CM", name.ToUpperInvariant(), false, null, null, null, null)] }),
    };

    public static MeasureEvaluator Evaluator(Measure measure, Coverage? coverage = null, SiteControls? controls = null) =>
        new(Rulebook(measure), coverage ?? Coverage(), controls ?? SiteControls.HoldingExcept(new HashSet<string>()), AsOf);

    public static MeasureResult Result(Measure measure, params Event[] events) => Evaluator(measure).Evaluate(Record(events))[0];

    /// <summary>The gap that leads.</summary>
    public static Gap Gap(Measure measure, params Event[] events) => Result(measure, events).Gaps.Single(g => g.Leads);

    /// <summary>Whether a criterion is met beside an index event of 1 June 2026.</summary>
    public static bool IsMet(Criterion criterion, params Event[] events) =>
        Gap(Measure(criterion) with { Tiers = [new(1, "met", Met(criterion.Name)), new(2, "not met", null)] }, [Finding("2026-06-01"), .. events]).Tier == 1;
}
