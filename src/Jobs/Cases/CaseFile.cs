using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>The cases of one measure: invented patients and what becomes of them.</summary>
/// <param name="Path">The file.</param>
/// <param name="Measure">Id of the measure.</param>
/// <param name="Cases">In the order of the file.</param>
public sealed record CaseFile(string Path, string Measure, IReadOnlyList<MeasureCase> Cases);

/// <summary>One invented patient.</summary>
public sealed record MeasureCase
{
    /// <summary>A sentence that says what the case shows.</summary>
    public required string Name { get; init; }

    /// <summary>Line of the case in its file.</summary>
    public required int Line { get; init; }

    /// <summary>The date as of which the rules are applied.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The person.</summary>
    public required Patient Patient { get; init; }

    /// <summary>Events in the order of the file, without value sets: those depend on the rulebook.</summary>
    public required IReadOnlyList<Event> Events { get; init; }

    /// <summary>Days that feeds cover, where not all; an empty list: the source has no such table.</summary>
    public required IReadOnlyDictionary<Table, IReadOnlyList<DateWindow>> Feeds { get; init; }

    /// <summary>When the patient was last seen in a table, where not on the as-of date; null: never.</summary>
    public required IReadOnlyDictionary<Table, DateOnly?> Seen { get; init; }

    /// <summary>Value sets that the site is not known to use: their positive control fails.</summary>
    public required IReadOnlySet<string> Unproven { get; init; }

    /// <summary>What should become of it.</summary>
    public required CaseExpectation Expect { get; init; }
}

/// <summary>What should become of a case. What is null or empty is not compared.</summary>
public sealed record CaseExpectation
{
    /// <summary>Status of the leading gap; null: there is no gap at all.</summary>
    public required GapStatus? Status { get; init; }

    /// <summary>Date of the episode's first index event; with several episodes it also says which one is meant.</summary>
    public DateOnly? Index { get; init; }

    /// <summary>Due date.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>Tier.</summary>
    public int? Tier { get; init; }

    /// <summary>Labels that the priority holds.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Labels that it does not hold.</summary>
    public IReadOnlyList<string> NotLabels { get; init; } = [];

    /// <summary>Text that the status reason holds.</summary>
    public string? Reason { get; init; }

    /// <summary>Rows that the evidence names as found: table and date.</summary>
    public IReadOnlyList<(Table Table, DateOnly Date)> Evidence { get; init; } = [];

    /// <summary>Texts that the wording holds.</summary>
    public IReadOnlyList<string> Wording { get; init; } = [];

    /// <summary>Texts that it does not hold.</summary>
    public IReadOnlyList<string> NotWording { get; init; } = [];

    /// <summary>Number of episodes.</summary>
    public int? Episodes { get; init; }
}
