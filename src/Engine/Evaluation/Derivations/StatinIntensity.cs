using System.Globalization;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// The intensity of a statin by ingredient and mg a day: ACC/AHA 2018, table 3. Two doses are not in that table as they are here:
/// 1 mg of pitavastatin is moderate, as CMS347 counts it since 2025, and 80 mg of simvastatin is high, as CMS347 counts it. A row
/// whose ingredient or dose is not known has none.
/// </summary>
internal static class StatinIntensity
{
    // From how many mg on the intensity is moderate, and high; null: it never is. Names: the ingredient, then brands of it alone.
    private static readonly (string[] Names, string RxNorm, string Atc, double Moderate, double? High)[] Known =
    [
        (["atorvastatin", "lipitor", "atorvaliq"], "83367", "C10AA05", 10, 40),
        (["rosuvastatin", "crestor", "ezallor"], "301542", "C10AA07", 5, 20),
        (["simvastatin", "zocor", "flolipid"], "36567", "C10AA01", 20, 80),
        (["pravastatin", "pravachol"], "42463", "C10AA03", 40, null),
        (["lovastatin", "mevacor", "altoprev"], "6472", "C10AA02", 40, null),
        (["fluvastatin", "lescol"], "41127", "C10AA04", 80, null),
        (["pitavastatin", "livalo", "zypitamag"], "861634", "C10AA08", 1, null),
    ];

    /// <summary>The rows of low intensity.</summary>
    public static IReadOnlyList<Event> Low(DerivationInput input) => Of(input, 0);

    /// <summary>The rows of moderate intensity.</summary>
    public static IReadOnlyList<Event> Moderate(DerivationInput input) => Of(input, 1);

    /// <summary>The rows of high intensity.</summary>
    public static IReadOnlyList<Event> High(DerivationInput input) => Of(input, 2);

    private static IReadOnlyList<Event> Of(DerivationInput input, int wanted) => [.. input.Events.Where(e => IntensityOf(e, input.Rulebook) == wanted)];

    private static int? IntensityOf(Event e, Rulebook rulebook)
    {
        var meaning = CodeMeaning.Of(e, rulebook);
        var statin = Array.FindIndex(Known, k => (e.CodeSystem == "RXNORM" && e.Code == k.RxNorm) || (e.CodeSystem == "ATC" && e.Code == k.Atc));
        if (statin < 0)
            statin = NamedIn(meaning) is var named and >= 0 ? named : NamedIn(e.Display);
        if (statin < 0 || (DoseColumn.Milligrams(e) ?? DoseIn(meaning, statin) ?? DoseIn(e.Display, statin)) is not (> 0 and var dose))
            return null;
        return dose >= Known[statin].High ? 2 : dose >= Known[statin].Moderate ? 1 : 0;
    }

    private static int NamedIn(string? text) =>
        text is null ? -1 : Array.FindIndex(Known, k => k.Names.Any(n => text.Contains(n, StringComparison.OrdinalIgnoreCase)));

    // The first "40 mg" after the name. Not "10-40 mg" or "10/40 mg", which do not say which drug has which, and not "4 mg/mL".
    private static double? DoseIn(string? text, int statin)
    {
        if (text is null || Known[statin].Names.Select(n => text.IndexOf(n, StringComparison.OrdinalIgnoreCase)).Where(at => at >= 0).DefaultIfEmpty(-1).Min() is not (>= 0 and var from))
            return null;
        for (var at = from; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                continue;
            var end = at;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.'))
                end++;
            var unit = text[end..].TrimStart();
            if (IsWord(unit, "mg"))
                return text[at - 1] is '-' or '/' || unit[2..].TrimStart().StartsWith("/ml", StringComparison.OrdinalIgnoreCase) ? null : Number(text[at..end]);
            at = end;
        }
        return null;
    }

    private static bool IsWord(string text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsLetterOrDigit(text[word.Length]));

    private static double? Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
