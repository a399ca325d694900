using Opportune.Core;

namespace Opportune.Reference;

/// <summary>At least 90 days of supply, in all, of at least 5 mg of prednisone or as much as equals it.</summary>
internal static class Steroids
{
    private const int Enough = 90;
    private const double LongestSupply = 36_500;

    // Ingredient, RxNorm, ATC, and the mg that equal 5 mg of prednisone; a name that holds another stands before it.
    private static readonly (string Name, string RxNorm, string Atc, double Milligrams)[] Known =
    [
        ("methylprednisolone", "6902", "H02AB04", 4),
        ("hydrocortisone", "5492", "H02AB09", 20),
        ("betamethasone", "1514", "H02AB01", 0.6),
        ("dexamethasone", "3264", "H02AB02", 0.75),
        ("triamcinolone", "10759", "H02AB08", 4),
        ("prednisolone", "8638", "H02AB06", 5),
        ("deflazacort", "22396", "H02AB13", 6),
        ("prednisone", "8640", "H02AB07", 5),
        ("cortisone", "2878", "H02AB10", 25),
    ];

    /// <summary>The rows that together are enough; none where they are not.</summary>
    public static List<Event> Long(List<Event> rows, DateOnly upTo, Rulebook rules)
    {
        var taken = rows.Where(r => r.DaysSupply > 0 && IsStrong(r, rules)).ToList();
        // An order beside its fills would count twice.
        var given = taken.Where(r => r.Kind is "dispense" or "administration").ToList();
        if (given.Count > 0)
            taken = given;
        // Each supply begins when the one before it has run out, if it was fetched early.
        var (days, free) = (0, 0);
        Event? last = null;
        foreach (var row in taken)
        {
            if (last is not null && (last.Date, last.Code, last.Dose, last.DaysSupply) == (row.Date, row.Code, row.Dose, row.DaysSupply))
                continue;
            last = row;
            for (var left = (int)Math.Floor(Math.Min(row.DaysSupply!.Value, LongestSupply)); left > 0; left--)
            {
                var day = Math.Max(row.Date.DayNumber, free);
                free = day + 1;
                days += day <= upTo.DayNumber ? 1 : 0;
            }
        }
        return days >= Enough ? taken : [];
    }

    /// <summary>The row's dose in mg.</summary>
    public static double? Milligrams(Event row) => row.DoseUnit?.Trim().ToLowerInvariant() switch
    {
        "mg" or "mg/d" or "mg/day" or "milligram" => row.Dose,
        "g" => row.Dose * 1000,
        "ug" or "mcg" => row.Dose / 1000,
        _ => null,
    };

    private static bool IsStrong(Event row, Rulebook rules)
    {
        var dose = Milligrams(row);
        return dose is not null && NeededOf(row, rules) is { } needed && dose >= needed;
    }

    // By code; else by what a value set says that the code means, by the display, by the set's own name.
    private static double? NeededOf(Event row, Rulebook rules)
    {
        foreach (var one in Known)
        {
            if ((row.CodeSystem == "RXNORM" && row.Code == one.RxNorm) || (row.CodeSystem == "ATC" && row.Code == one.Atc))
                return one.Milligrams;
        }
        return Named(MeaningOf(row, rules)) ?? Named(row.Display) ?? row.ValueSets.Select(Named).FirstOrDefault(m => m is not null);
    }

    /// <summary>What a value set says that the row's code means.</summary>
    public static string? MeaningOf(Event row, Rulebook rules)
    {
        if (row is not { CodeSystem: { } system, Code: { } code })
            return null;
        var meanings = from set in row.ValueSets
                       where rules.ValueSets.ContainsKey(set)
                       let first = rules.ValueSets[set].Rows.FirstOrDefault(r => r.Holds(system, CodeSystems.NormaliseCode(system, code), row.Date))
                       where first?.Meaning is not null
                       select first.Meaning;
        return meanings.FirstOrDefault();
    }

    private static double? Named(string? text)
    {
        foreach (var one in Known)
        {
            if (text is not null && text.Contains(one.Name, StringComparison.OrdinalIgnoreCase))
                return one.Milligrams;
        }
        return null;
    }
}
