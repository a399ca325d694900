using Opportune.Core;

namespace Opportune.Runs;

/// <summary>One night's step of an entry that goes on: what it counts, why it happened, and what its history says of it.</summary>
internal sealed class EntryStep
{
    public required PublishedEntry Before { get; init; }

    public required DateOnly AsOf { get; init; }

    public required EntryFinding From { get; init; }

    public required EntryFinding To { get; init; }

    /// <summary>The line that speaks for the pathway now.</summary>
    public required GapLine? Lead { get; init; }

    /// <summary>The line that led before.</summary>
    public required GapLine? Led { get; init; }

    public required bool HandsOn { get; init; }

    /// <summary>Whether an index event begins something new, beside all that the entry remembers.</summary>
    public required bool IsNew { get; init; }

    public required bool HasNews { get; init; }

    public required bool Merged { get; init; }

    /// <summary>Whether what a person said was done elsewhere is found, and another line is left to be looked at.</summary>
    public required bool HandsClaimOn { get; init; }

    /// <summary>Whether a person closed it as done elsewhere.</summary>
    public required bool IsClaimed { get; init; }

    /// <summary>Whether people had it before them.</summary>
    public required bool WasOpen { get; init; }

    /// <summary>The one cause.</summary>
    public ChangeCause Cause =>
        Merged ? ChangeCause.PatientMerged
        : From == EntryFinding.Open && To != EntryFinding.Open ? (Led ?? Lead)?.Cause ?? ChangeCause.SourceCorrected
        : HandsOn && To == From ? ChangeCause.HandedOn
        : (Lead ?? Led)?.Cause ?? ChangeCause.SourceCorrected;

    /// <summary>What it rests on now, in words.</summary>
    public string Reason => To == EntryFinding.Gone ? EventTexts.Gone(Led, Cause) : Lead!.Now!.StatusReason;

    private bool ComesBack => IsActive(To) && !IsActive(From) && From != EntryFinding.Merged;

    // What the leader waited for came: the test was done, the drug is given. Another line is left to be looked at.
    private bool Awaited => HandsOn && WasOpen && Led is { Finding: EntryFinding.Satisfied, Cause: ChangeCause.NewTreatment or ChangeCause.Person };

    // What was said to be given elsewhere was found, and has run out: it closed like data, and comes back like data.
    private bool RanOut => From == EntryFinding.Satisfied && IsActive(To)
        && Led?.Old is { Status: GapStatus.Closed, Basis.HoldsUntil: { } until } && until < AsOf;

    /// <summary>Whether another decision by a person could have led elsewhere; what is handed on once is not handed on again.</summary>
    public bool RestsOnDecision => IsActive(To) && (RanOut || Lead!.Measure != Before.Leader);

    /// <summary>The counters, moved on so that a decision holds only against what its maker saw.</summary>
    public EntryCounters Count(EntryCounters now, EntryDecision decision)
    {
        var again = IsNew || Awaited || HandsClaimOn || (IsClaimed && RanOut);
        return new(
            now.Episode + (again ? 1 : 0),
            now.News + (again || ComesBack || HasNews ? 1 : 0),
            // Nobody has put aside what nobody has looked at: it stays new.
            now.Reopenings + (ComesBack || (again && decision != EntryDecision.None) ? 1 : 0));
    }

    /// <summary>Adds what the history says.</summary>
    public void Tell(PublishedEntry after, DateOnly asOf, Func<string, string> title, List<EntryEvent> events)
    {
        var (was, @is) = (Before.On(asOf), after.On(asOf));
        var isOpen = @is is not (EntryState.ClosedByPerson or EntryState.ClosedByEvidence or EntryState.Withdrawn);
        void Add(string kind, ChangeCause cause, string text) => events.Add(new(after.EntryId, kind, cause, was, @is, text));
        if (Before.PatientNow != after.PatientNow)
            Add(EntryMerge.KindOf(after, after.PatientNow), ChangeCause.PatientMerged, EventTexts.Moved(after.PatientId == after.PatientNow));
        else if (Before.MergedInto is not null)
            Add("unmerged", ChangeCause.PatientMerged, EventTexts.Moved(back: true));
        if (To != From && From != EntryFinding.Merged)
        {
            var (kind, text) = To switch
            {
                EntryFinding.Gone => ("withdrawn", EventTexts.Withdrawn(after.FindingReason)),
                EntryFinding.Satisfied or EntryFinding.Excluded when IsListed(From) && @is == EntryState.ClosedByEvidence => ("closed", EventTexts.Closed(after.FindingReason)),
                EntryFinding.NotActiveHere => ("changed", EventTexts.NotActive),
                _ when ComesBack => (isOpen ? "reopened" : "changed", EventTexts.FoundAgain(after.FindingReason, isOpen)),
                _ => ("changed", EventTexts.Changed(To, after.FindingReason)),
            };
            Add(kind, Cause, text);
        }
        if (HandsOn)
            Add("handed-on", Merged ? ChangeCause.PatientMerged : ChangeCause.HandedOn, EventTexts.HandedOn(title(Before.Leader), title(after.Leader)));
        if (IsNew)
            Add("new-episode", Lead!.Cause, EventTexts.NewEpisode(Lead.Now!));
        else if (after.Leader == Before.Leader && after.IndexDate != Before.IndexDate)
            Add("index-moved", Merged ? ChangeCause.PatientMerged : Led!.Cause, EventTexts.IndexMoved(Before.IndexDate, after.IndexDate));
        if (IsListed(To) && IsListed(From) && after.Leader == Before.Leader && after.Tier != Before.Tier)
            Add("changed", Cause, EventTexts.Tier(Before.Tier, after.Tier));
        if (was == EntryState.Queued && after.ReleasedOn == asOf)
            Add("released", Cause, EventTexts.LeftQueue);
        if (HasNews && !IsNew && !ComesBack)
            Add("changed", NewsCause, EventTexts.News);
    }

    // The gap as a whole may have another cause; evidence joins because it came, or because it is read otherwise.
    private ChangeCause NewsCause => Merged ? ChangeCause.PatientMerged
        : (Lead ?? Led)?.Cause is ChangeCause.MeasureChanged or ChangeCause.LexiconOrValueSetChanged or ChangeCause.Person ? (Lead ?? Led)!.Cause : ChangeCause.NewFinding;

    private static bool IsListed(EntryFinding finding) => finding <= EntryFinding.NotActiveHere;

    private static bool IsActive(EntryFinding finding) => finding is EntryFinding.Open or EntryFinding.TreatmentUnknown;
}
