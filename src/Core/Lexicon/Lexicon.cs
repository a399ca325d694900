namespace Opportune.Core;

/// <summary>
/// What the reader knows: words as data from <c>jobs/lexicon</c>, with their notation already spelled out into plain
/// phrases of lower-case words. The only place that names concepts.
/// </summary>
public sealed record Lexicon
{
    /// <summary>Families of trigger terms, in file order.</summary>
    public required IReadOnlyList<LexiconFamily> Families { get; init; }

    /// <summary>Places of the body (and things beside it) that decide what a trigger means.</summary>
    public required IReadOnlyList<LexiconPlace> Places { get; init; }

    /// <summary>Cues of assertion and certainty.</summary>
    public required IReadOnlyList<LexiconCue> Cues { get; init; }

    /// <summary>Words of severity, age, side and kind.</summary>
    public required IReadOnlyList<LexiconModifier> Modifiers { get; init; }

    /// <summary>Section headers.</summary>
    public required IReadOnlyList<LexiconSection> Sections { get; init; }

    /// <summary>Words that may stand between a trigger and its place without parting them.</summary>
    public required IReadOnlyList<string> Glue { get; init; }

    /// <summary>Words that join places of one list ("and", "or").</summary>
    public required IReadOnlyList<string> Joiners { get; init; }

    /// <summary>Words that close a denied list ("or", "nor").</summary>
    public required IReadOnlyList<string> Closers { get; init; }

    /// <summary>Words on which no sentence ends ("no", "without"): what they deny stands on the next line.</summary>
    public IReadOnlyList<string> Openers { get; init; } = [];

    /// <summary>Words that are written with a capital wherever they stand ("Colles").</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Words that make a list item a statement of its own ("noted", "is").</summary>
    public required IReadOnlyList<string> Statements { get; init; }

    /// <summary>How what was seen is called behind its verb, or without one ("seen", "noted", "suspected").</summary>
    public IReadOnlyList<string> Participles { get; init; } = [];

    /// <summary>Nouns of findings ("effusion", "fracture"): with one of them, what is denied is named.</summary>
    public IReadOnlyList<string> Nouns { get; init; } = [];

    /// <summary>How a sentence begins that goes on about what the one before it named ("it involves", "the level is").</summary>
    public IReadOnlyList<string> Resumptions { get; init; } = [];

    /// <summary>Words written short, each with the word that it stands for in every phrase ("fx": "fracture").</summary>
    public IReadOnlyDictionary<string, string> SameWords { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Abbreviations whose full stop ends no sentence ("dr", "approx").</summary>
    public required IReadOnlyList<string> Abbreviations { get; init; }

    /// <summary>Sites that say no more than that there is one: dropped beside any other.</summary>
    public required IReadOnlyList<string> GeneralSites { get; init; }

    /// <summary>Words so common in reports that searching for them would find every row.</summary>
    public required IReadOnlyList<string> Common { get; init; }

    /// <summary>Fingerprint of the content: lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}
