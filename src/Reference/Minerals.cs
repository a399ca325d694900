using Opportune.Core;

namespace Opportune.Reference;

/// <summary>
/// Calcium corrected for albumin, and its product with phosphorus (measures.md): mg/dL, or mmol/L times 4.008 and 3.097;
/// rows at most 7 days apart, the same draw first; without a unit, or with a value that nobody lives with, a row is none.
/// </summary>
internal static class Minerals
{
    private const int DaysApart = 7;

    public static List<Event> CorrectedCalcium(List<Event> rows, ValueRange? wanted)
    {
        var calcium = rows.LastOrDefault(r => Calcium(r) is not null);
        if (calcium is null)
            return [];
        var albumin = Nearest(rows, calcium, Albumin);
        return Fits(Corrected(calcium, albumin), wanted) ? InOrder(rows, calcium, albumin) : [];
    }

    public static List<Event> Product(List<Event> rows, ValueRange? wanted)
    {
        var calcium = rows.LastOrDefault(r => Calcium(r) is not null && Nearest(rows, r, Phosphorus) is not null);
        if (calcium is null)
            return [];
        var (phosphorus, albumin) = (Nearest(rows, calcium, Phosphorus)!, Nearest(rows, calcium, Albumin));
        return Fits(Corrected(calcium, albumin) * Phosphorus(phosphorus)!.Value, wanted) ? InOrder(rows, calcium, albumin, phosphorus) : [];
    }

    private static double Corrected(Event calcium, Event? albumin) =>
        Calcium(calcium)!.Value + (albumin is null ? 0 : 0.8 * (4.0 - Albumin(albumin)!.Value));

    // To the sixth place, so that 55 made of factors is 55.
    private static bool Fits(double value, ValueRange? wanted) => wanted is null || Taking.Lies(wanted with { Unit = null }, Math.Round(value, 6), null);

    private static Event? Nearest(List<Event> rows, Event beside, Func<Event, double?> read)
    {
        Event? best = null;
        foreach (var row in rows.Where(r => read(r) is not null && Distance(r, beside) <= DaysApart))
        {
            if (best is null || Distance(row, beside) < Distance(best, beside) || (Distance(row, beside) == Distance(best, beside) && row.Date > best.Date))
                best = row;
        }
        return best;
    }

    private static int Distance(Event a, Event b) => Math.Abs(a.Date.DayNumber - b.Date.DayNumber);

    private static List<Event> InOrder(List<Event> rows, params Event?[] some) => rows.FindAll(r => some.Any(s => ReferenceEquals(r, s)));

    private static double? Calcium(Event row) => Within(4, 20, PerDecilitre(row, "calcium", 4.008));

    private static double? Phosphorus(Event row) => Within(0.5, 20, PerDecilitre(row, "phosphorus", 3.097));

    private static double? Albumin(Event row) =>
        !row.ValueSets.Contains("albumin") ? null : Within(0.5, 7, Unit(row) == "g/dl" ? row.Value : Unit(row) == "g/l" ? row.Value / 10 : null);

    private static double? PerDecilitre(Event row, string set, double factor) =>
        !row.ValueSets.Contains(set) ? null : Unit(row) == "mg/dl" ? row.Value : Unit(row) == "mmol/l" ? row.Value * factor : null;

    private static double? Within(double least, double most, double? value) => value >= least && value <= most ? value : null;

    private static string Unit(Event row) => (row.Unit ?? "").Trim().ToLowerInvariant();
}
