using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// At least 5 mg of prednisone equivalent a day for at least 90 days of supply in all. Rows without a dose in mg, a supply
/// or a known ingredient say nothing. A fill that comes early begins when the one before it ends, so that three fills of
/// 30 days are 90 days; days after the window are not yet taken.
/// </summary>
internal static class GlucocorticoidExposure
{
    private const int CumulativeDays = 90;

    public static IReadOnlyList<Event> Derive(DerivationInput input)
    {
        var rows = input.Events.Where(e => e.DaysSupply > 0 && IsEnough(e, input.Rulebook)).ToList();
        // What was dispensed or given is taken for what was ordered as well: an order beside its fills would count twice.
        if (rows.Exists(IsGiven))
            rows.RemoveAll(e => !IsGiven(e));
        return DaysOf(rows, input.LastDay) >= CumulativeDays ? rows : [];
    }

    private static bool IsGiven(Event e) => e.Kind is "dispense" or "administration";

    private static bool IsEnough(Event e, Rulebook rulebook) =>
        DoseColumn.Milligrams(e) is { } dose
        && Glucocorticoids.IngredientOf(e, rulebook) is { } ingredient
        && dose >= Glucocorticoids.Equivalent5Mg[ingredient];

    private static int DaysOf(List<Event> rows, DateOnly last)
    {
        var (days, next) = (0, 0);
        Event? before = null;
        foreach (var e in rows)
        {
            if (before is not null && IsCopy(before, e))
                continue;
            before = e;
            var start = Math.Max(e.Date.DayNumber, next);
            next = start + (int)Math.Floor(Math.Min(e.DaysSupply!.Value, 36_500));
            days += Math.Max(0, Math.Min(next, last.DayNumber + 1) - start);
        }
        return days;
    }

    private static bool IsCopy(Event a, Event b) => (a.Date, a.Code, a.Dose, a.DaysSupply) == (b.Date, b.Code, b.Dose, b.DaysSupply);
}
