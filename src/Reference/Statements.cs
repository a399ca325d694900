using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Whether a later report only repeats what an earlier one said of the same finding.</summary>
internal static class Statements
{
    private const int WordsOfACopy = 6;

    public static bool IsRestated(Event earlier, Event later) =>
        earlier.Mention is { Assertion: Assertion.Present } before && later.Mention is { } said
        && earlier.Date < later.Date && AreOfOneFinding(before, said)
        && (said.Age is LesionAge.Unchanged or LesionAge.Chronic or LesionAge.Healed || IsCopy(before, said));

    private static bool AreOfOneFinding(Mention a, Mention b)
    {
        if (a.Concept != b.Concept)
            return false;
        if ((a.Laterality, b.Laterality) is (Laterality.Left, Laterality.Right) or (Laterality.Right, Laterality.Left))
            return false;
        // One names no place that the other does not name; else they share one. The first of a fracture's places is the whole bone.
        if (a.Sites.All(b.Sites.Contains) || b.Sites.All(a.Sites.Contains))
            return true;
        var isFracture = a.Concept.EndsWith("fracture", StringComparison.Ordinal);
        return Parts(a).Intersect(Parts(b)).Any();

        IEnumerable<string> Parts(Mention m) => isFracture && m.Sites.Count > 1 ? m.Sites.Skip(1) : m.Sites;
    }

    private static bool IsCopy(Mention a, Mention b)
    {
        var words = WordsOfSentence(a);
        return words.Count >= WordsOfACopy && a.Text.Equals(b.Text, StringComparison.OrdinalIgnoreCase) && words.SequenceEqual(WordsOfSentence(b));
    }

    // The sentence of the excerpt in which the words stand: it ends at an ellipsis, or at a mark before a blank or the end.
    private static List<string> WordsOfSentence(Mention mention)
    {
        var runes = mention.Excerpt.EnumerateRunes().Select(r => r.ToString()).ToList();
        var (from, to) = (Math.Min(mention.ExcerptStart, runes.Count), Math.Min(mention.ExcerptStart + mention.Length, runes.Count));
        while (from > 0 && !Ends(from - 1))
            from--;
        while (to < runes.Count && !Ends(to))
            to++;
        var sentence = string.Concat(runes.Skip(from).Take(to - from));
        var words = new string([.. sentence.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]);
        return [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        bool Ends(int i) => runes[i] == "…" || (runes[i] is "." or "!" or "?" && (i + 1 == runes.Count || string.IsNullOrWhiteSpace(runes[i + 1])));
    }
}
