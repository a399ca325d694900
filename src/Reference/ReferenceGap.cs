using Opportune.Core;

namespace Opportune.Reference;

/// <summary>A result row as the second opinion has it.</summary>
public sealed record ReferenceGap
{
    /// <summary>Measure id.</summary>
    public required string Measure { get; init; }

    /// <summary>Date of the episode's first index event.</summary>
    public required DateOnly IndexDate { get; init; }

    /// <summary>Its table.</summary>
    public required Table IndexTable { get; init; }

    /// <summary>Its row.</summary>
    public required string IndexRow { get; init; }

    /// <summary>Status.</summary>
    public required GapStatus Status { get; init; }

    /// <summary>Label of the exclusion or of what closes it, in a few words else; null where the words are the first opinion's own.</summary>
    public string? Reason { get; init; }

    /// <summary>Tier.</summary>
    public required int Tier { get; init; }

    /// <summary>Labels of the tier and of what moved it.</summary>
    public required string Priority { get; init; }

    /// <summary>Due date; null where it is neither open nor prospective.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>Last day up to which "none found" holds.</summary>
    public DateOnly? CoveredTo { get; init; }

    /// <summary>Age in completed years on the day by which the measure counts.</summary>
    public required int Age { get; init; }

    /// <summary>What it says of a criterion or index class: the rows that count, named by table and row id, and whether they are enough.</summary>
    public required Func<string, string, ReferenceFinding> Ask { get; init; }
}

/// <summary>What the second opinion finds of one criterion.</summary>
/// <param name="IsMet">Whether the rows are enough.</param>
/// <param name="Rows">The rows that count.</param>
/// <param name="Window">The days that were searched; none for an index class.</param>
/// <param name="IsChecked">Of a table: whether "none found" may be said of it.</param>
public sealed record ReferenceFinding(bool IsMet, IReadOnlyList<Event> Rows, DateWindow? Window, Func<Table, bool> IsChecked);
