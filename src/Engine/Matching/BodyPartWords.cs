using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// The body parts that a match asks for or refuses. A body part is written in many ways ("DXA, LEFT HEEL"): what is meant may
/// stand anywhere in it, as whole words.
/// </summary>
internal static class BodyPartWords
{
    /// <summary>Whether an exam of that body part, as the source writes it, is one that the match allows.</summary>
    public static bool Fit(EventMatch match, string? bodyPart) =>
        (match.BodyParts.Count == 0 || Name(match.BodyParts, bodyPart)) && !Name(match.NotBodyParts, bodyPart);

    private static bool Name(IReadOnlyList<string> parts, string? text)
    {
        if (parts.Count == 0 || string.IsNullOrEmpty(text))
            return false;
        var words = Spaced(text);
        for (var i = 0; i < parts.Count; i++)
        {
            if (words.Contains(Spaced(parts[i]), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    // " left heel ": a blank around each word, so that whole words are found and parts of words are not.
    private static string Spaced(string text)
    {
        var spaced = new StringBuilder(" ", text.Length + 2);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                spaced.Append(c);
            else if (spaced[^1] != ' ')
                spaced.Append(' ');
        }
        return (spaced[^1] == ' ' ? spaced : spaced.Append(' ')).ToString();
    }
}
