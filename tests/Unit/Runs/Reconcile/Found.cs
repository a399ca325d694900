using Opportune.Core;
using Opportune.Runs;

namespace Opportune.Tests.Unit.Runs.Reconcile;

/// <summary>Gaps as a run might find them, and small measures to find them by: "treatment" goes before "dexa" in the bone pathway, "statin" stands alone.</summary>
internal static class Found
{
    public static IReadOnlyList<Measure> Measures { get; } =
    [
        Measure("treatment", "bone", 1, new() { AcuteAfter = Period.OfDays(90) }),
        Measure("dexa", "bone", 2, new() { AcuteAfter = Period.OfDays(90) }),
        Measure("statin", "vascular", 1, new() { FirstSites = ["coronary"], SeverityUp = true, Crosses = new("agatston-score", [100, 300]) }),
    ];

    public static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", null);

    /// <summary>An open gap with one index event.</summary>
    public static Gap Open(string measure, string patient, string index, int tier = 2, string site = "north", bool acute = false, string sites = "", string? row = null, string? covered = null) => new()
    {
        Measure = measure,
        MeasureVersion = 1,
        PatientId = patient,
        GapId = GapIds.Of(measure, patient, Day(index)),
        Status = GapStatus.Open,
        StatusReason = "none found",
        Tier = tier,
        Priority = $"tier {tier}",
        IndexDate = Day(index),
        IndexTable = Table.ImagingFindings,
        IndexRow = row ?? $"f-{index}",
        DueDate = Day(index).AddDays(84),
        CoveredTo = covered is null ? null : Day(covered),
        Age = 70,
        Sex = Sex.F,
        Site = site.Length == 0 ? null : site,
        Why = "fracture",
        LookedFor = "DXA",
        WouldClose = "a DXA",
        Wording = "Consider a DXA.",
        Limits = "Read from text.",
        Evidence = [new() { Role = "index", Criterion = "A1", Outcome = EvidenceOutcome.Found, Event = new() { Table = Table.ImagingFindings, Date = Day(index), RowId = "f" } }],
        Basis = new() { Kind = GapBasisKind.Open },
        IndexFacts = [Fact(index, acute, sites, row: row ?? $"f-{index}")],
    };

    public static IndexFact Fact(string date, bool acute = false, string sites = "", Severity severity = Severity.None, string row = "f") =>
        new(Day(date), "A1", sites.Length == 0 ? [] : sites.Split(','), severity, null, null, acute, JoinsOnly: false, Table.ImagingFindings, row);

    /// <summary>The same gap with a later index event that joined it.</summary>
    public static Gap With(this Gap gap, params IndexFact[] facts) => gap with { IndexFacts = [.. gap.IndexFacts, .. facts] };

    public static Gap Closed(this Gap gap, string date, string? holdsUntil = null, string row = "dxa-1", string reason = "DXA done") => gap with
    {
        Status = GapStatus.Closed,
        StatusReason = reason,
        DueDate = null,
        Basis = new() { Kind = GapBasisKind.Satisfied, Criterion = "dxa", Table = Table.Procedures, RowId = row, Date = Day(date), HoldsUntil = holdsUntil is null ? null : Day(holdsUntil), Reported = ReportedRows.Names(row) },
    };

    public static Gap Dead(this Gap gap, string date, bool reported = false) => gap with
    {
        Status = GapStatus.Excluded,
        StatusReason = "died",
        DueDate = null,
        Basis = new() { Kind = GapBasisKind.Death, Table = Table.Patients, Date = Day(date), Reported = reported },
    };

    public static Gap Excluded(this Gap gap, string reason, string date, string? holdsUntil = null) => gap with
    {
        Status = GapStatus.Excluded,
        StatusReason = reason,
        DueDate = null,
        Basis = new() { Kind = GapBasisKind.Exclusion, Criterion = reason, Table = Table.Conditions, RowId = "c-1", Date = Day(date), HoldsUntil = holdsUntil is null ? null : Day(holdsUntil) },
    };

    public static Gap NotActive(this Gap gap) => gap with
    {
        Status = GapStatus.Excluded,
        StatusReason = "not active here",
        DueDate = null,
        Basis = new() { Kind = GapBasisKind.NotActiveHere, Table = Table.Encounters, Date = Day("2023-01-01") },
    };

    public static Gap Withheld(this Gap gap) => gap with
    {
        Status = GapStatus.Withheld,
        StatusReason = "procedures are not covered",
        DueDate = null,
        Basis = new() { Kind = GapBasisKind.FeedGap },
    };

    public static Gap Prospective(this Gap gap, string until) => gap with
    {
        Status = GapStatus.Prospective,
        StatusReason = $"grace until {until}",
        Basis = new() { Kind = GapBasisKind.Grace, HoldsUntil = Day(until) },
    };

    private static Measure Measure(string id, string pathway, int rank, NewEpisode rule) => new()
    {
        Id = id,
        Version = 1,
        Title = $"{id} review",
        Pathway = pathway,
        Rank = rank,
        Tags = [],
        Why = "Because.",
        Sources = [],
        Review = new("us", null, new(2026, 1, 1), new(2027, 1, 1)),
        Index = new() { LookBack = new(24, 0), Classes = [], NewEpisode = rule },
        Criteria = new Dictionary<string, Criterion>(),
        Exclude = [],
        SatisfiedBy = [],
        Tiers = [new(1, "first", null)],
        OpensAfter = new(Period.OfDays(14), Period.OfDays(30)),
        DueAfter = Period.OfDays(84),
        Wording = new() { WhyListed = "", LookedFor = "", WouldClose = "", Paragraph = "", Limits = "" },
    };
}
