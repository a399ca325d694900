using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Systemic glucocorticoids and the dose in mg that equals 5 mg of prednisone. The usual textbook equivalents, to be
/// confirmed by the site's clinical lead; budesonide and inhaled forms are none.
/// </summary>
internal static class Glucocorticoids
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        // RxNorm ingredients, then ATC.
        ["8640"] = "prednisone",
        ["8638"] = "prednisolone",
        ["6902"] = "methylprednisolone",
        ["3264"] = "dexamethasone",
        ["1514"] = "betamethasone",
        ["5492"] = "hydrocortisone",
        ["2878"] = "cortisone",
        ["22396"] = "deflazacort",
        ["10759"] = "triamcinolone",
        ["H02AB07"] = "prednisone",
        ["H02AB06"] = "prednisolone",
        ["H02AB04"] = "methylprednisolone",
        ["H02AB02"] = "dexamethasone",
        ["H02AB01"] = "betamethasone",
        ["H02AB09"] = "hydrocortisone",
        ["H02AB10"] = "cortisone",
        ["H02AB13"] = "deflazacort",
        ["H02AB08"] = "triamcinolone",
    };

    // Longer names first: prednisolone lies in methylprednisolone, cortisone in hydrocortisone.
    private static readonly string[] ByLength = [.. Codes.Values.Distinct().OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)];

    public static IReadOnlyDictionary<string, double> Equivalent5Mg { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["prednisone"] = 5,
        ["prednisolone"] = 5,
        ["methylprednisolone"] = 4,
        ["hydrocortisone"] = 20,
        ["cortisone"] = 25,
        ["dexamethasone"] = 0.75,
        ["betamethasone"] = 0.6,
        ["deflazacort"] = 6,
        ["triamcinolone"] = 4,
    };

    /// <summary>By code; else by the meaning that a value set gives the code; else by the name in the display.</summary>
    public static string? IngredientOf(Event e, Rulebook rulebook) =>
        e.Code is { } code && e.CodeSystem is "RXNORM" or "ATC" && Codes.TryGetValue(e.Code!, out var ingredient)
            ? ingredient
            : NamedIn(CodeMeaning.Of(e, rulebook)) ?? NamedIn(e.Display) ?? e.ValueSets.Select(NamedIn).FirstOrDefault(n => n is not null);

    private static string? NamedIn(string? text) =>
        text is null ? null : Array.Find(ByLength, name => text.Contains(name, StringComparison.OrdinalIgnoreCase));
}
