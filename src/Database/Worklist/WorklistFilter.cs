using Opportune.Core;

namespace Opportune.Database;

/// <summary>Which entries to list; what is null or empty does not count.</summary>
public sealed record WorklistFilter
{
    /// <summary>The leading measure, or one with an open or withheld line.</summary>
    public string? Measure { get; init; }

    /// <summary>The pathway.</summary>
    public string? Pathway { get; init; }

    /// <summary>The states; empty: those in which there is something to do (new, in review, reopened).</summary>
    public IReadOnlyList<EntryState> States { get; init; } = [];

    /// <summary>The tier.</summary>
    public int? Tier { get; init; }

    /// <summary>The site.</summary>
    public string? Site { get; init; }

    /// <summary>Who works on it.</summary>
    public string? Assignee { get; init; }

    /// <summary>The patient, after merges.</summary>
    public string? Patient { get; init; }

    /// <summary>Part of a name, of a record number or of a patient id, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>What the last publication found: the list, "treatment unknown" or "not active here".</summary>
    public EntryFinding? Finding { get; init; }

    /// <summary>Only those that are back on the date that was set.</summary>
    public bool Returned { get; init; }

    /// <summary>Only those that a person closed and the data does not confirm; the states are then closed by a person.</summary>
    public bool Unconfirmed { get; init; }

    // What is typed is looked for as it is: the signs that LIKE takes for others are escaped.
    internal string? SearchPattern => Pattern(Search);

    internal static string? Pattern(string? words) => string.IsNullOrWhiteSpace(words)
        ? null
        : $"%{words.Trim().ToLowerInvariant().Replace("~", "~~", StringComparison.Ordinal).Replace("%", "~%", StringComparison.Ordinal).Replace("_", "~_", StringComparison.Ordinal)}%";

    /// <summary>The states that the list shows.</summary>
    public IReadOnlyList<EntryState> StatesOfList => States switch
    {
        { Count: > 0 } => States,
        _ when Unconfirmed => [EntryState.ClosedByPerson],
        _ when Patient is not null || Search is not null => Enum.GetValues<EntryState>(),
        _ => [EntryState.New, EntryState.InReview, EntryState.Reopened],
    };
}
