using Opportune.Core;
using Opportune.Reading.Finding;
using Opportune.Reading.Text;

namespace Opportune.Reading.Asserting;

/// <summary>How far a cue works within its sentence.</summary>
internal static class Scopes
{
    /// <summary>Tokens from, and up to, that a cue reaches forward.</summary>
    public static (int From, int To) Forward(Sentence sentence, Match cue)
    {
        var about = sentence.Lexicon.Cues[cue.Entry];
        var stops = sentence.Lexicon.CueStops[cue.Entry];
        var words = 0;
        // "Excluded: rib fracture": the colon belongs to a cue that begins the sentence.
        var first = cue.From == 0 && cue.To < sentence.Tokens.Count && sentence.Tokens.IsMark(cue.To, ':') ? cue.To + 1 : cue.To;
        for (var token = first; token < sentence.Tokens.Count; token++)
        {
            if (sentence.Parts(token) || sentence.Resumes(token) || (sentence.StopsAt(token) & stops) != 0 || sentence.Tokens.IsMark(token, ':') && stops != 0)
                return (cue.To, token);
            if (sentence.Tokens.IsMark(token, '(') && ListsOnly(about.Type) && SpeaksInBrackets(sentence, token))
                return (cue.To, token);
            if (sentence.Tokens.IsMark(token, ',') && ListsOnly(about.Type) && !ListGoesOn(sentence, cue.To, token, stops))
                return (cue.To, token);
            if (stops != 0 && about.Type == CueType.Absent && NewStatements.Begins(sentence, token, cue.To))
                return (cue.To, token);
            if (sentence.Tokens[token].Kind != TokenKind.Mark && about.Reach > 0 && ++words > about.Reach)
                return (cue.To, token);
        }
        return (cue.To, sentence.Tokens.Count);
    }

    /// <summary>Tokens from, and up to, that a cue reaches backward.</summary>
    public static (int From, int To) Backward(Sentence sentence, Match cue)
    {
        var about = sentence.Lexicon.Cues[cue.Entry];
        var stops = sentence.Lexicon.CueStops[cue.Entry];
        var (words, joiner) = (0, -1);
        for (var token = cue.From - 1; token >= 0; token--)
        {
            // "Effusion, resolved", "Rib fracture: not seen": a cue of its own behind a mark speaks of what stands before it.
            if (token == cue.From - 1 && (sentence.Tokens.IsMark(token, ',') || sentence.Tokens.IsMark(token, ':') && cue.To >= sentence.Tokens.Count - 1))
                continue;
            if (sentence.Tokens.IsMark(token, ';') || sentence.Resumes(token) || StopEndsAt(sentence, token, stops) || sentence.Tokens.IsMark(token, ':') && stops != 0)
                return (token + 1, cue.From);
            // A second verb, "there is" too: what it says is another statement, which ends at the last "and" before the cue.
            if (stops != 0 && token < cue.From - 1 && sentence.Is(token, WordFlags.Statement) && CueAt(sentence, token) is (null or CueType.Stop))
                return (joiner >= 0 ? joiner : token + 1, cue.From);
            if (sentence.Tokens.IsMark(token, ',') && stops != 0 && !ListCameBefore(sentence, token, cue.From))
                return (token + 1, cue.From);
            if (sentence.Is(token, WordFlags.Joiner))
                joiner = token;
            // "Fracture of the left sixth rib: none": words that lead from one to the next do not count.
            if (sentence.Tokens[token].Kind != TokenKind.Mark && about.Reach > 0 && !sentence.Is(token, WordFlags.Glue) && sentence.Modifiers.At(token) < 0 && ++words > about.Reach)
                return (token + 1, cue.From);
            if (sentence.Parts(token))
                return (token, cue.From);
        }
        return (0, cue.From);
    }

    private static CueType? CueAt(Sentence sentence, int token) =>
        sentence.Cues.At(token) is var c and >= 0 ? sentence.Lexicon.Cues[sentence.Cues[c].Entry].Type : null;

    private static bool StopEndsAt(Sentence sentence, int token, ulong stops) =>
        sentence.Cues.At(token) is var c and >= 0 && (sentence.Lexicon.CueNames[sentence.Cues[c].Entry] & stops) != 0;

    // What is told of the past or of somebody else runs on through commas; what is denied or doubted only through lists.
    private static bool ListsOnly(CueType type) => type is CueType.Absent or CueType.Unlikely or CueType.Possible or CueType.Probable;

    private static bool ListGoesOn(Sentence sentence, int from, int comma, ulong stops)
    {
        if (OnlyModifiers(sentence, from, comma))
            return true;
        var closedBefore = false;
        for (var token = from; token < comma; token++)
            closedBefore |= sentence.Is(token, WordFlags.Closer);
        var (words, speaks) = (0, false);
        var firstItem = true;
        for (var token = comma + 1; token < sentence.Tokens.Count; token++)
        {
            if (sentence.Parts(token) || (sentence.StopsAt(token) & stops) != 0)
                break;
            // "No aortic or coronary calcification, effusion, or fracture": the first "or" closes nothing.
            if (sentence.Is(token, WordFlags.Closer))
                return !speaks && (!closedBefore || sentence.Tokens.IsMark(token - 1, ','));
            speaks |= sentence.Is(token, WordFlags.Statement) && sentence.Cues.At(token) < 0;
            firstItem &= !sentence.Tokens.IsMark(token, ',');
            if (firstItem)
            {
                words++;
                speaks |= sentence.Is(token, WordFlags.Glue) && sentence.Is(token, WordFlags.Statement) || sentence.Modifiers.At(token) >= 0;
            }
        }
        return !closedBefore && !speaks && words <= 4 && !(firstItem && SaysOfAPlace(sentence, comma + 1));
    }

    // "No effusion, calcified aorta": what is denied is named, and not said of something. Of more items than two it is a list.
    private static bool SaysOfAPlace(Sentence sentence, int token) =>
        sentence.TermAt(token) is var term and >= 0 && sentence.Terms[term].To is var next && next < sentence.Tokens.Count
        && sentence.Places(sentence.Lexicon.Terms[sentence.Terms[term].Entry].Family).At(next) >= 0;

    // "No fracture (calcified aorta noted)": of something else it is said that it was seen.
    private static bool SpeaksInBrackets(Sentence sentence, int open)
    {
        var (names, sees) = (false, false);
        for (var token = open + 1; token < sentence.Tokens.Count && !sentence.Tokens.IsMark(token, ')'); token++)
        {
            names |= sentence.TermAt(token) >= 0;
            sees |= names && sentence.Is(token, WordFlags.Participle) && sentence.Cues.At(token) < 0;
        }
        return sees;
    }

    private static bool OnlyModifiers(Sentence sentence, int from, int to)
    {
        for (var token = from; token < to; token++)
        {
            if (sentence.Modifiers.At(token) < 0 && !sentence.Is(token, WordFlags.Glue) && sentence.Tokens[token].Kind != TokenKind.Redacted)
                return false;
        }
        return true;
    }

    private static bool ListCameBefore(Sentence sentence, int comma, int cue)
    {
        var joined = false;
        for (var token = comma + 1; token < cue; token++)
            joined |= sentence.Is(token, WordFlags.Joiner | WordFlags.Closer);
        for (var token = comma - 1; token >= 0 && joined && !sentence.Parts(token); token--)
        {
            if (sentence.Is(token, WordFlags.Statement))
                return false;
        }
        return joined;
    }
}
