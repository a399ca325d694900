namespace Opportune.Runs.Bands;

/// <summary>What is out of its band at a site.</summary>
/// <param name="Series">Which series.</param>
/// <param name="Kind">In which way.</param>
/// <param name="First">The first day concerned.</param>
/// <param name="Last">The last day concerned.</param>
/// <param name="Expected">What the nights before let expect: a count, or of a share a number from 0 to 1.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Of">Of how many rows a share is; 0: it is a count.</param>
internal sealed record Breach(Series Series, BreachKind Kind, DateOnly First, DateOnly Last, double Expected, double Seen, int Of);

/// <summary>In which way something is out of its band.</summary>
internal enum BreachKind
{
    /// <summary>Days have too few rows.</summary>
    Fell,

    /// <summary>Days have too many rows.</summary>
    Rose,

    /// <summary>A day of the week has rows that others should have.</summary>
    Moved,

    /// <summary>Days that were seen before have fewer rows now.</summary>
    Lost,

    /// <summary>Days that were seen before have more rows now.</summary>
    Gained,

    /// <summary>A share grew.</summary>
    More,

    /// <summary>A share shrank.</summary>
    Less,
}
