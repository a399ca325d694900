namespace Opportune.Core;

/// <summary>What was decided about an entry last: the half of it that people write, apart from note and assignee.</summary>
/// <param name="Decision">Its kind.</param>
/// <param name="Reason">The disposition's id; null without a decision.</param>
/// <param name="Expects">What the data would show if it is so (<see cref="Disposition.Expects"/>).</param>
/// <param name="Seen">The counters as the person saw them.</param>
/// <param name="ReturnsOn">The first day on which it no longer holds; null: it does not lapse.</param>
/// <param name="Attempts">How often the patient was tried, in this episode.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
/// <param name="On">The day by which that person worked.</param>
public sealed record DecisionMade(
    EntryDecision Decision, string? Reason, string? Expects, EntryCounters Seen, DateOnly? ReturnsOn, long Attempts, string? By, DateTimeOffset? At, DateOnly? On)
{
    /// <summary>Nobody decided anything yet.</summary>
    public static DecisionMade None { get; } = new(EntryDecision.None, null, null, default, null, 0, null, null, null);
}
