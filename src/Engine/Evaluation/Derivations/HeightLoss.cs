using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// The loss of height in cm: the highest measured height less the latest. Heights in cm, m or inches (2.54 cm); without a unit a
/// row says nothing.
/// </summary>
internal static class HeightLoss
{
    public static IReadOnlyList<Event> Derive(DerivationInput input)
    {
        var heights = input.Events.Where(e => Centimetres(e) is not null).ToList();
        if (heights.Count < 2)
            return [];
        var (highest, latest) = (heights.MaxBy(Centimetres)!, heights[^1]);
        var lost = Math.Round(Centimetres(highest)!.Value - Centimetres(latest)!.Value, 6);
        var fits = input.Wanted is not { } wanted || (wanted with { Unit = null }).Holds(lost, null);
        return !fits ? [] : ReferenceEquals(highest, latest) ? [latest] : [highest, latest];
    }

    private static double? Centimetres(Event e) => e.Unit?.Trim().ToLowerInvariant() switch
    {
        "cm" => e.Value,
        "m" => e.Value * 100,
        "in" or "[in_i]" => e.Value * 2.54,
        _ => null,
    };
}
