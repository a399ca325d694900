namespace Opportune.Core;

/// <summary>
/// A versioned rule evaluated per patient: who is looked at, what starts the clock, what excludes, what satisfies, how
/// urgent it is and how it is worded. Written as <c>jobs/measures/&lt;id&gt;.yaml</c>; immutable once read.
/// </summary>
public sealed record Measure
{
    /// <summary>The file's name; says the clinical question, never a number.</summary>
    public required string Id { get; init; }

    /// <summary>Raised with every change of meaning.</summary>
    public required int Version { get; init; }

    /// <summary>What changed with each version after the first, the oldest first.</summary>
    public IReadOnlyList<RuleChange> Changes { get; init; } = [];

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>In two or three words, for tabs and columns; the title where the file has none.</summary>
    public string Label { get; init; } = "";

    /// <summary>Measures of one pathway share one entry a patient.</summary>
    public required string Pathway { get; init; }

    /// <summary>Place in the pathway; 1 leads.</summary>
    public required int Rank { get; init; }

    /// <summary>Labels by which jobs choose measures.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Two sentences on why it matters.</summary>
    public required string Why { get; init; }

    /// <summary>Where the rule comes from.</summary>
    public required IReadOnlyList<SourceReference> Sources { get; init; }

    /// <summary>Who wrote and checked it, and when it is looked at again.</summary>
    public required Review Review { get; init; }

    /// <summary>What starts the clock.</summary>
    public required IndexRule Index { get; init; }

    /// <summary>Whether patients under 18 are listed.</summary>
    public bool ListsMinors { get; init; }

    /// <summary>Ids of the clinical rules that its gaps stand for.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Clinical rules that belong here and are not applied.</summary>
    public IReadOnlyList<RuleOff> Off { get; init; } = [];

    /// <summary>
    /// Patients without an encounter for so long, or whom the source calls inactive, are counted as withheld ("not active
    /// here") and never listed; null: activity does not matter. Asked only where the source has encounters.
    /// </summary>
    public Period? ActiveWithin { get; init; }

    /// <summary>
    /// The day on which work with it begins, where the site's workload says nothing else; null: no entry is backlog. It says nothing about
    /// patients.
    /// </summary>
    public GoLive? GoLive { get; init; }

    /// <summary>Its entries never wait in the queue of the backlog, however many there are.</summary>
    public bool IsUncapped { get; init; }

    /// <summary>Named questions about a patient, used by the lists below.</summary>
    public required IReadOnlyDictionary<string, Criterion> Criteria { get; init; }

    /// <summary>Hard exclusions, in order: the first that holds is the reason.</summary>
    public required IReadOnlyList<Exclusion> Exclude { get; init; }

    /// <summary>How many things may close the gap: what was asked of them is kept from night to night as the bits of one number.</summary>
    public const int MaxSatisfactions = 64;

    /// <summary>What closes the gap; any one is enough, and there are at most <see cref="MaxSatisfactions"/>.</summary>
    public required IReadOnlyList<Satisfaction> SatisfiedBy { get; init; }

    /// <summary>Tiers in the order in which they are asked; the first that holds gives the tier. The last has no condition.</summary>
    public required IReadOnlyList<TierRule> Tiers { get; init; }

    /// <summary>What moves a tier up or down; each direction counts once.</summary>
    public IReadOnlyList<TierShift> Shifts { get; init; } = [];

    /// <summary>Informational lines; those that hold stand in the wording before the closing sentence.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Grace after the final report before the gap opens.</summary>
    public required Grace OpensAfter { get; init; }

    /// <summary>Due so long after the final report of the index.</summary>
    public required Period DueAfter { get; init; }

    /// <summary>The same for tier 1; null: as for all.</summary>
    public Period? FirstTierDueAfter { get; init; }

    /// <summary>What is counted of patients for a year after a drug began; null: nothing.</summary>
    public FollowRule? Follow { get; init; }

    /// <summary>The texts that people read.</summary>
    public required Wording Wording { get; init; }
}

/// <summary>A document behind a rule.</summary>
public sealed record SourceReference(string Name, string? Url);

/// <summary>What a version of a rule changed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Date">Since when.</param>
/// <param name="What">What is different from the version before, for people.</param>
public sealed record RuleChange(int Version, DateOnly Date, string What);

/// <summary>Provenance of a rule file.</summary>
public sealed record Review(string AuthoredBy, string? CheckedBy, DateOnly Reviewed, DateOnly NextReview);

/// <summary>Days of grace after the final report.</summary>
/// <param name="Usual">For most.</param>
/// <param name="Inpatient">Where the exam's setting is inpatient.</param>
public sealed record Grace(Period Usual, Period Inpatient)
{
    /// <summary>There is no grace where this holds; null: nowhere.</summary>
    public Condition? AtOnce { get; init; }
}

/// <summary>Texts with placeholders in braces: <c>{index-date}</c>, <c>{index-finding}</c>; see <see cref="Placeholders"/>.</summary>
public sealed record Wording
{
    /// <summary>Why the patient is listed, in one line.</summary>
    public required string WhyListed { get; init; }

    /// <summary>What was looked for and not found.</summary>
    public required string LookedFor { get; init; }

    /// <summary>What would close the gap.</summary>
    public required string WouldClose { get; init; }

    /// <summary>The paragraph for the clinician, without the closing sentence that every text ends with.</summary>
    public required string Paragraph { get; init; }

    /// <summary>Paragraphs that stand instead of <see cref="Paragraph"/>; the first whose condition holds.</summary>
    public IReadOnlyList<ParagraphInstead> Instead { get; init; } = [];

    /// <summary>Known limits of the rule.</summary>
    public required string Limits { get; init; }

    /// <summary>Before a criterion's name: its latest values in order, with the dates of the first and last ("{trend:calcium}").</summary>
    public const string Trend = "trend:";

    /// <summary>Before a criterion's name: the dates of its latest events, with the exam where there is one ("{dates:prior-imaging}").</summary>
    public const string DatesOf = "dates:";

    /// <summary>
    /// The placeholders and what stands for them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Placeholders { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["index-date"] = "date of the episode's first index event: 3 May 2026",
        ["report-date"] = "date on which the report of the index event was final; its own date where none is known",
        ["index-finding"] = "the index event in words: coronary calcification, moderate",
        ["source"] = "where it was said: Report of 3 May 2026 (CT chest), Diagnosis of 3 May 2026, Result of 3 May 2026",
        ["modality"] = "modality of the exam: CT; 'exam' where it is not known",
        ["body-part"] = "body part of the exam in lower case; nothing where it is not known",
        ["age"] = "age in completed years on the date by which the measure counts",
        ["sex"] = "female, male or sex unknown",
        ["covered-to"] = "last day up to which 'none found' holds: the earliest of the feeds needed",
        ["looked-back-to"] = "first day from which 'none found' holds of the first thing that would close the gap",
        ["due-date"] = "when the gap should be settled",
        ["sites"] = "all sites that the episode's index events name: coronary arteries, thoracic aorta",
        ["tier-label"] = "label of the tier",
    };

    /// <summary>What every text that is shown, printed or sent ends with.</summary>
    public const string Closing = "Candidate for clinician review; not a diagnosis, order or prescription.";
}

/// <summary>A paragraph for patients of whom something holds.</summary>
public sealed record ParagraphInstead(Condition When, string Paragraph);
