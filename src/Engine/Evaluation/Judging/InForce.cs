using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Conditions that last: a row of the problem list, or one that is called active, holds from its start to its end, or to
/// this day. What an encounter, a bill or an exam says was so on that day.
/// </summary>
internal static class InForce
{
    private static readonly string[] OfOneDay = ["encounter", "billing", "imaging"];

    /// <summary>Whether a row that began before that day still held on it.</summary>
    public static bool On(Event e, DateOnly day) => e.Table == Table.Conditions && Lasts(e) && (e.EndDate is { } end ? end >= day : !IsOver(e));

    private static bool Lasts(Event e) =>
        string.Equals(e.Category, "problem-list", StringComparison.OrdinalIgnoreCase) || (e.Status == "active" && !IsOfOneDay(e.Category));

    // Also "encounter-diagnosis".
    private static bool IsOfOneDay(string? category) =>
        category is not null && Array.Exists(OfOneDay, word => category.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    // Ended on a day that nobody wrote down: nothing shows that it reached beyond its start.
    private static bool IsOver(Event e) => e.Status is "resolved" or "inactive" or "remission" or "ended" or "completed" or "stopped";
}
