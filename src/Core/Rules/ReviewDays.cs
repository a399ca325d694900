namespace Opportune.Core;

/// <summary>When rules have to be looked at again.</summary>
public static class ReviewDays
{
    /// <summary>So many days before people should begin: sources are read and signed within two months.</summary>
    public const int Ahead = 60;

    // ICD-10-CM and ICD-10-PCS change in the United States on 1 October, and in part on 1 April (CMS and CDC/NCHS, ICD-10 Coordination and Maintenance Committee).
    private static readonly (int Month, int Day)[] TurnOvers = [(4, 1), (10, 1)];
    private static readonly string[] TurnedOver = ["ICD10CM", "ICD10PCS"];

    /// <summary>Whether people should begin by a day, or should have.</summary>
    public static bool IsDue(DateOnly on, DateOnly today) => on.DayNumber - today.DayNumber <= Ahead;

    /// <summary>The day by which a value set is looked at again: as it says itself, and before its codes turn over. Null: it does not say when it was looked at.</summary>
    public static DateOnly? Of(ValueSet set) => set.Review is not { } review ? null
        : set.Rows.Any(row => TurnedOver.Contains(row.System)) && TurnOver(review.ReviewedOn) is var turn && turn < review.NextReview ? turn : review.NextReview;

    /// <summary>The first day on which codes turn over that a review did not look ahead to: one within the 60 days before it did.</summary>
    public static DateOnly TurnOver(DateOnly reviewed) =>
        Enumerable.Range(reviewed.Year, 3).SelectMany(year => TurnOvers.Select(t => new DateOnly(year, t.Month, t.Day))).First(day => day.DayNumber - reviewed.DayNumber > Ahead);
}
