using Opportune.Core;
using Opportune.Jobs;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Core.Entries;

/// <summary>A person who decides about one entry, by the shipped dispositions.</summary>
internal static class Deciding
{
    public static readonly DateOnly Today = new(2026, 11, 14);

    public static Dispositions Shipped { get; } = (JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())
        ?? throw new InvalidOperationException("the shipped files have errors")).Dispositions;

    public static EntryAtHand Entry(string pathway = "bone", EntryFinding finding = EntryFinding.Open, DecisionMade? last = null, EntryCounters? now = null) =>
        new(pathway, finding, "a reason", now ?? new(1, 0, 0), last ?? DecisionMade.None);

    /// <summary>An entry of which nothing moved on, in that state.</summary>
    public static EntryAtHand In(EntryState state) => state switch
    {
        EntryState.New => Entry(),
        EntryState.Queued => Entry() with { IsQueued = true },
        EntryState.InReview => Entry(last: Made(EntryDecision.Review)),
        EntryState.Snoozed => Entry(last: Made(EntryDecision.Snooze)),
        EntryState.Waiting => Entry(last: Made(EntryDecision.Wait)),
        EntryState.ClosedByPerson => Entry(last: Made(EntryDecision.Close)),
        EntryState.ClosedByEvidence => Entry(finding: EntryFinding.Satisfied),
        EntryState.Reopened => Entry(last: Made(EntryDecision.Reopen)),
        _ => Entry(finding: EntryFinding.Gone),
    };

    public static DecisionMade Made(EntryDecision decision, DateOnly? returnsOn = null) =>
        DecisionMade.None with { Decision = decision, Reason = "a-reason", Seen = new(1, 0, 0), ReturnsOn = returnsOn, By = "ann", On = Today };

    public static Ruling Rule(
        string disposition, EntryAtHand? entry = null, DispositionFields? fields = null, Role role = Role.Clinician, DateOnly? today = null, EntryCounters? seen = null) =>
        Ruling.Of(Shipped.Find(disposition)!, entry ?? Entry(), fields ?? new(),
            new("ann", role, new DateTimeOffset(2026, 11, 14, 9, 0, 0, TimeSpan.Zero), today ?? Today, seen ?? new(1, 0, 0)));
}
