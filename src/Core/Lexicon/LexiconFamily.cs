namespace Opportune.Core;

/// <summary>Terms that mean one kind of thing, and how the place that they are said of decides the concept.</summary>
public sealed record LexiconFamily
{
    /// <summary>Name, "calcification".</summary>
    public required string Id { get; init; }

    /// <summary>Concept where no place decides; null where without a place nothing is meant.</summary>
    public string? Concept { get; init; }

    /// <summary>Group of a place to concept; an empty concept means: then it is nothing (fractured wires).</summary>
    public required IReadOnlyDictionary<string, string> Places { get; init; }

    /// <summary>Groups that for this family are mere whereabouts and yield to any other ("arteries of the hand").</summary>
    public IReadOnlyList<string> WeakGroups { get; init; } = [];

    /// <summary>The trigger terms.</summary>
    public required IReadOnlyList<LexiconTerm> Terms { get; init; }

    /// <summary>Phrases that hold a trigger and mean something else ("fracture risk").</summary>
    public IReadOnlyList<string> Not { get; init; } = [];

    /// <summary>Families with the same word here melt when their terms stand side by side ("calcified atheroma"); empty: never.</summary>
    public string Melts { get; init; } = "";

    /// <summary>Of melted families the one with the highest rank decides.</summary>
    public int Rank { get; init; }

    /// <summary>The family whose scores its terms announce: they may follow by their letter alone ("DXA: L1-L4 T -2.1"). Null: none.</summary>
    public string? Announces { get; init; }

    /// <summary>Site where no place is said ("unspecified"), or null.</summary>
    public string? Unplaced { get; init; }

    /// <summary>Kind of a mention that says none, or null.</summary>
    public string? OtherwiseKind { get; init; }

    /// <summary>Concepts hold only in a sentence with a cue of this type; null: always.</summary>
    public CueType? NeedsCue { get; init; }

    /// <summary>What to read as a quantity; null where the concept has none.</summary>
    public LexiconValue? Value { get; init; }

    /// <summary>Invented sentences, in each of which it is found; for people who read the rules, and run as a test.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>How dearly a place may be bought: words between count 1, joiners 2, commas 3.</summary>
    public int Reach { get; init; } = 8;
}

/// <summary>One trigger term.</summary>
public sealed record LexiconTerm
{
    /// <summary>The term as written in the file.</summary>
    public required string Text { get; init; }

    /// <summary>All it stands for: words parted by single spaces.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }

    /// <summary>Kinds that the term itself says.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Sites that the term itself says ("Colles": radius).</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Concept of this term where no place decides, instead of the family's; null: the family's.</summary>
    public string? Concept { get; init; }

    /// <summary>The term itself says that the concept is not there, unless it is asked, told or another's.</summary>
    public bool Denies { get; init; }

    /// <summary>Nothing without a place, even where the family has a concept.</summary>
    public bool NeedsPlace { get; init; }

    /// <summary>Fewest letters and digits that reports are searched for.</summary>
    public const int ShortestStem = 2;

    /// <summary>The letters and digits (ASCII) with which a word begins: by them reports are searched.</summary>
    public static ReadOnlySpan<char> StemOf(ReadOnlySpan<char> word)
    {
        var length = 0;
        while (length < word.Length && char.IsAsciiLetterOrDigit(word[length]))
            length++;
        return word[..length];
    }

    /// <summary>Whether the search over reports can meet the phrase at all.</summary>
    public static bool IsSearchable(string phrase)
    {
        for (var at = 0; at < phrase.Length; at++)
        {
            if ((at == 0 || phrase[at - 1] == ' ') && StemOf(phrase.AsSpan(at)).Length >= ShortestStem)
                return true;
        }
        return false;
    }
}

/// <summary>A quantity said beside a term.</summary>
public sealed record LexiconValue
{
    /// <summary>Unit, or empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The concept that it counts: a nought says that there is none ("coronary calcium (Agatston) score: 0"). Null: it counts none.</summary>
    public string? Counts { get; init; }

    /// <summary>Smallest value believed.</summary>
    public required double From { get; init; }

    /// <summary>Largest value believed.</summary>
    public required double To { get; init; }

    /// <summary>Number of words between term and number, at most.</summary>
    public int Reach { get; init; } = 8;

    /// <summary>Every number after the term is one ("T-scores: spine -2.1, hip -1.8"); else the nearest.</summary>
    public bool Many { get; init; }

    /// <summary>The concept holds without a number too.</summary>
    public bool Optional { get; init; }

    /// <summary>Only numbers with a sign or a decimal point.</summary>
    public bool Signed { get; init; }

    /// <summary>Words that make the number behind them negative ("minus").</summary>
    public IReadOnlyList<string> Minus { get; init; } = [];

    /// <summary>Units of which one must follow the number; empty: none needed.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Words after which a number is a limit or something else ("between", "z"), not a result.</summary>
    public IReadOnlyList<string> NotAfter { get; init; } = [];

    /// <summary>
    /// Headings of other columns of numbers, where the term heads a column of a table ("BMD", "area"); what only looks like
    /// the term heads one too. Empty: such tables are not read.
    /// </summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>What else stands in such a heading, and units beside its numbers: no column of numbers ("region", "g", "classification").</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <summary>What heads its own column, or names its number, beside the terms: too short or too common to be one ("T", "score").</summary>
    public IReadOnlyList<string> Heads { get; init; } = [];

    /// <summary>What heads a column of numbers that look the same ("Z").</summary>
    public IReadOnlyList<string> Alike { get; init; } = [];

    /// <summary>What says that a column or a number is of this examination ("current").</summary>
    public IReadOnlyList<string> Now { get; init; } = [];

    /// <summary>What says that it is of an earlier one ("prior").</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>Words before which a number is something else ("percentile", "mm").</summary>
    public IReadOnlyList<string> NotBefore { get; init; } = [];
}
