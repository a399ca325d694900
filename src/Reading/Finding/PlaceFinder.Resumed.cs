using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>Places across the full stop behind which a sentence goes on about the same (<see cref="Sentence.Resumes"/>).</summary>
internal sealed partial class PlaceFinder
{
    // "Two lumbar vertebrae are compressed. They are L1 and, counted from the last rib, L3": where no level was said.
    private void FindLevelsBehind(Trigger trigger)
    {
        if (!sentence.IsResumed || _found.Exists(p => Rank(p) == PlaceRank.Level))
            return;
        var stop = trigger.To;
        while (stop < sentence.Tokens.Count && !sentence.Resumes(stop) && !Blocks(stop, 1))
            stop++;
        if (stop == sentence.Tokens.Count || !sentence.Resumes(stop))
            return;
        var (opening, plain) = (stop + 1 + sentence.Lexicon.ResumptionTrie.Longest(sentence.Tokens.Words[(stop + 1)..], out _), true);
        for (var token = stop + 1; token < sentence.Tokens.Count && !sentence.Resumes(token) && !Blocks(token, 1); token++)
        {
            if (plain && Places.At(token) is var place and >= 0 && Rank(place) == PlaceRank.Level)
            {
                if (Concept(place) == Concept(_found[0]))
                    Collect(place, 1, trigger);
                return;
            }
            plain = sentence.Tokens[token].Kind == TokenKind.Mark || plain && (token < opening || sentence.Is(token, WordFlags.Glue) || sentence.Modifiers.At(token) >= 0);
        }
    }

    // "L1 has lost height. The deformity is old", "The aorta is wide. Its wall is calcified": of what the sentence before
    // found, or of what it speaks of first.
    private void FindNamedBefore(Trigger trigger)
    {
        if (!sentence.IsResumed)
            return;
        var stop = trigger.From - 1;
        while (stop >= 0 && !sentence.Resumes(stop))
            stop--;
        var clause = 0;
        for (var token = stop - 1; token >= 0; token--)
        {
            clause = clause == 0 && sentence.Tokens.IsMark(token, ';') ? token : clause;
            if (sentence.TermAt(token) >= 0)
            {
                FindAgain(trigger, token);
                return;
            }
        }
        var subject = -1;
        for (var place = 0; place < Places.Count && Places[place].To <= stop; place++)
        {
            if (Places[place].From >= clause && Concept(place) is not null && (subject < 0 || Rank(subject) == PlaceRank.Weak && Rank(place) != PlaceRank.Weak))
                subject = place;
        }
        if (subject >= 0)
            Collect(subject, 1, trigger);
        _found.Sort();
    }

    // Of another kind of thing nothing is inherited.
    private void FindAgain(Trigger trigger, int token)
    {
        foreach (var before in sentence.Triggers)
        {
            if (before.From <= token && token < before.To && sentence.MayMelt(before.Family, trigger.Family))
                Find(before with { Family = trigger.Family });
        }
    }
}
