namespace Opportune.Core;

/// <summary>An index event as the worklist remembers it: what decides whether later ones are news, and no text.</summary>
/// <param name="Date">Clinical date.</param>
/// <param name="Class">Name of the index class that took it.</param>
/// <param name="Sites">Site ids that the text names, in the order of the lexicon; empty for a code.</param>
/// <param name="Severity">Amount, as the text grades it.</param>
/// <param name="Concept">Concept of the text; null for a code.</param>
/// <param name="Value">The number that it carries: Agatston units, HU, a T-score.</param>
/// <param name="BeginsAcute">Whether the text calls it acute or new, or has it grown where the rule asks that, or the code is of an initial encounter.</param>
/// <param name="JoinsOnly">Whether its class is evidence of an episode but never begins a new one.</param>
/// <param name="Table">Table of its row.</param>
/// <param name="RowId">Its row; of equal statements on one day the first.</param>
public sealed record IndexFact(
    DateOnly Date,
    string Class,
    IReadOnlyList<string> Sites,
    Severity Severity,
    string? Concept,
    double? Value,
    bool BeginsAcute,
    bool JoinsOnly,
    Table Table,
    string RowId)
{
    /// <summary>Whether both say the same on the same day, whichever rows they come from.</summary>
    public bool SaysTheSame(IndexFact other) =>
        (Date, Class, Severity, Concept, Value, BeginsAcute, JoinsOnly)
            == (other.Date, other.Class, other.Severity, other.Concept, other.Value, other.BeginsAcute, other.JoinsOnly)
        && Sites.SequenceEqual(other.Sites, StringComparer.Ordinal);
}
