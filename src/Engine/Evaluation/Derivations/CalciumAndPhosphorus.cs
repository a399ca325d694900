using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Calcium corrected for albumin, and its product with phosphorus, from rows of the value sets <c>calcium</c>,
/// <c>albumin</c> and <c>phosphorus</c>. A row without a unit that is known here, or with a value that no living patient
/// has, is left out. Factors from mmol/L and the correction: KDOQI 2003, guideline 6.
/// </summary>
internal static class CalciumAndPhosphorus
{
    private const int DaysApart = 7;

    /// <summary>The latest corrected calcium in mg/dL, where it lies within the bounds that are wanted.</summary>
    public static IReadOnlyList<Event> LatestCorrectedCalcium(DerivationInput input) =>
        Latest(input, "calcium", Calcium) is { } calcium && Corrected(input, calcium) is var (value, rows) && Fits(input, value) ? rows : [];

    /// <summary>The latest pair's product in mg2/dL2, where it lies within the bounds that are wanted.</summary>
    public static IReadOnlyList<Event> LatestProduct(DerivationInput input)
    {
        foreach (var calcium in Of(input, "calcium", Calcium).Reverse())
        {
            if (Nearest(input, "phosphorus", Phosphorus, calcium.Date) is not { } phosphorus)
                continue;
            var (value, rows) = Corrected(input, calcium);
            return Fits(input, value * Phosphorus(phosphorus)!.Value) ? [.. rows.Append(phosphorus).OrderBy(e => e, Comparer<Event>.Create(EventOrder.Compare))] : [];
        }
        return [];
    }

    private static bool Fits(DerivationInput input, double value) => input.Wanted is not { } wanted || (wanted with { Unit = null }).Holds(Math.Round(value, 6), null);

    private static (double Value, IReadOnlyList<Event> Rows) Corrected(DerivationInput input, Event calcium)
    {
        var total = Calcium(calcium)!.Value;
        if (Nearest(input, "albumin", Albumin, calcium.Date) is not { } albumin)
            return (total, [calcium]);
        Event[] rows = EventOrder.Compare(albumin, calcium) < 0 ? [albumin, calcium] : [calcium, albumin];
        return (total + (0.8 * (4.0 - Albumin(albumin)!.Value)), rows);
    }

    private static Event? Latest(DerivationInput input, string set, Func<Event, double?> read) => Of(input, set, read).LastOrDefault();

    // The same draw first, then the nearest day, the later one of two.
    private static Event? Nearest(DerivationInput input, string set, Func<Event, double?> read, DateOnly day) =>
        Of(input, set, read).Where(e => Math.Abs(e.Date.DayNumber - day.DayNumber) <= DaysApart)
            .OrderBy(e => Math.Abs(e.Date.DayNumber - day.DayNumber)).ThenByDescending(e => e.Date.DayNumber).FirstOrDefault();

    private static IEnumerable<Event> Of(DerivationInput input, string set, Func<Event, double?> read) =>
        input.Events.Where(e => e.ValueSets.Contains(set, StringComparer.Ordinal) && read(e) is not null);

    private static double? Calcium(Event e) => Plausible(Milligrams(e, 4.008), 4, 20);

    private static double? Phosphorus(Event e) => Plausible(Milligrams(e, 3.097), 0.5, 20);

    private static double? Albumin(Event e) => Plausible(UnitOf(e) switch { "g/dl" => e.Value, "g/l" => e.Value / 10, _ => null }, 0.5, 7);

    private static double? Milligrams(Event e, double perMillimole) => UnitOf(e) switch { "mg/dl" => e.Value, "mmol/l" => e.Value * perMillimole, _ => null };

    private static double? Plausible(double? value, double from, double to) => value >= from && value <= to ? value : null;

    private static string? UnitOf(Event e) => e.Unit?.Trim().ToLowerInvariant();
}
