using Opportune.Core;

namespace Opportune.Reference;

/// <summary>How many cm somebody has become smaller: from the highest height that was measured to the last one.</summary>
internal static class Heights
{
    public static List<Event> Lost(List<Event> rows, ValueRange? wanted)
    {
        var measured = rows.FindAll(r => Centimetres(r) is not null);
        if (measured.Count < 2)
            return [];
        var highest = measured[0];
        foreach (var row in measured)
            highest = Centimetres(row) > Centimetres(highest) ? row : highest;
        var last = measured[^1];
        var lost = Math.Round((Centimetres(highest) - Centimetres(last))!.Value, 6);
        if (wanted is not null && !Taking.Lies(wanted with { Unit = null }, lost, null))
            return [];
        return [.. new[] { highest, last }.Distinct()];
    }

    private static double? Centimetres(Event row) => (row.Unit ?? "").Trim().ToLowerInvariant() switch
    {
        "cm" => row.Value,
        "m" => 100 * row.Value,
        "in" or "[in_i]" => 2.54 * row.Value,
        _ => null,
    };
}
