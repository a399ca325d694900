using System.Globalization;

namespace Opportune.Core;

/// <summary>What a returned entry says about why it is back: "ordered 60 days ago, no DXA up to 14 Nov 2026".</summary>
public static class ReturnText
{
    /// <summary>The placeholders of <see cref="Disposition.ReturnsAs"/> and what stands for them.</summary>
    public static IReadOnlyDictionary<string, string> Placeholders { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["days"] = "days since the decision",
        ["decided-on"] = "the day of the decision: 15 Sep 2026",
        ["covered-to"] = "the last day of the data that the leading measure looked at",
        ["tries"] = "how often the patient was tried",
    };

    /// <summary>The text for one entry.</summary>
    /// <param name="disposition">What was decided; null where the file no longer has it.</param>
    /// <param name="decidedOn">The day of the decision.</param>
    /// <param name="coveredTo">How far the leading measure's data reaches; null: as far as <paramref name="today"/>.</param>
    /// <param name="attempts">How often the patient was tried.</param>
    /// <param name="today">The day by which one looks.</param>
    public static string Of(Disposition? disposition, DateOnly decidedOn, DateOnly? coveredTo, long attempts, DateOnly today)
    {
        var template = disposition switch
        {
            { LastReturnsAs: { } last, Tries: { } tries } when attempts >= tries => last,
            { ReturnsAs: { } usual } => usual,
            { Label: var label } => $"{label} on {{decided-on}}, {{days}} days ago",
            null => "decided on {decided-on}, {days} days ago",
        };
        return template
            .Replace("{days}", Number(today.DayNumber - decidedOn.DayNumber), StringComparison.Ordinal)
            .Replace("{decided-on}", Date(decidedOn), StringComparison.Ordinal)
            .Replace("{covered-to}", Date(coveredTo ?? today), StringComparison.Ordinal)
            .Replace("{tries}", Number(attempts), StringComparison.Ordinal);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Date(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
