using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Whether a statement is made in the way that a match asks. A coded finding says by a word of a closed list whether it is
/// there; without a word it is. What is absent, or said by a word that nobody knows, no rule sees. A possible finding is a
/// statement of possible assertion and possible certainty, as text would have it.
/// </summary>
internal static class Presence
{
    private static readonly Dictionary<string, Certainty> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["present"] = Certainty.Definite,
        ["positive"] = Certainty.Definite,
        ["yes"] = Certainty.Definite,
        ["true"] = Certainty.Definite,
        ["probable"] = Certainty.Probable,
        ["possible"] = Certainty.Possible,
        ["uncertain"] = Certainty.Possible,
        ["equivocal"] = Certainty.Possible,
        ["indeterminate"] = Certainty.Possible,
    };

    /// <summary>How certain a coded finding is; null where it is said not to be there ("absent", "ruled out"), or by an unknown word.</summary>
    public static Certainty? Of(Event e)
    {
        if (string.IsNullOrWhiteSpace(e.Presence))
            return Certainty.Definite;
        return Words.TryGetValue(e.Presence.Trim(), out var certainty) ? certainty : null;
    }

    public static bool Fits(Event e, EventMatch match)
    {
        if (e.Mention is { } mention)
            return match.Assertions.Contains(mention.Assertion) && match.Certainties.Contains(mention.Certainty);
        return Of(e) switch
        {
            // A row that says nothing else is a fact, whatever shades of text the match asks for.
            Certainty.Definite => true,
            Certainty.Probable => match.Assertions.Contains(Assertion.Present) && match.Certainties.Contains(Certainty.Probable),
            Certainty.Possible => match.Assertions.Contains(Assertion.Possible) && match.Certainties.Contains(Certainty.Possible),
            _ => false,
        };
    }
}
