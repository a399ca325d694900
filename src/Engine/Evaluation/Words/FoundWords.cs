using System.Globalization;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What a criterion found, in a few words inside a sentence.</summary>
internal static class FoundWords
{
    // The latest of them: enough for a direction, and a line stays a line.
    private const int Most = 3;

    /// <summary>"9.1, 9.8, 10.2 mg/dL (3 May 2025 to 2 Nov 2025)"; "none on record" without a value.</summary>
    public static string Trend(IReadOnlyList<Event> events)
    {
        var last = events.Where(e => MatchPlan.ValueOf(e) is not null).TakeLast(Most).ToList();
        if (last.Count == 0)
            return "none on record";
        // Where the unit changes each value says its own.
        var isOneUnit = last.TrueForAll(e => string.Equals(e.Unit, last[0].Unit, StringComparison.OrdinalIgnoreCase));
        var values = string.Join(", ", last.Select(e => Number(e, withUnit: !isOneUnit)));
        var unit = isOneUnit && !string.IsNullOrEmpty(last[0].Unit) ? $" {last[0].Unit}" : "";
        return last.Count == 1 ? $"{values}{unit} ({Dates.Text(last[0].Date)})" : $"{values}{unit} ({Dates.Text(last[0].Date)} to {Dates.Text(last[^1].Date)})";
    }

    /// <summary>"3 May 2025 (CT chest), 2 Nov 2025 (CT neck)", each day and exam once; "none" where there is nothing.</summary>
    public static string DatesOf(IReadOnlyList<Event> events)
    {
        var days = events.Select(Day).Distinct(StringComparer.Ordinal).TakeLast(Most).ToList();
        return days.Count == 0 ? "none" : string.Join(", ", days);
    }

    private static string Day(Event e)
    {
        var exam = string.Join(' ', new[] { e.Modality, e.BodyPart?.ToLowerInvariant() }.Where(part => !string.IsNullOrEmpty(part)));
        return exam.Length > 0 ? $"{Dates.Text(e.Date)} ({exam})" : Dates.Text(e.Date);
    }

    private static string Number(Event e, bool withUnit) =>
        MatchPlan.ValueOf(e)!.Value.ToString("0.##", CultureInfo.InvariantCulture) + (withUnit && !string.IsNullOrEmpty(e.Unit) ? $" {e.Unit}" : "");
}
