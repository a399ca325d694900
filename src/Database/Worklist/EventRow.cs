namespace Opportune.Database;

/// <summary>Something that happened to an entry.</summary>
public sealed record EventRow
{
    /// <summary>Order of the history.</summary>
    public long EventId { get; init; }

    /// <summary>The entry.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>As-of date of the run, or the day by which the person worked.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>decided, taken-back, assigned, noted, attributed, reported, report-withdrawn by people; opened, closed and others by runs.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The cause (<see cref="Core.ChangeCause"/>, by name).</summary>
    public string? Cause { get; init; }

    /// <summary>The run.</summary>
    public string? RunId { get; init; }

    /// <summary>The person.</summary>
    public string? Actor { get; init; }

    /// <summary>The role in which the person did it; null: by a run, or before roles were kept.</summary>
    public string? Role { get; init; }

    /// <summary>The disposition.</summary>
    public string? Reason { get; init; }

    /// <summary>The state before.</summary>
    public string? StateBefore { get; init; }

    /// <summary>The state after.</summary>
    public string StateAfter { get; init; } = "";

    /// <summary>One line for people.</summary>
    public string Text { get; init; } = "";

    /// <summary>The request that a person made.</summary>
    public string? RequestId { get; init; }

    /// <summary>What was entered, as JSON (<see cref="EventDetail"/>).</summary>
    public string? Detail { get; init; }

    /// <summary>Whether it raised the entry's revision: each of these does, by one.</summary>
    public bool IsRevision => Kind is EventKinds.Decided or EventKinds.TakenBack or EventKinds.Assigned or EventKinds.Noted or EventKinds.Attributed;
}
