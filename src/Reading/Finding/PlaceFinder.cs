using System.Runtime.InteropServices;
using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>
/// Which places a trigger is said of: the cheapest to reach on either side, and what is listed with it. Words between
/// cost by kind, in halves, so that the noun beside wins over the one behind a comma.
/// </summary>
internal sealed partial class PlaceFinder(Sentence sentence)
{
    private const int Never = int.MaxValue;
    private const int WeakFine = 5;
    private const int Turn = 4;

    private readonly List<int> _found = [];
    private int _family;

    /// <summary>Indexes of the place matches found, in text order.</summary>
    public ReadOnlySpan<int> Found => CollectionsMarshal.AsSpan(_found);

    /// <summary>Finds the places of the trigger.</summary>
    public void Find(Trigger trigger)
    {
        _found.Clear();
        _family = trigger.Family;
        var reach = sentence.Lexicon.Families[_family].Reach * 2;
        var inside = Inside(trigger);
        var (forward, forwardCost) = Nearest(trigger.To, 1, reach);
        var (backward, backwardCost) = Nearest(trigger.From - 1, -1, reach);
        if (inside >= 0)
            _found.Add(inside);
        if (forward < 0 && backward < 0)
        {
            if (inside < 0)
                FindNamedBefore(trigger);
            return;
        }
        // A tie is a noun with a noun before it ("rib fracture") where that stands directly beside, else a preposition.
        var goForward = forwardCost < backwardCost || forwardCost == backwardCost && backwardCost > 0;
        var (main, other, otherCost) = goForward ? (forward, backward, backwardCost) : (backward, forward, forwardCost);
        // What the trigger says itself ("vascular calcification") outside places can only make finer.
        if (inside >= 0 && Concept(main) != Concept(inside))
            return;
        Collect(main, goForward ? 1 : -1, trigger);
        if (other >= 0 && (otherCost <= Math.Max(1, Math.Min(forwardCost, backwardCost)) || (goForward ? IsFronted(other) : NamesLevels(main, other, trigger))) && Concept(other) == Concept(main))
            Collect(other, goForward ? -1 : 1, trigger);
        FindLevelsBehind(trigger);
        _found.Sort();
    }

    // "Vertebral compression: L1", "Vertebral fracture (T8)": what stands before says which bone, and what follows which of its kind.
    private bool NamesLevels(int main, int other, Trigger trigger) =>
        Rank(main) != PlaceRank.Level && Rank(other) == PlaceRank.Level && (sentence.Tokens.IsMark(trigger.To, ':') || sentence.Tokens.IsMark(trigger.To, '('));

    // "At T4, a fracture through the superior endplate": where no level was found beside it.
    private bool IsFronted(int other)
    {
        if (Rank(other) != PlaceRank.Level || _found.Exists(p => Rank(p) == PlaceRank.Level))
            return false;
        var token = Places[other].From - 1;
        while (token >= 0 && sentence.Is(token, WordFlags.Glue))
            token--;
        return token < Places[other].From - 1 && (token < 0 || sentence.Tokens[token].Kind == TokenKind.Mark);
    }

    private Matches Places => sentence.Places(_family);

    private string? Concept(int place) => sentence.Lexicon.Concept(_family, Places[place].Entry);

    private PlaceRank Rank(int place) => sentence.RankOf(_family, place);

    // A place between two terms that did not melt is met by either; one inside the trigger itself is its own.
    private int Inside(Trigger trigger)
    {
        for (var token = trigger.From; token < trigger.To; token++)
        {
            if (Places.At(token) is var p and >= 0 && Places[p].From >= trigger.From && Places[p].To <= trigger.To && Concept(p) is { Length: > 0 })
                return p;
        }
        return -1;
    }

    private (int Place, int Cost) Nearest(int from, int step, int reach)
    {
        var (cost, weak, weakCost, turned) = (0, -1, Never, false);
        var mayResume = step < 0 && sentence.IsResumed;
        for (var token = from; token >= 0 && token < sentence.Tokens.Count; token += step)
        {
            // "The aorta is of normal width but calcified": the turn is between two things said of one place.
            if (step < 0 && cost <= 1 && !turned && sentence.EndsClause(token))
            {
                (turned, cost) = (true, cost + Turn);
                continue;
            }
            if (Blocks(token, step) || mayResume && sentence.Resumes(token))
                break;
            if (Places.At(token) is var place and >= 0 && Concept(place) is not null)
            {
                if (step > 0 && cost >= 4 && BelongsToNext(place))
                    break;
                if (Rank(place) != PlaceRank.Weak)
                    return cost <= weakCost ? (place, cost) : (weak, weakCost);
                if (weak < 0)
                    (weak, weakCost) = (place, cost + WeakFine);
                token = step > 0 ? Places[place].To - 1 : Places[place].From;
                continue;
            }
            cost += Cost(token, step);
            if (cost > reach)
                break;
            if (step < 0 && sentence.Parts(token))
                break;
        }
        return weak >= 0 && weakCost <= reach + WeakFine ? (weak, weakCost) : (-1, Never);
    }

    // "No fracture, old rib fractures": behind a comma, a place before another trigger is that one's.
    private bool BelongsToNext(int place) => Places[place].To < sentence.Tokens.Count && sentence.TermAt(Places[place].To) >= 0;

    private bool BelongsToOneBefore(int place)
    {
        var token = Places[place].From - 1;
        while (token >= 0 && (sentence.Is(token, WordFlags.Glue) || sentence.Modifiers.At(token) >= 0))
            token--;
        return token >= 0 && sentence.TermAt(token) >= 0;
    }

    private bool Blocks(int token, int step) =>
        sentence.TermAt(token) is var term and >= 0 && !IsOnlyNumber(term)
        || step > 0 && sentence.Parts(token)
        || sentence.Tokens.IsMark(token, ';')
        || sentence.EndsClause(token);

    // "Calcific density projecting over the neck": where no number is said, a density is no statement of its own.
    private bool IsOnlyNumber(int term) => sentence.Lexicon.Families[sentence.Lexicon.Terms[sentence.Terms[term].Entry].Family].Value is { Optional: false };

    private int Cost(int token, int step)
    {
        ref readonly var t = ref sentence.Tokens[token];
        if (t.Kind == TokenKind.Mark)
            return t.Mark switch { (byte)',' => 6, (byte)':' => step > 0 ? 3 : 1, (byte)'(' or (byte)')' => 1, _ => 4 };
        if (sentence.Is(token, WordFlags.Joiner | WordFlags.Closer))
            return 4;
        if (t.Kind == TokenKind.Redacted || sentence.Is(token, WordFlags.Glue) || sentence.Modifiers.At(token) >= 0)
            return 0;
        return t.Kind == TokenKind.Number || sentence.Is(token, WordFlags.Statement) || sentence.Cues.At(token) >= 0 ? 1 : 2;
    }

    // From the first place on, the list it belongs to: "the aorta, its branches and the coronary arteries".
    private void Collect(int first, int step, Trigger trigger)
    {
        Add(first);
        var spare = 1;
        var (last, joined) = (first, false);
        for (var token = step > 0 ? Places[first].To : Places[first].From - 1; token >= 0 && token < sentence.Tokens.Count; token += step)
        {
            if (Blocks(token, step) || token >= trigger.From && token < trigger.To || Denies(token))
                return;
            if (Places.At(token) is var place and >= 0 && Concept(place) is not null)
            {
                // "the plate of the radius": that is where the plate is, not what the trigger is said of.
                if (IsThing(last) && !joined)
                    return;
                // "Fracture of T12, with stable hardware": beside it, and not broken itself.
                if (joined && IsThing(place) && !IsThing(first))
                    return;
                // "Fracture of T12, hip fracture": the hip is the second one's, and T12 the first one's.
                if (joined && Concept(place) != Concept(first) && (step > 0 ? BelongsToNext(place) : BelongsToOneBefore(place)))
                    return;
                FillRange(last, place, step);
                Add(place);
                (last, joined) = (place, false);
                token = step > 0 ? Places[place].To - 1 : Places[place].From;
                spare = 1;
            }
            else if (!Lists(token) && --spare < 0)
                return;
            joined |= sentence.Is(token, WordFlags.Joiner | WordFlags.Closer) || sentence.Tokens.IsMark(token, ',');
            if (step < 0 && sentence.Parts(token))
                return;
        }
    }

    // "Fracture of T12, no hip fracture": no list goes on behind a denial.
    private bool Denies(int token) => sentence.Cues.At(token) is var cue and >= 0 && sentence.Lexicon.Cues[sentence.Cues[cue].Entry] is { Type: CueType.Absent, Direction: not CueDirection.Backward };

    private bool IsThing(int place) => Rank(place) == PlaceRank.Head && Concept(place) is "";

    private bool Lists(int token)
    {
        ref readonly var t = ref sentence.Tokens[token];
        if (t.Kind == TokenKind.Mark)
            return t.Mark is (byte)',' or (byte)'(' or (byte)')';
        if (sentence.Is(token, WordFlags.Statement))
            return false;
        return t.Kind is TokenKind.Redacted or TokenKind.Number
            || sentence.Is(token, WordFlags.Joiner | WordFlags.Closer | WordFlags.Glue) || sentence.Modifiers.At(token) >= 0;
    }

    private void Add(int place)
    {
        if (!_found.Contains(place))
            _found.Add(place);
    }

    /// <summary>First and last levels of ranges met ("T11-L1"), as entries of the lexicon's places.</summary>
    public List<(int From, int To)> Ranges { get; } = [];

    private void FillRange(int last, int place, int step)
    {
        var (left, right) = step > 0 ? (last, place) : (place, last);
        if (Rank(left) != PlaceRank.Level || Rank(right) != PlaceRank.Level)
            return;
        var (from, to) = (Places[left].To, Places[right].From);
        if (from == to ? sentence.Tokens[to].AfterHyphen : to == from + 1 && sentence.Tokens[from].Kind == TokenKind.Word && sentence.Is(from, WordFlags.Glue) && IsThrough(from))
            Ranges.Add((Places[left].Entry, Places[right].Entry));
    }

    // "T5 to T8" fills; "T5 in T8" is no range and does not occur.
    private bool IsThrough(int token) => !sentence.Is(token, WordFlags.Joiner) && sentence.Tokens[token].End - sentence.Tokens[token].Start is 2 or 4 or 7;
}
