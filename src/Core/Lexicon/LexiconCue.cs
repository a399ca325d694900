namespace Opportune.Core;

/// <summary>A phrase that changes how what stands before or after it is asserted.</summary>
public sealed record LexiconCue
{
    /// <summary>What it does.</summary>
    public required CueType Type { get; init; }

    /// <summary>Where it works.</summary>
    public CueDirection Direction { get; init; }

    /// <summary>Number of words it reaches, at most; 0: to the end of its clause.</summary>
    public int Reach { get; init; }

    /// <summary>Names of the stops that end its scope.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Name under which other cues stop at this one; only for stops.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether words and places on its two sides have nothing to do with each other; only for stops.</summary>
    public bool EndsClause { get; init; }

    /// <summary>Whether a place behind it only tells where something else lies ("adjacent to the aorta"); only for stops.</summary>
    public bool IsBeside { get; init; }

    /// <summary>Certainty it leaves behind, for cues that deny or affirm in part; null: what the type implies.</summary>
    public Certainty? Certainty { get; init; }

    /// <summary>Families that it says nothing about ("status post" before hardware that is seen); empty: it works on all.</summary>
    public IReadOnlyList<string> NotFor { get; init; } = [];

    /// <summary>A pseudo-cue that denies what it says itself: "no increase in kyphosis", where an increase is the finding.</summary>
    public bool Denies { get; init; }

    /// <summary>It works only as the last word of its sentence ("Hip: negative.").</summary>
    public bool AtEnd { get; init; }

    /// <summary>What it says, it says of the past ("no history of"), whatever else it says.</summary>
    public bool Past { get; init; }

    /// <summary>Phrases.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }

    /// <summary>An invented sentence.</summary>
    public required string Example { get; init; }

    /// <summary>What the example yields: "fracture absent", or "none".</summary>
    public required string Expect { get; init; }
}

/// <summary>What a cue does.</summary>
public enum CueType : byte
{
    /// <summary>Nothing; it keeps the cues inside it from working ("no change").</summary>
    Pseudo,

    /// <summary>Ends the scope of others ("but").</summary>
    Stop,

    /// <summary>Denies.</summary>
    Absent,

    /// <summary>Leaves open.</summary>
    Possible,

    /// <summary>Affirms with less than certainty.</summary>
    Probable,

    /// <summary>Denies with less than certainty.</summary>
    Unlikely,

    /// <summary>Tells of the past.</summary>
    Historical,

    /// <summary>Asks, warns or plans.</summary>
    Hypothetical,

    /// <summary>Speaks of somebody else.</summary>
    OtherPerson,

    /// <summary>Recommends; needed by families that are recommendations.</summary>
    Recommendation,
}

/// <summary>Where a cue works.</summary>
public enum CueDirection : byte
{
    /// <summary>On what follows.</summary>
    Forward,

    /// <summary>On what stands before.</summary>
    Backward,

    /// <summary>On both sides.</summary>
    Both,
}
