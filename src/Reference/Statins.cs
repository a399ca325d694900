using System.Globalization;
using System.Text.RegularExpressions;
using Opportune.Core;

namespace Opportune.Reference;

/// <summary>
/// Low, moderate or high intensity of a statin by the mg a day (ACC/AHA 2018; pitavastatin 1 mg moderate and simvastatin 80 mg
/// high as in CMS347); null where drug or dose is not known.
/// </summary>
internal static partial class Statins
{
    private static readonly string[][] Names =
    [
        ["atorvastatin", "83367", "C10AA05", "lipitor", "atorvaliq"],
        ["rosuvastatin", "301542", "C10AA07", "crestor", "ezallor"],
        ["simvastatin", "36567", "C10AA01", "zocor", "flolipid"],
        ["pravastatin", "42463", "C10AA03", "pravachol"],
        ["lovastatin", "6472", "C10AA02", "mevacor", "altoprev"],
        ["fluvastatin", "41127", "C10AA04", "lescol"],
        ["pitavastatin", "861634", "C10AA08", "livalo", "zypitamag"],
    ];

    public static string? IntensityOf(Event row, Rulebook rules)
    {
        var meaning = Steroids.MeaningOf(row, rules);
        var statin = Names.FirstOrDefault(n => row.Code is { } code && ((row.CodeSystem == "RXNORM" && code == n[1]) || (row.CodeSystem == "ATC" && code == n[2])))
            ?? Named(meaning) ?? Named(row.Display);
        if (statin is null)
            return null;
        var dose = Steroids.Milligrams(row) ?? Told(meaning, statin) ?? Told(row.Display, statin);
        return (statin[0], dose) switch
        {
            (_, null or <= 0) => null,
            ("atorvastatin", >= 40) or ("rosuvastatin", >= 20) or ("simvastatin", >= 80) => "high",
            ("atorvastatin", >= 10) or ("rosuvastatin", >= 5) or ("simvastatin", >= 20) or ("pravastatin" or "lovastatin", >= 40) or ("fluvastatin", >= 80) or ("pitavastatin", >= 1) => "moderate",
            _ => "low",
        };
    }

    private static IEnumerable<string> WordsFor(string[] statin) => statin.Where((_, i) => i is not (1 or 2));

    private static string[]? Named(string? text) => text is null ? null : Names.FirstOrDefault(n => WordsFor(n).Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)));

    // The first number of mg behind the name, unless it is one of a pair or a concentration.
    private static double? Told(string? text, string[] statin)
    {
        if (text is null)
            return null;
        var first = WordsFor(statin).Select(w => text.IndexOf(w, StringComparison.OrdinalIgnoreCase)).Where(at => at >= 0).Order().Select(at => (int?)at).FirstOrDefault();
        var dose = first is { } from ? Dose().Match(text, from) : Match.Empty;
        return dose.Success && !dose.Groups["pair"].Success && !dose.Groups["volume"].Success
            && double.TryParse(dose.Groups["mg"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milligrams) ? milligrams : null;
    }

    [GeneratedRegex(@"(?<pair>[-/])?(?<![0-9.])(?<mg>[0-9][0-9.]*)\s*mg(?![\p{L}\p{Nd}])(?<volume>\s*/ml)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Dose();
}
