using Opportune.Core;

namespace Opportune.Runs;

/// <summary>A measure's gap of one patient: as published, and as it is to stand. Of a held part both are the same.</summary>
internal sealed class GapLine
{
    /// <summary>Measure id.</summary>
    public required string Measure { get; init; }

    /// <summary>The rule; null where this run did not evaluate the measure.</summary>
    public required Measure? Rule { get; init; }

    /// <summary>Place in the pathway.</summary>
    public required int Rank { get; init; }

    /// <summary>As published.</summary>
    public required PublishedGap? Old { get; init; }

    /// <summary>As it is to stand.</summary>
    public required PublishedGap? Now { get; init; }

    /// <summary>Tonight's; null of a held part, and where there is none.</summary>
    public required Gap? Tonight { get; init; }

    /// <summary>Whether tonight's is of the time before its site worked with the measure.</summary>
    public required bool IsBacklog { get; init; }

    /// <summary>Whether the measure is given to the patient's people; if not, the gap is kept and is no line of an entry.</summary>
    public required bool IsShown { get; init; }

    /// <summary>Why it changed, if it did.</summary>
    public required ChangeCause Cause { get; init; }

    /// <summary>Whether people are to see it, for its sake alone.</summary>
    public bool IsListed => IsShown && (Now?.Status is GapStatus.Open or GapStatus.Withheld);

    /// <summary>What it would make of an entry that it leads.</summary>
    public EntryFinding Finding => !IsShown ? EntryFinding.Gone : Now switch
    {
        null or { Status: GapStatus.Prospective } => EntryFinding.Gone,
        { Status: GapStatus.Open } => EntryFinding.Open,
        { Status: GapStatus.Withheld } => EntryFinding.TreatmentUnknown,
        { Basis.Kind: GapBasisKind.NotActiveHere } => EntryFinding.NotActiveHere,
        { Status: GapStatus.Closed } => EntryFinding.Satisfied,
        _ => EntryFinding.Excluded,
    };

    /// <summary>Whether it holds an index event that begins something new beside what is remembered.</summary>
    public bool IsNewTo(EntryMemory memory) => IsListed && Tonight is not null && memory.IsNew(Rule!, Tonight.IndexFacts);

    /// <summary>
    /// Lets an entry remember its index events. Only what people are shown is remembered: a fracture that happens while the
    /// patient is treated is new to them when the treatment ends.
    /// </summary>
    public void Teach(EntryMemory memory)
    {
        if (IsListed && Tonight is not null)
            memory.Add(Measure, Tonight.IndexFacts);
    }

    /// <summary>
    /// Whether an entry of these lines waits in the queue: all that people would be shown is backlog. One line that is not brings the others
    /// with it; null: nothing of it was looked at tonight.
    /// </summary>
    public static bool? AreBacklog(IReadOnlyList<GapLine> lines)
    {
        var seen = lines.Where(l => l.IsListed && l.Tonight is not null).ToList();
        return seen.Count == 0 ? null : seen.TrueForAll(l => l.IsBacklog);
    }

    /// <summary>
    /// The line that speaks for the pathway: of the open ones that of the lowest rank, else of the withheld; where
    /// none is left, the line that led before if it says why, else any that does, patients not active here first.
    /// </summary>
    public static GapLine? Leading(IReadOnlyList<GapLine> lines, string? ledBefore) =>
        lines.Where(l => l.Finding != EntryFinding.Gone)
            .OrderBy(l => l.Finding is EntryFinding.Excluded ? EntryFinding.Satisfied : l.Finding)
            .ThenBy(l => l.Finding >= EntryFinding.NotActiveHere && l.Measure == ledBefore ? 0 : 1)
            .ThenBy(l => l.Rank)
            .FirstOrDefault();
}
