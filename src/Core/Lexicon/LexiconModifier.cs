namespace Opportune.Core;

/// <summary>Words of severity, age, side, or kind. At most one of the four is set; none shields words from being read as such ("left main").</summary>
public sealed record LexiconModifier
{
    /// <summary>Severity said.</summary>
    public Severity Severity { get; init; }

    /// <summary>Age said.</summary>
    public LesionAge Age { get; init; }

    /// <summary>Side said.</summary>
    public Laterality Side { get; init; }

    /// <summary>Kind said, or empty.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Families that the kind is for; empty: all.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>Phrases.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }
}
