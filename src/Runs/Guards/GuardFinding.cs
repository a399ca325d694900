using Opportune.Core;

namespace Opportune.Runs.Guards;

/// <summary>A part that must not be published as it is.</summary>
/// <param name="Part">Which.</param>
/// <param name="Guard">Which guard says so (<see cref="GuardNames"/>).</param>
/// <param name="Detail">What it saw, in one line without identifiers.</param>
public sealed record HeldPart(MeasurePart Part, string Guard, string Detail);

/// <summary>The guards, in the order in which they name the reason when several hold a part.</summary>
public static class GuardNames
{
    /// <summary>A table that is needed is empty or gone.</summary>
    public const string NoRows = "no-rows";

    /// <summary>A column that had values is empty.</summary>
    public const string NullColumn = "null-column";

    /// <summary>Rows come in code systems that nothing can read.</summary>
    public const string UnknownCodeSystem = "unknown-code-system";

    /// <summary>Reports of whose words few are known: they are not in English.</summary>
    public const string UnknownWords = "unknown-words";

    /// <summary>Far fewer rows or patients than at the last publication.</summary>
    public const string SharpDrop = "sharp-drop";

    /// <summary>What is learned of a site's days is not what they are now.</summary>
    public const string OutOfBand = "out-of-band";

    /// <summary>Far more rows than before are refused, lie in the future, or are no UTF-8.</summary>
    public const string Refused = "refused";

    /// <summary>What came since the last publication repeats what was there.</summary>
    public const string Repeats = "repeats";

    /// <summary>A feed ends too long ago, or earlier than before.</summary>
    public const string FeedStale = "feed-stale";

    /// <summary>Far more open ones than at the last publication.</summary>
    public const string SharpRise = "sharp-rise";

    // About what was delivered: whoever keeps the source can say whether that is how it is.
    private static readonly string[] Technical = [NoRows, NullColumn, Repeats, FeedStale];

    /// <summary>
    /// Who decides about a part that a guard holds. What was delivered (no rows, an empty column, repeats, a feed that has ended) is technical; what the rows
    /// would say of patients (codes or words that nothing can read, far fewer or far more) is clinical, and so is whatever stands in no list.
    /// </summary>
    public static Permission ToDecide(string? guard) => Technical.Contains(guard, StringComparer.Ordinal) ? Permission.ReleaseTechnical : Permission.ReleaseClinical;

    /// <summary>All of them in order.</summary>
    public static IReadOnlyList<string> All { get; } = [NoRows, NullColumn, UnknownCodeSystem, UnknownWords, Refused, SharpDrop, OutOfBand, Repeats, FeedStale, SharpRise];
}

/// <summary>What a guard saw, and how far the fault reaches.</summary>
/// <param name="Guard">Which guard.</param>
/// <param name="Detail">What it saw.</param>
/// <param name="Reaches">The parts that depend on it.</param>
internal sealed record GuardFinding(string Guard, string Detail, Func<MeasurePart, bool> Reaches);
