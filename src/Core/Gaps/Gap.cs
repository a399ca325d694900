namespace Opportune.Core;

/// <summary>The first that holds, in this order.</summary>
public enum GapStatus : byte
{
    /// <summary>A hard exclusion is met.</summary>
    Excluded,

    /// <summary>What satisfies it is found.</summary>
    Closed,

    /// <summary>A "none found" that it needs is not covered.</summary>
    Withheld,

    /// <summary>Its grace is not over.</summary>
    Prospective,

    /// <summary>Given to people.</summary>
    Open,
}

/// <summary>A care gap: one row per measure, patient and episode that has an index event.</summary>
public sealed record Gap
{
    /// <summary>Measure id.</summary>
    public required string Measure { get; init; }

    /// <summary>Measure version.</summary>
    public required int MeasureVersion { get; init; }

    /// <summary>Patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>Hash of measure, patient and the episode's index date; see <see cref="GapIds"/>.</summary>
    public required string GapId { get; init; }

    /// <summary>Status.</summary>
    public required GapStatus Status { get; init; }

    /// <summary>What made the status true, for people.</summary>
    public required string StatusReason { get; init; }

    /// <summary>1 is first.</summary>
    public required int Tier { get; init; }

    /// <summary>Labels of the tier and of what moved it, joined by "; ".</summary>
    public required string Priority { get; init; }

    /// <summary>Date of the episode's first index event.</summary>
    public required DateOnly IndexDate { get; init; }

    /// <summary>Its table.</summary>
    public required Table IndexTable { get; init; }

    /// <summary>Its row id.</summary>
    public required string IndexRow { get; init; }

    /// <summary>Name in the measure file of the class of that event.</summary>
    public string IndexClass { get; init; } = "";

    /// <summary>When the report behind the index event was final; null: it is not known apart from <see cref="IndexDate"/>.</summary>
    public DateOnly? ReportDate { get; init; }

    /// <summary>Modality of the exam of the index event; null: it is of no exam, or the source does not say.</summary>
    public string? Modality { get; init; }

    /// <summary>"impression" where that exam's report names an index finding under such a heading, "body" where only its other parts do; null: it was not read from text.</summary>
    public string? ReportSection { get; init; }

    /// <summary>When it should be settled; null for a gap that is neither open nor prospective.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>Last day up to which "none found" holds: the earliest of the feeds it needs.</summary>
    public DateOnly? CoveredTo { get; init; }

    /// <summary>Age in completed years, on the date the measure counts by.</summary>
    public required int Age { get; init; }

    /// <summary>Sex.</summary>
    public required Sex Sex { get; init; }

    /// <summary>Site of the patient.</summary>
    public string? Site { get; init; }

    /// <summary>Responsible clinician.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Why listed, in one line.</summary>
    public required string Why { get; init; }

    /// <summary>What was looked for and not found, and up to when.</summary>
    public required string LookedFor { get; init; }

    /// <summary>What would close it.</summary>
    public required string WouldClose { get; init; }

    /// <summary>The paragraph for the clinician, closing sentence included.</summary>
    public required string Wording { get; init; }

    /// <summary>Known limits.</summary>
    public required string Limits { get; init; }

    /// <summary>What makes it true, in order.</summary>
    public required IReadOnlyList<EvidenceItem> Evidence { get; init; }

    /// <summary>What the status rests on, for the next run's comparison; people read <see cref="StatusReason"/>.</summary>
    public required GapBasis Basis { get; init; }

    /// <summary>The episode's index events in order, equal statements of one day once.</summary>
    public required IReadOnlyList<IndexFact> IndexFacts { get; init; }

    /// <summary>What became of a drug that began since; of measures that follow one.</summary>
    public FollowUp Follow { get; init; }

    /// <summary>
    /// Whether the measure's new-episode rule began the episode; false for the first within the look-back, which may go on
    /// from what has aged out.
    /// </summary>
    public bool BeganNew { get; init; }

    /// <summary>
    /// Whether the patient's balance counts this episode (the latest that is not prospective, else the latest): each
    /// patient counts once a measure.
    /// </summary>
    public bool Leads { get; init; } = true;
}

/// <summary>Whether what a rule asked for was there.</summary>
public enum EvidenceOutcome : byte
{
    /// <summary>Found: the row is named.</summary>
    Found,

    /// <summary>Looked for in the window and not found.</summary>
    NoneFound,

    /// <summary>Not checked: no data.</summary>
    NotChecked,
}

/// <summary>One item of evidence.</summary>
public sealed record EvidenceItem
{
    /// <summary>index, first-seen (what the leading event says, by a report of before the episode), exclusion, satisfied-by, tier, shift, note.</summary>
    public required string Role { get; init; }

    /// <summary>Name of the criterion or index class.</summary>
    public required string Criterion { get; init; }

    /// <summary>What came of it.</summary>
    public required EvidenceOutcome Outcome { get; init; }

    /// <summary>The row that was found.</summary>
    public Event? Event { get; init; }

    /// <summary>The table that was searched, or could not be; of a row that was found, its own.</summary>
    public Table? Searched { get; init; }

    /// <summary>The window that was searched, cut to the days that the feed covers.</summary>
    public DateWindow? Window { get; init; }
}
