namespace Opportune.Core;

/// <summary>
/// How often an entry moved on. A decision remembers the counters that the person saw: it does not hold against what came
/// after it.
/// </summary>
/// <param name="Episode">1, and one more with each new episode that the entry took in.</param>
/// <param name="News">One more whenever new evidence joined.</param>
/// <param name="Reopenings">One more whenever the entry came back.</param>
public readonly record struct EntryCounters(long Episode, long News, long Reopenings);

/// <summary>The two halves of an entry as far as its state goes by them.</summary>
/// <param name="Finding">What the last publication found.</param>
/// <param name="Now">The counters as the last publication left them.</param>
/// <param name="Decision">What a person decided last.</param>
/// <param name="Seen">The counters as that person saw them; of no meaning without a decision.</param>
/// <param name="ReturnsOn">The first day on which the decision no longer holds; null: it does not lapse.</param>
/// <param name="IsQueued">Whether the last publication left it in the queue, and nobody took it from there.</param>
public readonly record struct EntryStanding(
    EntryFinding Finding, EntryCounters Now, EntryDecision Decision, EntryCounters Seen, DateOnly? ReturnsOn, bool IsQueued = false)
{
    /// <summary>The state on that day.</summary>
    public EntryState On(DateOnly day)
    {
        if (Finding is EntryFinding.Gone or EntryFinding.Merged)
            return EntryState.Withdrawn;
        var holds = Seen.Episode == Now.Episode && !(ReturnsOn <= day);
        if (Decision == EntryDecision.Close && holds)
            return EntryState.ClosedByPerson;
        if (Finding is EntryFinding.Satisfied or EntryFinding.Excluded)
            return EntryState.ClosedByEvidence;
        return Decision switch
        {
            EntryDecision.Wait when holds => EntryState.Waiting,
            EntryDecision.Snooze when holds && Seen.News == Now.News => EntryState.Snoozed,
            EntryDecision.Review when Seen.Reopenings == Now.Reopenings => EntryState.InReview,
            EntryDecision.None when IsQueued && Finding == EntryFinding.Open => EntryState.Queued,
            EntryDecision.None when Now.Reopenings == 0 => EntryState.New,
            _ => EntryState.Reopened,
        };
    }
}
