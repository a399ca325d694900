namespace Opportune.Core;

/// <summary>A place, or a thing, that terms are said of.</summary>
public sealed record LexiconPlace
{
    /// <summary>Group, "artery"; families say which concept a group means.</summary>
    public required string Group { get; init; }

    /// <summary>Site ids; may be empty.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>How much it decides beside others of the same list.</summary>
    public PlaceRank Rank { get; init; } = PlaceRank.Normal;

    /// <summary>The one family that knows this place, and that then knows only such places; empty: all families.</summary>
    public string Family { get; init; } = "";

    /// <summary>Phrases.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }
}

/// <summary>How much a place decides.</summary>
public enum PlaceRank : byte
{
    /// <summary>A whereabouts ("hilar"): yields to any other.</summary>
    Weak,

    /// <summary>A numbered level of a row ("T12"), in row order in the file: ranges are filled.</summary>
    Level,

    /// <summary>A place.</summary>
    Normal,

    /// <summary>The head of a phrase ("transverse process" after "L1"): levels beside it yield.</summary>
    Head,
}
