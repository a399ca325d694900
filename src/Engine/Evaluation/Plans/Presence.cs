using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Whether a statement is made in the way that a match asks. A coded finding whose presence is possible is a statement of
/// possible assertion and possible certainty, as text would have it; without a word on its presence it is definite.
/// </summary>
internal static class Presence
{
    public static bool Fits(Event e, EventMatch match)
    {
        if (e.Mention is { } mention)
            return match.Assertions.Contains(mention.Assertion) && match.Certainties.Contains(mention.Certainty);
        return !string.Equals(e.Presence, "possible", StringComparison.OrdinalIgnoreCase) || (match.Assertions.Contains(Assertion.Possible) && match.Certainties.Contains(Certainty.Possible));
    }
}
