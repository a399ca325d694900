using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>What a trigger means where it stands: the concepts that its term and the places beside it make together, and the sites of each.</summary>
internal sealed class TriggerMeaning(Sentence sentence)
{
    private readonly CompiledLexicon _lexicon = sentence.Lexicon;
    private readonly PlaceFinder _places = new(sentence);
    private readonly List<string> _concepts = [];
    private readonly List<string> _sites = [];
    private readonly List<string> _ordered = [];
    private readonly Comparison<string> _bySite = (a, b) =>
        sentence.Lexicon.SiteOrder(a).CompareTo(sentence.Lexicon.SiteOrder(b)) is var order and not 0 ? order : string.CompareOrdinal(a, b);

    // What the sentence does not say is said by the part of the body under which it stands.
    private int _part;

    /// <summary>Its concepts, ordinally.</summary>
    public IReadOnlyList<string> Concepts => _concepts;

    /// <summary>Indexes of the places found for it, in text order.</summary>
    public ReadOnlySpan<int> Places => _places.Found;

    /// <summary>Turns to a trigger, under a part of the body; 0: under none.</summary>
    public void Read(Trigger trigger, LexiconFamily family, int part)
    {
        _places.Ranges.Clear();
        _places.Find(trigger);
        _part = Places.IsEmpty && _lexicon.MeaningOf(trigger.Family, part) is not null ? part : 0;
        ListConcepts(trigger, family);
    }

    /// <summary>Finds the sites of one of its concepts.</summary>
    public void FindSites(Trigger trigger, LexiconFamily family, string concept)
    {
        _sites.Clear();
        for (var i = trigger.First; i <= trigger.Last; i++)
            _sites.AddRange(sentence.TermOf(i).Sites);
        foreach (var place in Places)
        {
            if (Counts(trigger, place) && Concept(trigger.Family, place) == concept)
                _sites.AddRange(PlaceAt(trigger.Family, place).Sites);
        }
        if (_part > 0 && _lexicon.MeaningOf(trigger.Family, _part) == concept)
            _sites.AddRange(_lexicon.Places[_part - 1].Sites);
        foreach (var (from, to) in _places.Ranges)
        {
            for (var level = Math.Min(from, to); level <= Math.Max(from, to); level++)
                _sites.AddRange(_lexicon.Concept(trigger.Family, level) == concept ? _lexicon.Places[level].Sites : []);
        }
        if (_sites.Count == 0 && family.Unplaced is { } unplaced)
            _sites.Add(unplaced);
        if (_sites.Exists(s => !_lexicon.IsGeneral(s)))
            _sites.RemoveAll(_lexicon.IsGeneral);
    }

    /// <summary>Takes sites that were found otherwise.</summary>
    public void SetSites(IReadOnlyList<string> sites)
    {
        _sites.Clear();
        _sites.AddRange(sites);
    }

    /// <summary>The sites, each once, in the order of the places; there are seldom more than two or three.</summary>
    public string[] OrderedSites()
    {
        _ordered.Clear();
        AddNew(_sites, _ordered);
        if (_ordered.Count > 1)
            _ordered.Sort(_bySite);
        return _ordered.Count == 0 ? [] : _ordered.ToArray();
    }

    /// <summary>Whether doubt stands before the place that decides the concept: "calcification that may be vascular".</summary>
    public bool IsDoubted(Trigger trigger, string concept)
    {
        var places = sentence.Places(trigger.Family);
        var nearest = int.MaxValue;
        foreach (var place in Places)
        {
            if (Concept(trigger.Family, place) == concept)
                nearest = Math.Min(nearest, places[place].From);
        }
        if (nearest == int.MaxValue || nearest < trigger.To)
            return false;
        for (var token = nearest - 1; token >= trigger.To; token--)
        {
            if (sentence.Cues.At(token) is var cue and >= 0)
                return _lexicon.Cues[sentence.Cues[cue].Entry] is { Type: CueType.Possible, Direction: CueDirection.Forward };
            if (!sentence.Is(token, WordFlags.Glue) && sentence.Modifiers.At(token) < 0)
                return false;
        }
        return false;
    }

    /// <summary>Adds what is not there yet.</summary>
    public static void AddNew(IReadOnlyList<string> more, List<string> into)
    {
        for (var i = 0; i < more.Count; i++)
        {
            if (!into.Contains(more[i]))
                into.Add(more[i]);
        }
    }

    private void ListConcepts(Trigger trigger, LexiconFamily family)
    {
        _concepts.Clear();
        var term = sentence.TermOf(trigger.Deciding);
        // A term with a meaning of its own keeps it beside a mere whereabouts ("subcapital fracture of the femur").
        if (term.Concept is { } own && AreWeak(trigger.Family) && !term.NeedsPlace)
        {
            _concepts.Add(own);
            return;
        }
        if (_part > 0)
        {
            if (_lexicon.MeaningOf(trigger.Family, _part) is { Length: > 0 } meant)
                _concepts.Add(meant);
            return;
        }
        foreach (var place in Places)
        {
            if (Counts(trigger, place) && Concept(trigger.Family, place) is { Length: > 0 } concept && !_concepts.Contains(concept))
                _concepts.Add(concept);
        }
        if (Places.IsEmpty && !term.NeedsPlace && (term.Concept ?? family.Concept) is { } alone)
            _concepts.Add(alone);
        _concepts.Sort(StringComparer.Ordinal);
    }

    private string? Concept(int family, int place) => _lexicon.Concept(family, sentence.Places(family)[place].Entry);

    private LexiconPlace PlaceAt(int family, int place) => _lexicon.Places[sentence.Places(family)[place].Entry];

    private bool AreWeak(int family)
    {
        foreach (var place in Places)
        {
            if (sentence.RankOf(family, place) != PlaceRank.Weak)
                return false;
        }
        return true;
    }

    // A whereabouts counts only alone, and a level only where it is not that of a head ("L1 transverse process").
    private bool Counts(Trigger trigger, int place)
    {
        var rank = sentence.RankOf(trigger.Family, place);
        if (rank is PlaceRank.Normal or PlaceRank.Head)
            return true;
        foreach (var other in Places)
        {
            var otherRank = sentence.RankOf(trigger.Family, other);
            if (rank == PlaceRank.Weak ? otherRank != PlaceRank.Weak || IsOnlyBeside(trigger.Family, place, other) : otherRank == PlaceRank.Head && IsOf(trigger, place, other))
                return false;
        }
        return true;
    }

    // "The calcification near the aorta lies within the liver": of two whereabouts.
    private bool IsOnlyBeside(int family, int place, int other) => sentence.IsBeside(family, place) && !sentence.IsBeside(family, other);

    // "Fractures of the transverse processes of L1 and L2", but not "fracture of L1 extending into its pedicle".
    private bool IsOf(Trigger trigger, int level, int head)
    {
        var places = sentence.Places(trigger.Family);
        var (from, to) = level < head ? (places[level].To, places[head].From) : (places[head].To, places[level].From);
        for (var token = from; token < to; token++)
        {
            var isListed = token >= trigger.From && token < trigger.To || sentence.Tokens[token].Kind is TokenKind.Mark or TokenKind.Redacted
                || (places.At(token) is >= 0 and var place ? sentence.RankOf(trigger.Family, place) == PlaceRank.Level : sentence.Is(token, WordFlags.Glue | WordFlags.Joiner | WordFlags.Closer) || sentence.Modifiers.At(token) >= 0);
            if (!isListed)
                return false;
        }
        return true;
    }
}
