using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A drug row's dose in mg; null where it is in a unit that is no mass.</summary>
internal static class DoseColumn
{
    public static double? Milligrams(Event e) => e.DoseUnit?.Trim().ToLowerInvariant() switch
    {
        "mg" or "mg/d" or "mg/day" or "milligram" => e.Dose,
        "g" => e.Dose * 1000,
        "ug" or "mcg" => e.Dose / 1000,
        _ => null,
    };
}
