namespace Opportune.Core;

/// <summary>
/// Which disposition is possible in which state. What runs find needs no permission and is not here: the state is a function of
/// both halves (<see cref="EntryStanding"/>).
/// <code>
///                      review   snooze   wait     close    reopen
/// new                  yes      yes      yes      yes      -  open already
/// queued               yes      yes      yes      yes      yes
/// in-review            yes      yes      yes      yes      -  open already
/// reopened             yes      yes      yes      yes      yes
/// snoozed              yes      yes      yes      yes      yes
/// waiting              yes      yes      yes      yes      yes
/// closed-by-person     -        -        -        yes      yes
/// closed-by-evidence   -        -        -        yes      -
/// withdrawn            -        -        -        yes      -
/// merged into another  -        -        -        -        -  decide there
/// </code>
/// A close is always taken: a person who settles something while a run closes or withdraws the entry loses nothing, and the
/// decision holds should the finding come back. What is back can be reopened, so that it no longer says why it was put aside: a clinician who
/// was reminded says "not my patient".
/// </summary>
public static class Transitions
{
    /// <summary>Why the effect is not possible in that state, in one line; null: it is possible.</summary>
    public static string? Refusal(EntryState state, EntryFinding finding, string findingReason, DispositionEffect effect) => (state, effect) switch
    {
        _ when finding == EntryFinding.Merged => "the patient was merged with another; decide on the entry that goes on there",
        (_, DispositionEffect.Close) => null,
        (EntryState.New or EntryState.InReview, DispositionEffect.Reopen) => "it is open already",
        (EntryState.New or EntryState.InReview or EntryState.Reopened or EntryState.Snoozed or EntryState.Waiting or EntryState.Queued, _) => null,
        (EntryState.ClosedByPerson, DispositionEffect.Reopen) => null,
        (EntryState.ClosedByPerson, _) => "a person closed it; reopen it first, or take that decision back",
        (EntryState.ClosedByEvidence, _) => $"the data closed it ({findingReason}); it comes back by itself if that changes",
        _ => $"it is withdrawn ({findingReason}); it comes back by itself if it is found again",
    };
}
