using System.Text.RegularExpressions;

namespace Opportune.App.Evaluate;

/// <summary>
/// What a few lines of expressions reach: a sentence that holds the words and no "no". Beside our figures it shows what
/// is easy, and for adjudication it is a reader that shares none of our mistakes.
/// </summary>
internal static partial class PlainExpressions
{
    /// <summary>Whether the expression of that label finds the text; null where there is none.</summary>
    public static bool? Find(string label, string text) => Of(label) is not { } words ? null : Sentences().Split(text).Any(s => Holds(words, s));

    private static bool Holds(Regex[] words, string sentence) => words.All(w => w.IsMatch(sentence)) && !Denial().IsMatch(sentence);

    private static Regex[]? Of(string label) => label.Split(',')[0] switch
    {
        "vascular" => [Calcium(), Vessel()],
        "coronary" => [Calcium(), Coronary()],
        "any fracture" => [Fracture()],
        "vertebral" => [Deformity(), Vertebra()],
        "low bone density" => [LowDensity()],
        _ => null,
    };

    [GeneratedRegex(@"[.;:\n]\s")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"\b(no|not|without|negative)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Denial();

    [GeneratedRegex("calcif|atheroscler|atheroma|plaque", RegexOptions.IgnoreCase)]
    private static partial Regex Calcium();

    [GeneratedRegex(@"aort|coronar|arter|vascul|vessel|carotid|atheroscler|atheroma", RegexOptions.IgnoreCase)]
    private static partial Regex Vessel();

    [GeneratedRegex(@"coronar|\blad\b|\brca\b", RegexOptions.IgnoreCase)]
    private static partial Regex Coronary();

    [GeneratedRegex(@"fractur|compression def|wedge def|\bfx\b", RegexOptions.IgnoreCase)]
    private static partial Regex Fracture();

    [GeneratedRegex("compression|wedg|fractur|deformit|height loss|loss of height", RegexOptions.IgnoreCase)]
    private static partial Regex Deformity();

    [GeneratedRegex(@"vertebra|spine|\b[tl]\d{1,2}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Vertebra();

    [GeneratedRegex("osteopeni|osteoporo|deminerali[sz]|(decreased|low|reduced) bone (mineral|dens)", RegexOptions.IgnoreCase)]
    private static partial Regex LowDensity();
}
