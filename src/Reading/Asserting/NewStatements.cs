using Opportune.Core;
using Opportune.Reading.Finding;
using Opportune.Reading.Text;

namespace Opportune.Reading.Asserting;

/// <summary>
/// Where a denial ends though no mark says so: what it denies is named, and something else plainly begins. "no fracture
/// seen | bones osteopenic", "no effusion | old rib fractures", "no fracture | lungs are clear".
/// </summary>
internal static class NewStatements
{
    private const int LongestSubject = 6;

    /// <summary>Whether one begins at the token, in the scope of a cue that ends before token <paramref name="from"/>.</summary>
    public static bool Begins(Sentence sentence, int token, int from)
    {
        if (token <= from || sentence.Tokens[token].Kind != TokenKind.Word || sentence.Is(token, WordFlags.Joiner | WordFlags.Closer))
            return false;
        var before = token - 1;
        if (sentence.Is(before, WordFlags.Noun))
            return IsGraded(sentence, token) || IsSubject(sentence, token);
        if (!sentence.Is(before, WordFlags.Participle) || sentence.Is(token, WordFlags.Glue) || sentence.Cues.At(token) >= 0)
            return false;
        while (before > from && sentence.Is(before, WordFlags.Statement | WordFlags.Participle))
            before--;
        return sentence.Is(before, WordFlags.Noun);
    }

    // What is denied may be called acute or new; nobody denies with a grade, or that something old is there.
    private static bool IsGraded(Sentence sentence, int token) =>
        sentence.Modifiers.At(token) is var said and >= 0 && sentence.Lexicon.Modifiers[sentence.Modifiers[said].Entry] is var modifier
        && (modifier.Severity != Severity.None || modifier.Age is LesionAge.Chronic or LesionAge.Healed or LesionAge.Unchanged or LesionAge.Subacute);

    // "(the) lungs are clear", "aorta and iliac arteries are ...": a verb that says more than that they were seen, or not.
    private static bool IsSubject(Sentence sentence, int token)
    {
        var first = sentence.Tokens.Word(token) == sentence.The ? token + 1 : token;
        var verb = first;
        while (verb < sentence.Tokens.Count && verb < first + LongestSubject && sentence.Tokens[verb].Kind == TokenKind.Word
            && !sentence.Is(verb, WordFlags.Glue | WordFlags.Statement | WordFlags.Closer))
            verb++;
        if (verb == first || verb == sentence.Tokens.Count || !sentence.Is(verb, WordFlags.Statement))
            return false;
        while (verb < sentence.Tokens.Count && sentence.Is(verb, WordFlags.Statement) && !sentence.Is(verb, WordFlags.Participle))
            verb++;
        return verb < sentence.Tokens.Count && !sentence.Is(verb, WordFlags.Participle);
    }
}
