using System.Text;
using Opportune.Core;
using Opportune.Reading.Search;
using Opportune.Reading.Text;

namespace Opportune.Reading;

/// <summary>A lexicon made ready for reading. Immutable: one serves all threads.</summary>
public sealed class CompiledLexicon
{
    private readonly WordFlags[] _flags;
    private readonly string?[,] _concepts;
    private readonly PlaceRank[,] _ranks;
    private readonly bool[,] _notFor;
    private readonly Dictionary<string, int> _siteOrder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _wholes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LexiconSection> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _stopBits = new(StringComparer.Ordinal);

    private CompiledLexicon(Lexicon lexicon)
    {
        (Lexicon, Hash) = (lexicon, lexicon.Hash);
        (Families, Places, Cues, Modifiers) = ([.. lexicon.Families], [.. lexicon.Places], [.. lexicon.Cues], [.. lexicon.Modifiers]);
        foreach (var (word, meant) in lexicon.SameWords)
            Vocabulary.AddAlias(word, Vocabulary.Add(meant));
        Terms = [.. lexicon.Families.SelectMany((f, i) => f.Terms.Select(t => (i, (LexiconTerm?)t)).Append((i, null)))];
        for (var i = 0; i < Terms.Length; i++)
            AddAll(TermTrie, i, Terms[i].Term?.Phrases ?? lexicon.Families[Terms[i].Family].Not);
        CommonPlaces = PlacesOf("");
        PlaceTries = [.. lexicon.Families.Select(f => OwnPlaces(f.Id))];
        CueTrie = Trie(lexicon.Cues.Select(c => c.Type == CueType.Recommendation ? [] : c.Phrases));
        RecommendationTrie = Trie(lexicon.Cues.Select(c => c.Type == CueType.Recommendation ? c.Phrases : []));
        ModifierTrie = Trie(lexicon.Modifiers.Select(m => m.Phrases));
        HeaderTrie = Trie(lexicon.Sections.Select(s => s.Phrases));
        ResumptionTrie = Trie([lexicon.Resumptions]);
        Resumptions = new(this);
        Values = [.. lexicon.Families.Select(f => f.Value is { } v ? new ValueWords(Ids(v.Units), Ids(v.NotAfter), Ids(v.NotBefore), Ids(v.Minus), Ids(v.Before.Where(w => !w.Contains(' ', StringComparison.Ordinal)))) : null)];
        Columns = [.. lexicon.Families.Select(f => f.Value is { Columns.Count: > 0 } v ? Trie([v.Columns, v.Heads, v.Alike, v.Now, v.Before, v.Headings]) : null)];
        Announced = [.. Families.Select(f => Array.FindIndex(Families, o => o.Id == f.Announces))];
        foreach (var cue in lexicon.Cues.Where(c => c.Name.Length > 0))
            _stopBits.TryAdd(cue.Name, 1UL << _stopBits.Count);
        CueStops = [.. lexicon.Cues.Select(c => c.Stops.Aggregate(0UL, (bits, s) => bits | _stopBits.GetValueOrDefault(s)))];
        CueNames = [.. lexicon.Cues.Select(c => _stopBits.GetValueOrDefault(c.Name))];
        ClauseStops = lexicon.Cues.Where(c => c.EndsClause).Aggregate(0UL, (bits, c) => bits | _stopBits.GetValueOrDefault(c.Name));
        Besides = lexicon.Cues.Where(c => c.IsBeside).Aggregate(0UL, (bits, c) => bits | _stopBits.GetValueOrDefault(c.Name));
        var flagged = Flagged(lexicon);
        Vocabulary.Freeze();
        _flags = new WordFlags[Vocabulary.Count];
        foreach (var (word, flag) in flagged)
            _flags[word] |= flag;
        _concepts = Table(lexicon.Families, lexicon.Places, (f, p) => f.Places.GetValueOrDefault(p.Group));
        _ranks = Table(lexicon.Families, lexicon.Places, (f, p) => f.WeakGroups.Contains(p.Group) ? PlaceRank.Weak : p.Rank);
        _notFor = Table(lexicon.Cues, lexicon.Families, (c, f) => c.NotFor.Contains(f.Id));
        foreach (var site in lexicon.Places.OrderBy(p => p.Family.Length > 0).SelectMany(p => p.Sites))
            _siteOrder.TryAdd(site, _siteOrder.Count);
        FindWholes(lexicon);
        foreach (var section in lexicon.Sections)
        {
            foreach (var phrase in section.Phrases)
                _sections.TryAdd(phrase, section);
        }
        Concepts = lexicon.Families.SelectMany(f => f.Places.Values.Append(f.Concept).Concat(f.Terms.Select(t => t.Concept))).OfType<string>().Where(c => c.Length > 0).ToHashSet(StringComparer.Ordinal);
        Fragments = FragmentChoice.Choose(lexicon);
        AllowSlips(lexicon);
        Search = new(Vocabulary, lexicon.Families.SelectMany(f => f.Terms).SelectMany(t => t.Phrases), Fragments);
    }

    /// <summary>Fingerprint of the lexicon's content: stamps every result.</summary>
    public string Hash { get; }

    /// <summary>The fragments that the search over whole pages looks for: of every term a word begins with one.</summary>
    public IReadOnlyList<byte[]> Fragments { get; }

    /// <summary>Ids of all concepts that can be found.</summary>
    public IReadOnlySet<string> Concepts { get; }

    /// <summary>As its files say it.</summary>
    public Lexicon Lexicon { get; }

    // The lists that every sentence asks, as arrays: what is behind an interface is not called in line.
    internal LexiconFamily[] Families { get; }

    internal LexiconPlace[] Places { get; }

    internal LexiconCue[] Cues { get; }

    internal LexiconModifier[] Modifiers { get; }

    internal Vocabulary Vocabulary { get; } = new();

    internal TermSearch Search { get; }

    internal (int Family, LexiconTerm? Term)[] Terms { get; }

    internal PhraseTrie TermTrie { get; } = new();

    /// <summary>One a family: its own, or the common one.</summary>
    internal PhraseTrie[] PlaceTries { get; }

    /// <summary>The places that no family has for itself.</summary>
    internal PhraseTrie CommonPlaces { get; }

    internal PhraseTrie CueTrie { get; }

    /// <summary>Recommendations are looked for apart: "consider" also makes what follows hypothetical.</summary>
    internal PhraseTrie RecommendationTrie { get; }

    /// <summary>Stops that part a sentence for places and attributes too, as bits.</summary>
    internal ulong ClauseStops { get; }

    /// <summary>Names, as bits, of what only tells beside what something lies.</summary>
    internal ulong Besides { get; }

    internal PhraseTrie ModifierTrie { get; }

    internal PhraseTrie HeaderTrie { get; }

    /// <summary>How a sentence begins that goes on about what the one before it named.</summary>
    internal PhraseTrie ResumptionTrie { get; }

    internal Resumptions Resumptions { get; }

    internal ValueWords?[] Values { get; }

    /// <summary>What stands in the headings of tables whose numbers a family reads, as <see cref="Finding.HeadingWord"/>; null where it reads none.</summary>
    internal PhraseTrie?[] Columns { get; }

    /// <summary>Of each family the one whose scores its terms announce, or -1.</summary>
    internal int[] Announced { get; }

    internal ulong[] CueStops { get; }

    internal ulong[] CueNames { get; }

    /// <summary>The sections that it knows.</summary>
    public IReadOnlyList<LexiconSection> Sections => Lexicon.Sections;

    /// <summary>Prepares a lexicon.</summary>
    /// <exception cref="InvalidOperationException">A term holds no fragment that could be searched for; the message names it.</exception>
    public static CompiledLexicon Compile(Lexicon lexicon)
    {
        var compiled = new CompiledLexicon(lexicon);
        var fragments = compiled.Fragments.Select(Encoding.ASCII.GetString).ToHashSet(StringComparer.Ordinal);
        if (lexicon.Families.SelectMany(f => f.Terms).FirstOrDefault(t => !FragmentChoice.Holds(t, fragments)) is { } lost)
            throw new InvalidOperationException($"lexicon term '{lost.Text}' has no word that begins with one of the chosen fragments");
        return compiled;
    }

    internal bool Is(int word, WordFlags flags) => word >= 0 && (_flags[word] & flags) != 0;

    /// <summary>Concept that a place means for a family: null where the family does not know its group, empty where nothing is meant.</summary>
    internal string? Concept(int family, int place) => _concepts[family, place];

    /// <summary>The same of a part of the body by its number plus one; null also for 0.</summary>
    internal string? MeaningOf(int family, int part) => part > 0 ? _concepts[family, part - 1] : null;

    /// <summary>How much a place decides for a family.</summary>
    internal PlaceRank Rank(int family, int place) => _ranks[family, place];

    /// <summary>Whether a cue says nothing about that family; a negative one is none of the lexicon's.</summary>
    internal bool IsNotFor(int cue, int family) => family >= 0 && _notFor[cue, family];

    internal bool IsGeneral(string site) => Lexicon.GeneralSites.Contains(site);

    internal int SiteOrder(string site) => _siteOrder.GetValueOrDefault(site, int.MaxValue);

    /// <summary>The site that this one is a part of: a level's row ("vertebra" of "t8"), or what it is named after ("aorta" of "aorta-thoracic"); null of a whole.</summary>
    internal string? WholeOf(string site) => _wholes.GetValueOrDefault(site);

    /// <summary>The section of that header, or null.</summary>
    internal LexiconSection? Section(string header) => _sections.GetValueOrDefault(header);

    private void FindWholes(Lexicon lexicon)
    {
        foreach (var group in lexicon.Places.GroupBy(p => p.Group))
        {
            var sites = group.SelectMany(p => p.Sites).ToHashSet(StringComparer.Ordinal);
            foreach (var site in sites)
            {
                if (site.LastIndexOf('-') is var hyphen and > 0 && sites.Contains(site[..hyphen]))
                    _wholes[site] = site[..hyphen];
            }
            foreach (var level in group.Where(p => p is { Rank: PlaceRank.Level, Sites.Count: > 1 }))
                _wholes[level.Sites[1]] = level.Sites[0];
        }
    }

    // A word by whose beginning reports are searched must begin rightly, or the search would pass it over.
    private void AllowSlips(Lexicon lexicon)
    {
        var fragments = Fragments.Select(Encoding.ASCII.GetString).ToList();
        var phrases = lexicon.Families.SelectMany(f => f.Terms).SelectMany(t => t.Phrases).Concat(lexicon.Places.SelectMany(p => p.Phrases));
        foreach (var word in phrases.SelectMany(p => p.Split(' ')).Where(w => w.Length >= NearSpellings.Shortest).Distinct(StringComparer.Ordinal))
            Vocabulary.AllowSlips(word, fragments.Where(f => word.StartsWith(f, StringComparison.Ordinal)).Select(f => f.Length).DefaultIfEmpty(1).Max());
    }

    private PhraseTrie Trie(IEnumerable<IReadOnlyList<string>> phrases)
    {
        var trie = new PhraseTrie();
        var entry = 0;
        foreach (var list in phrases)
            AddAll(trie, entry++, list);
        return trie;
    }

    private PhraseTrie OwnPlaces(string family) => Lexicon.Places.Any(p => p.Family == family) ? PlacesOf(family) : CommonPlaces;

    private PhraseTrie PlacesOf(string family)
    {
        var trie = new PhraseTrie();
        for (var i = 0; i < Lexicon.Places.Count; i++)
        {
            if (Lexicon.Places[i].Family == family)
                AddAll(trie, i, Lexicon.Places[i].Phrases);
        }
        return trie;
    }

    private void AddAll(PhraseTrie trie, int entry, IReadOnlyList<string> phrases)
    {
        foreach (var phrase in phrases)
            trie.Add([.. phrase.Split(' ').Select(Vocabulary.Add)], entry);
    }

    private HashSet<int> Ids(IEnumerable<string> words) => [.. words.Select(Vocabulary.Add)];

    private List<(int, WordFlags)> Flagged(Lexicon lexicon) =>
    [
        .. lexicon.Glue.Select(w => (Vocabulary.Add(w), WordFlags.Glue)),
        .. lexicon.Joiners.Select(w => (Vocabulary.Add(w), WordFlags.Joiner)),
        .. lexicon.Closers.Select(w => (Vocabulary.Add(w), WordFlags.Closer)),
        .. lexicon.Openers.Select(w => (Vocabulary.Add(w), WordFlags.Opener)),
        .. lexicon.Names.Select(w => (Vocabulary.Add(w), WordFlags.Name)),
        .. lexicon.Participles.Select(w => (Vocabulary.Add(w), WordFlags.Participle)),
        .. lexicon.Nouns.Select(w => (Vocabulary.Add(w), WordFlags.Noun)),
        .. lexicon.Statements.Select(w => (Vocabulary.Add(w), WordFlags.Statement)),
        .. lexicon.Abbreviations.Select(w => (Vocabulary.Add(w), WordFlags.Abbreviation)),
    ];

    private static T[,] Table<TRow, TColumn, T>(IReadOnlyList<TRow> rows, IReadOnlyList<TColumn> columns, Func<TRow, TColumn, T> value)
    {
        var table = new T[rows.Count, columns.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < columns.Count; column++)
                table[row, column] = value(rows[row], columns[column]);
        }
        return table;
    }
}

/// <summary>The words that matter beside a quantity.</summary>
internal sealed record ValueWords(HashSet<int> Units, HashSet<int> NotAfter, HashSet<int> NotBefore, HashSet<int> Minus, HashSet<int> Before);
