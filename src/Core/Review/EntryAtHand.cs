namespace Opportune.Core;

/// <summary>An entry as it is when somebody acts on it.</summary>
/// <param name="Pathway">Its pathway.</param>
/// <param name="Finding">What the last publication found.</param>
/// <param name="FindingReason">Why, for people.</param>
/// <param name="Now">Its counters.</param>
/// <param name="Last">What was decided last.</param>
/// <param name="IsQueued">Whether it waits in the queue.</param>
/// <param name="BornOn">The patient's birth date; null: not known.</param>
public sealed record EntryAtHand(
    string Pathway, EntryFinding Finding, string FindingReason, EntryCounters Now, DecisionMade Last, bool IsQueued = false, DateOnly? BornOn = null)
{
    /// <summary>Its state on that day.</summary>
    public EntryState On(DateOnly day) => With(Last).On(day);

    /// <summary>Where it would stand with that decision.</summary>
    public EntryStanding With(DecisionMade decision) => new(Finding, Now, decision.Decision, decision.Seen, decision.ReturnsOn, IsQueued);
}
