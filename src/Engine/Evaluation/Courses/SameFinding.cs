using System.Text;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Whether two reports of a patient speak of one finding, and whether the later one only repeats the earlier.</summary>
internal static class SameFinding
{
    // "Acute rib fracture." may be said twice of two falls; a sentence of so many words, word for word, is a copy.
    private const int WordsOfACopy = 6;

    /// <summary>
    /// The same concept, at places that agree and on no other side. Of a fracture the first of several sites is the whole
    /// (a vertebra, a long bone), which two lesions may share; a report that names no more than that agrees with any part.
    /// </summary>
    public static bool Is(Mention a, Mention b) =>
        a.Concept == b.Concept && SidesAgree(a.Laterality, b.Laterality) && SitesAgree(a.Sites, b.Sites, a.Concept.EndsWith("fracture", StringComparison.Ordinal) ? 1 : 0);

    /// <summary>
    /// Whether what a later report says of the same finding is nothing new: it calls it unchanged, old or healed, or the
    /// sentence was copied forward, word for word.
    /// </summary>
    public static bool IsRestated(Mention earlier, Mention later) =>
        later.Age is LesionAge.Unchanged or LesionAge.Chronic or LesionAge.Healed || IsCopied(earlier, later);

    /// <summary>Whether both stand in the same sentence but for case, marks and blanks.</summary>
    public static bool IsCopied(Mention earlier, Mention later) =>
        earlier.Text.Equals(later.Text, StringComparison.OrdinalIgnoreCase) && Words(earlier) is { } words && words == Words(later);

    private static bool SidesAgree(Laterality a, Laterality b) =>
        a == b || a is Laterality.None or Laterality.Bilateral || b is Laterality.None or Laterality.Bilateral;

    private static bool SitesAgree(IReadOnlyList<string> a, IReadOnlyList<string> b, int wholes) =>
        a.All(b.Contains) || b.All(a.Contains) || a.Skip(a.Count > 1 ? wholes : 0).Intersect(b.Skip(b.Count > 1 ? wholes : 0), StringComparer.Ordinal).Any();

    // The words of the sentence in lower case, a blank after each; null where they are too few, or no text was kept.
    private static string? Words(Mention mention)
    {
        var (from, to) = Sentence(mention.Excerpt, mention.ExcerptStart, mention.Length);
        var (words, count) = (new StringBuilder(to - from), 0);
        for (var i = from; i < to; i++)
        {
            if (char.IsLetterOrDigit(mention.Excerpt[i]))
            {
                count += words.Length == 0 || words[^1] == ' ' ? 1 : 0;
                words.Append(char.ToLowerInvariant(mention.Excerpt[i]));
            }
            else if (words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }
        return count >= WordsOfACopy ? words.ToString().TrimEnd() : null;
    }

    private static (int From, int To) Sentence(string excerpt, int start, int length)
    {
        var (from, to) = (At(excerpt, 0, start), At(excerpt, At(excerpt, 0, start), length));
        while (from > 0 && !EndsAt(excerpt, from - 1))
            from--;
        while (to < excerpt.Length && !EndsAt(excerpt, to))
            to++;
        return (from, to);
    }

    // A full stop before a blank or the end, or an ellipsis; not the point of a number.
    private static bool EndsAt(string text, int i) =>
        text[i] == '…' || text[i] is '.' or '!' or '?' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));

    private static int At(string text, int from, int codePoints)
    {
        for (; codePoints > 0 && from < text.Length; codePoints--)
            from += char.IsHighSurrogate(text[from]) && from + 1 < text.Length ? 2 : 1;
        return from;
    }
}
