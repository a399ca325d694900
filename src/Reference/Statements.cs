using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Whether a later report only repeats what an earlier one said of the same finding.</summary>
internal static class Statements
{
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

    private static bool IsCopy(Mention a, Mention b) =>
        a.SentenceHash != 0 && a.SentenceHash == b.SentenceHash && a.Text.Equals(b.Text, StringComparison.OrdinalIgnoreCase);
}
