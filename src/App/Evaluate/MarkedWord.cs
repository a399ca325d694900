namespace Opportune.App.Evaluate;

/// <summary>Where in a sentence the concept stands that its labels speak of.</summary>
internal static class MarkedWord
{
    /// <summary>
    /// First letter of the occurrence: the marked one is written in capitals, is a whole word and no header ("ALLERGIES: no
    /// known ALLERGIES"); of what is left the first. -1 where there is none.
    /// </summary>
    public static int Find(string text, string concept)
    {
        if (concept.Length == 0)
            return -1;
        var best = -1;
        var bestWeight = -1;
        for (var at = text.IndexOf(concept, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(concept, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var weight = Weight(text, concept, at);
            if (weight > bestWeight)
                (best, bestWeight) = (at, weight);
        }
        return best;
    }

    private static int Weight(string text, string concept, int at)
    {
        var next = at + concept.Length < text.Length ? text[at + concept.Length] : ' ';
        var whole = !char.IsLetterOrDigit(next) && next != '\'' && (at == 0 || !char.IsLetterOrDigit(text[at - 1]));
        return (string.CompareOrdinal(text, at, concept.ToUpperInvariant(), 0, concept.Length) == 0 ? 4 : 0) + (whole ? 2 : 0) + (next != ':' ? 1 : 0);
    }
}
