using Opportune.Core;
using Opportune.Reading.Finding;
using Opportune.Reading.Text;

namespace Opportune.Reading.Asserting;

/// <summary>Weighs the cues whose scope holds a span.</summary>
internal sealed class Assertions(Sentence sentence)
{
    /// <summary>How tokens <paramref name="from"/> to <paramref name="to"/> are asserted in that section.</summary>
    public Judgement Judge(int from, int to, LexiconSection? section, int family = -1)
    {
        if (IsUnticked(from, to))
            return new(Assertion.Absent, Certainty.Definite);
        var (seen, past) = (0, section?.Assertion == Assertion.Historical);
        Certainty? certainty = null;
        for (var i = 0; i < sentence.Cues.Count; i++)
        {
            var cue = sentence.Cues[i];
            var about = sentence.Lexicon.Cues[cue.Entry];
            // "No increase in thoracic kyphosis", where the increase is what is denied.
            if (about.Denies && cue.From < from && cue.To > from)
                seen |= 1 << (int)CueType.Absent;
            if (about.Type is CueType.Pseudo or CueType.Stop || sentence.Lexicon.IsNotFor(cue.Entry, family) || cue.From >= from && cue.From < to || IsIdle(about, cue))
                continue;
            if (Reaches(about, i, from, to))
            {
                seen |= 1 << (int)about.Type;
                certainty = about.Certainty ?? certainty;
                past |= about.Past || about.Type == CueType.Historical;
            }
        }
        return Weigh(seen, certainty, section?.Assertion ?? Assertion.Present) with { Past = past };
    }

    // The words of a template that nobody chose, and the box that nobody ticked.
    private bool IsIdle(LexiconCue about, Match cue) =>
        about.AtEnd && !IsLast(cue.To) || cue.To == cue.From + 1 && sentence.IsOption(cue.From) || sentence.Ticked(cue.From, cue.To) == false;

    // "[ ] rib fracture": the box belongs to what follows it, up to the next one, or to what stands before it.
    private bool IsUnticked(int from, int to)
    {
        if (sentence.BoxesAreBehind)
        {
            while (to < sentence.Tokens.Count && sentence.Tokens[to].Kind != TokenKind.Mark)
                to++;
            return sentence.TickedBefore(sentence.BoxEnd(to)) == false;
        }
        for (var token = from; token > Math.Max(1, from - 7); token--)
        {
            if (sentence.TickedBefore(token) is { } ticked)
                return !ticked;
            if (sentence.Tokens[token - 1].Kind == TokenKind.Mark)
                return false;
        }
        return false;
    }

    /// <summary>Whether the sentence holds a cue of that type.</summary>
    public bool Holds(CueType type)
    {
        for (var token = 0; token < sentence.Tokens.Count && type == CueType.Recommendation; token++)
        {
            if (sentence.Lexicon.RecommendationTrie.Longest(sentence.Tokens.Words[token..], out _) > 0)
                return true;
        }
        for (var i = 0; i < sentence.Cues.Count; i++)
        {
            if (sentence.Lexicon.Cues[sentence.Cues[i].Entry].Type == type)
                return true;
        }
        return false;
    }

    private bool Reaches(LexiconCue about, int cue, int from, int to)
    {
        var match = sentence.Cues[cue];
        // "no focal" before "focal lesion": the cue's last word is the span's first.
        if (match.To > from && match.From < from)
            return about.Direction != CueDirection.Backward;
        if (about.Direction is CueDirection.Forward or CueDirection.Both && from >= match.To)
        {
            var (low, high) = Scopes.Forward(sentence, match);
            return from >= low && from < high;
        }
        // "Fracture: no": a cue with nothing after it speaks of what stands before it. So does a ticked "no".
        var answers = match.From > 0 && IsLast(match.To) && sentence.Tokens.IsMark(match.From - 1, ':') || sentence.Ticked(match.From, match.To) == true;
        if (about.Direction == CueDirection.Forward && !answers)
            return false;
        if (to <= match.From)
        {
            var (low, high) = about.Direction == CueDirection.Forward ? (0, match.From) : Scopes.Backward(sentence, match);
            return to > low && to <= high;
        }
        return false;
    }

    private bool IsLast(int token) => token == sentence.Tokens.Count || token == sentence.Tokens.Count - 1 && sentence.Tokens.IsMark(token, '.');

    private static Judgement Weigh(int seen, Certainty? certainty, Assertion section)
    {
        bool Has(CueType type) => (seen & (1 << (int)type)) != 0;
        if (Has(CueType.OtherPerson))
            return new(Has(CueType.Absent) ? Assertion.Absent : Assertion.OtherPerson, Certainty.Definite);
        if (Has(CueType.Absent))
            return new(Assertion.Absent, certainty ?? Certainty.Definite);
        if (Has(CueType.Hypothetical))
            return new(Assertion.Hypothetical, Certainty.Definite);
        if (Has(CueType.Unlikely))
            return new(Assertion.Absent, Certainty.Unlikely);
        if (Has(CueType.Historical))
            return new(Assertion.Historical, Certainty.Definite);
        // An indication asks and a history tells, however firmly they are worded.
        if (section != Assertion.Present)
            return new(section, Certainty.Definite);
        if (Has(CueType.Possible))
            return new(Assertion.Possible, Certainty.Possible);
        return new(Assertion.Present, Has(CueType.Probable) ? Certainty.Probable : Certainty.Definite);
    }
}
