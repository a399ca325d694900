using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Whether two reports of a patient speak of one finding, and whether the later one only repeats the earlier.</summary>
internal static class SameFinding
{
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
        earlier.SentenceHash != 0 && earlier.SentenceHash == later.SentenceHash && earlier.Text.Equals(later.Text, StringComparison.OrdinalIgnoreCase);

    private static bool SidesAgree(Laterality a, Laterality b) =>
        a == b || a is Laterality.None or Laterality.Bilateral || b is Laterality.None or Laterality.Bilateral;

    private static bool SitesAgree(IReadOnlyList<string> a, IReadOnlyList<string> b, int wholes) =>
        a.All(b.Contains) || b.All(a.Contains) || a.Skip(a.Count > 1 ? wholes : 0).Intersect(b.Skip(b.Count > 1 ? wholes : 0), StringComparer.Ordinal).Any();
}
