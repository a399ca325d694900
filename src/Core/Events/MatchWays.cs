namespace Opportune.Core;

/// <summary>By what of a row its value sets were found, the surest first. A row counts in each set by the first way only.</summary>
public static class MatchWays
{
    /// <summary>Its code is in the set.</summary>
    public const string Code = "code";

    /// <summary>Its code is a product's, and a crosswalk leads to an ingredient in the set.</summary>
    public const string Crosswalk = "crosswalk";

    /// <summary>Its display holds a name of the set. It counts as treatment and starts no clock.</summary>
    public const string Name = "name";
}
