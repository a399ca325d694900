using System.Text;

namespace Opportune.Database;

/// <summary>
/// How patients are found by what is typed: every word that is typed begins a word of the name, the record number or the patient id. Case,
/// accents and commas do not matter; a word with a hyphen or an apostrophe is found by its parts, too.
/// </summary>
internal static class SearchWords
{
    private static readonly char[] Breaks = [' ', '\t', '\r', '\n', '\u00a0', ',', ';'];
    private static readonly char[] Joints = ['-', '\'', '’', '.', '/'];

    // Latin letters with their accented forms: the program runs without a culture's tables, which would take words apart into letters and accents.
    private static readonly Dictionary<char, char> Plain = new[]
    {
        "aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņň", "oòóôõöøōŏő", "rŕŗř", "sśŝşšș", "tţťŧț",
        "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž",
    }.SelectMany(forms => forms.Skip(1).Select(form => (form, Letter: forms[0]))).ToDictionary(f => f.form, f => f.Letter);

    /// <summary>In lower case, without accents.</summary>
    public static string Fold(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            var lower = char.ToLowerInvariant(sign);
            // An accent of its own (U+0300 to U+036F) belongs to the letter before it.
            if (lower is < '\u0300' or > '\u036f')
                plain.Append(Plain.GetValueOrDefault(lower, lower));
        }
        return plain.ToString();
    }

    /// <summary>The words of what is typed.</summary>
    public static IReadOnlyList<string> Typed(string text) => [.. Split(text).Distinct(StringComparer.Ordinal)];

    /// <summary>The words by which a patient is found.</summary>
    public static IReadOnlyList<string> Of(params ReadOnlySpan<string?> texts)
    {
        var words = new List<string>();
        foreach (var text in texts)
        {
            foreach (var word in Split(text ?? ""))
            {
                words.Add(word);
                if (word.IndexOfAny(Joints) >= 0)
                    words.AddRange(word.Split(Joints, StringSplitOptions.RemoveEmptyEntries));
            }
        }
        return [.. words.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Those words in one text, a space before each.</summary>
    public static string Joined(IReadOnlyList<string> words) => string.Concat(words.Select(word => " " + word));

    private static string[] Split(string text) => Fold(text).Split(Breaks, StringSplitOptions.RemoveEmptyEntries);
}
