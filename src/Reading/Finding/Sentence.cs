using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>One sentence being read: its tokens and everything of the lexicon found in it. Reused.</summary>
internal sealed class Sentence(CompiledLexicon lexicon)
{
    // "Acute rib fracture." may be said twice of two falls; a sentence of so many words, word for word, is a copy.
    private const int WordsOfACopy = 6;

    private readonly int _cross = lexicon.Vocabulary.IdOf("x");
    // Families share places: a trie is known by the first family that has it.
    private readonly int[] _trieOf = [.. lexicon.PlaceTries.Select(t => Array.IndexOf(lexicon.PlaceTries, t))];
    private readonly Matches?[] _places = new Matches?[lexicon.PlaceTries.Length];
    private readonly Matches _terms = new();
    private readonly Matches _cues = new();
    private readonly Matches _modifiers = new();

    private (int From, ulong Hash)? _hash;
    private bool? _isResumed;

    public CompiledLexicon Lexicon => lexicon;

    /// <summary>The word "the".</summary>
    public int The { get; } = lexicon.Vocabulary.IdOf("the");

    public TokenList Tokens { get; } = new(lexicon.Vocabulary);

    // Found once somebody asks: half of all sentences with a term say nothing for want of a number or a place.
    public Matches Terms => _terms.Of(lexicon.TermTrie, Tokens);

    public Matches Cues => _cues.Of(lexicon.CueTrie, Tokens);

    public Matches Modifiers => _modifiers.Of(lexicon.ModifierTrie, Tokens);

    public List<Trigger> Triggers { get; } = [];

    /// <summary>The term of a match of <see cref="Terms"/>.</summary>
    public LexiconTerm TermOf(int match) => lexicon.Terms[Terms[match].Entry].Term!;

    /// <summary>Index of the trigger that covers the token, or -1. Phrases that only look like triggers count.</summary>
    public int TermAt(int token) => Terms.At(token);

    /// <summary>Tokenises and finds terms; false where there is none, and nothing else is looked for.</summary>
    public bool Fill(ReadOnlySpan<byte> text, int start, int end)
    {
        FillPlain(text, start, end);
        Melting.Melt(this);
        return Triggers.Count > 0;
    }

    /// <summary>Tokenises for judging a span that is no term of the lexicon.</summary>
    public void FillPlain(ReadOnlySpan<byte> text, int start, int end)
    {
        Tokens.Fill(text, start, end);
        _terms.Clear();
        _cues.Clear();
        _modifiers.Clear();
        foreach (var places in _places)
            places?.Clear();
        Triggers.Clear();
        (_hash, _isResumed) = (null, null);
    }

    /// <summary>
    /// See <see cref="Core.Mention.SentenceHash"/>, of the sentence proper that holds the token. Kept from night to night, so it
    /// stays as it is: FNV-1a, 64 bits, a blank after each word.
    /// </summary>
    public ulong HashOfWords(ReadOnlySpan<byte> text, int token)
    {
        var from = token;
        while (from > 0 && !Resumes(from - 1))
            from--;
        if (_hash is { } known && known.From == from)
            return known.Hash;
        var (hash, words) = (0xCBF29CE484222325UL, 0);
        for (var i = from; i < Tokens.Count && !Resumes(i); i++)
        {
            if (Tokens[i].Kind == TokenKind.Mark)
                continue;
            foreach (var b in text[Tokens[i].Start..Tokens[i].End])
                hash = (hash ^ Letters.Lower(b)) * 0x100000001B3;
            hash = (hash ^ ' ') * 0x100000001B3;
            words++;
        }
        hash = words < WordsOfACopy ? 0 : hash | 1;
        _hash = (from, hash);
        return hash;
    }

    /// <summary>The places that a family knows.</summary>
    public Matches Places(int family) => (_places[_trieOf[family]] ??= new()).Of(lexicon.PlaceTries[family], Tokens);

    public bool Is(int token, WordFlags flags) => lexicon.Is(Tokens.Word(token), flags);

    /// <summary>A place where every clause ends: a semicolon, or a new phrase of an unpunctuated list.</summary>
    public bool Parts(int token) => Tokens.IsMark(token, ';') || Tokens[token].BeginsPhrase && !Continues(token);

    /// <summary>The stops, as bits, of the cue that begins at the token.</summary>
    public ulong StopsAt(int token) => Cues.At(token) is var c and >= 0 && Cues[c].From == token ? lexicon.CueNames[Cues[c].Entry] : 0;

    /// <summary>Whether a stop begins at the token that parts the sentence for places and attributes too.</summary>
    public bool EndsClause(int token) => (StopsAt(token) & lexicon.ClauseStops) != 0;

    /// <summary>A full stop behind which the sentence goes on about the same: "... fracture. It involves L1."</summary>
    public bool Resumes(int token) =>
        Tokens.IsMark(token, '.') && token + 1 < Tokens.Count && lexicon.ResumptionTrie.Longest(Tokens.Words[(token + 1)..], out _) > 0;

    /// <summary>Whether there is such a full stop anywhere.</summary>
    public bool IsResumed => _isResumed ??= FindResumption();

    /// <summary>Whether terms of both families may be words of one statement.</summary>
    public bool MayMelt(int family, int other) => lexicon.Families[family].Melts is { Length: > 0 } melts && melts == lexicon.Families[other].Melts;

    /// <summary>How much a place decides for a family: one that only tells beside what something lies is a mere whereabouts.</summary>
    public PlaceRank RankOf(int family, int place) =>
        IsBeside(family, place) ? PlaceRank.Weak : lexicon.Rank(family, Places(family)[place].Entry);

    /// <summary>Whether a place only tells beside what something lies: "near the aorta", "next to the aorta and the iliac arteries".</summary>
    public bool IsBeside(int family, int place)
    {
        var (places, joined) = (Places(family), false);
        for (var token = places[place].From - 1; token >= 0; token--)
        {
            if (Cues.At(token) is var cue and >= 0 && (lexicon.CueNames[Cues[cue].Entry] & lexicon.Besides) != 0)
                return true;
            if (Is(token, WordFlags.Joiner))
                joined = true;
            else if (places.At(token) >= 0 ? !joined : Is(token, WordFlags.Statement) || Modifiers.At(token) < 0 && !Is(token, WordFlags.Glue))
                return false;
        }
        return false;
    }

    /// <summary>One of at least three words parted by slashes, among which a template leaves the choice: "none/mild/severe".</summary>
    public bool IsOption(int token)
    {
        var first = token;
        while (first > 0 && Tokens[first].AfterSlash)
            first--;
        return first + 2 < Tokens.Count && Tokens[first + 1].AfterSlash && Tokens[first + 2].AfterSlash;
    }

    /// <summary>Whether the boxes to tick, all in square brackets, stand behind what they are of: "Rib fracture [ ] Osteopenia [x]".</summary>
    public bool BoxesAreBehind => Tokens.Count is var count and > 3 && (Tokens.IsMark(count - 1, ']') || Tokens.IsMark(count - 1, '.') && Tokens.IsMark(count - 2, ']'));

    /// <summary>Whether the box beside the span is ticked: "[x] no", "[ ] yes"; null where there is none.</summary>
    public bool? Ticked(int from, int to) => BoxesAreBehind ? TickedBefore(BoxEnd(to)) : TickedBefore(from);

    /// <summary>The token behind the box that begins at the token, or 0.</summary>
    public int BoxEnd(int token)
    {
        if (token >= Tokens.Count || !Tokens.IsMark(token, '['))
            return 0;
        return token + 1 < Tokens.Count && Tokens.IsMark(token + 1, ']') ? token + 2 : token + 2 < Tokens.Count && Tokens.IsMark(token + 2, ']') ? token + 3 : 0;
    }

    /// <summary>Whether a box to tick ends before the token, and is ticked; null where there is none.</summary>
    public bool? TickedBefore(int token)
    {
        if (token < 2 || !Tokens.IsMark(token - 1, ']') && !Tokens.IsMark(token - 1, ')'))
            return null;
        var open = Tokens.IsMark(token - 1, ']') ? '[' : '(';
        if (Tokens.IsMark(token - 2, open))
            return false;
        // In round brackets there may stand anything; only a cross is a tick.
        return token >= 3 && Tokens.IsMark(token - 3, open) && (open == '[' || Tokens.Word(token - 2) >= 0 && Tokens.Word(token - 2) == _cross) ? true : null;
    }

    private bool FindResumption()
    {
        for (var token = 1; token < Tokens.Count - 1; token++)
        {
            if (Resumes(token))
                return true;
        }
        return false;
    }

    // "the Left", "of Aorta", "no Colles": a capital after an article or a preposition is only a capital, and so is that of a name.
    private bool Continues(int token) => Is(token, WordFlags.Name) || token > 0 && Is(token - 1, WordFlags.Glue | WordFlags.Joiner | WordFlags.Closer) && !Is(token - 1, WordFlags.Statement);
}
