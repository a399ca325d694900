namespace Opportune.App.Evaluate;

/// <summary>
/// A yes-or-no question put to every report of a set: is the concept there? The set says yes where one of the columns
/// is 1; we say yes where a mention of one of the concepts is asserted present. What only may be there is no.
/// </summary>
/// <param name="Label">The question's name in the figures and in verdicts.</param>
/// <param name="Columns">Columns of the set; 1 in any of them is yes, -1 (stated absent) is no.</param>
/// <param name="Concepts">Concept ids of the lexicon.</param>
/// <param name="Site">A site that the mention must have, or empty.</param>
internal sealed record Question(string Label, IReadOnlyList<string> Columns, IReadOnlyList<string> Concepts, string Site = "")
{
    /// <summary>
    /// Words of which a report must hold the beginning of one, if it is labelled yes and de-identification cut words out
    /// of it: without one, the cue itself was cut out and nobody can find it. Empty: every report counts.
    /// </summary>
    public IReadOnlyList<string> UncutCues { get; init; } = [];

    /// <summary>Sites that alone do not count, for labels of one region.</summary>
    public IReadOnlyList<string> Elsewhere { get; init; } = [];

    /// <summary>Reports that are left out, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The label under which verdicts on it are kept: what follows a comma only leaves reports or sites out.</summary>
    public string Judged => Label.Split(',')[0];

    /// <summary>Whether the report counts for this question.</summary>
    public bool Counts(string id, string text, bool labelled) =>
        !LeftOut.ContainsKey(id)
        && (!labelled || UncutCues.Count == 0 || !text.Contains("XXXX", StringComparison.Ordinal) || UncutCues.Any(c => text.Contains(c, StringComparison.OrdinalIgnoreCase)));
}
