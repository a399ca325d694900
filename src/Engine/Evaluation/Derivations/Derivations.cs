using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What a derivation may look at.</summary>
/// <param name="Events">The events in the window that the criterion's matches take, in order.</param>
/// <param name="LastDay">The window's last day; only for one that counts days up to it.</param>
/// <param name="Rulebook">For the value sets.</param>
/// <param name="Wanted">Bounds on the number that it makes, where it makes one.</param>
internal sealed record DerivationInput(IReadOnlyList<Event> Events, DateOnly LastDay, Rulebook Rulebook, ValueRange? Wanted = null);

/// <summary>A named computation over a criterion's events: those that make it true, or none.</summary>
internal delegate IReadOnlyList<Event> Derivation(DerivationInput input);

/// <summary>The named computations that a criterion can ask for where counting events does not say it.</summary>
public static class Derivations
{
    private const string Glucocorticoid = "glucocorticoid-5mg-90d";

    private static readonly Dictionary<string, (Derivation Derive, string Meaning)> All = new(StringComparer.Ordinal)
    {
        [Glucocorticoid] = (GlucocorticoidExposure.Derive, "prednisone equivalent of at least 5 mg a day for at least 90 days of supply in all"),
        ["corrected-calcium"] = (CalciumAndPhosphorus.LatestCorrectedCalcium, "the latest total calcium in mg/dL, corrected by an albumin at most 7 days apart: Ca + 0.8 x (4.0 - albumin)"),
        ["calcium-phosphorus-product"] = (CalciumAndPhosphorus.LatestProduct, "the latest calcium (corrected where an albumin allows) times phosphorus, in mg2/dL2, of one draw or at most 7 days apart"),
        ["height-loss"] = (HeightLoss.Derive, "the highest measured height less the latest, in cm"),
        ["statin-low-intensity"] = (StatinIntensity.Low, "a statin of low intensity, by ingredient and mg a day (ACC/AHA 2018)"),
        ["statin-moderate-intensity"] = (StatinIntensity.Moderate, "a statin of moderate intensity, by ingredient and mg a day (ACC/AHA 2018)"),
        ["statin-high-intensity"] = (StatinIntensity.High, "a statin of high intensity, by ingredient and mg a day (ACC/AHA 2018)"),
    };

    /// <summary>Their names, with what each asks, for the loader and for people.</summary>
    public static IReadOnlyDictionary<string, string> Meanings { get; } =
        new SortedDictionary<string, string>(All.ToDictionary(d => d.Key, d => d.Value.Meaning, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether what it makes of the same events changes with the window's last day: others look at the events alone.</summary>
    internal static bool CountsDays(string name) => name == Glucocorticoid;

    internal static Derivation Named(string name) => All.TryGetValue(name, out var known)
        ? known.Derive
        : throw new InputException($"unknown derivation '{name}'; known are {string.Join(", ", Meanings.Keys)}");
}
