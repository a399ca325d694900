namespace Opportune.Core;

/// <summary>A section of a report.</summary>
public sealed record LexiconSection
{
    /// <summary>Its one name, "impression".</summary>
    public required string Name { get; init; }

    /// <summary>How what is merely stated in it is meant; <see cref="Assertion.Present"/> where it stays as it is.</summary>
    public Assertion Assertion { get; init; }

    /// <summary>A cue that holds for all its sentences ("Recommendation: DXA."), or null.</summary>
    public CueType? Cue { get; init; }

    /// <summary>It is over after its first sentence ("Comparison: CT of May. The heart ...").</summary>
    public bool OneSentence { get; init; }

    /// <summary>
    /// It is over after its first paragraph where no header of the findings follows ("Indication: Fall.", and below it what was found): what
    /// stands there is told by nothing but the line break.
    /// </summary>
    public bool OneParagraph { get; init; }

    /// <summary>Headers, without the colon.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }
}
