namespace Opportune.Database;

/// <summary>One entry with all that a person wants to know of it.</summary>
public sealed record EntryView
{
    /// <summary>The entry.</summary>
    public required EntryRow Entry { get; init; }

    /// <summary>The patient; null where no publication said who that is.</summary>
    public required PersonRow? Person { get; init; }

    /// <summary>Its gaps as last published, the leading one first.</summary>
    public required IReadOnlyList<EntryLine> Lines { get; init; }

    /// <summary>What happened to it, oldest first.</summary>
    public required IReadOnlyList<EventRow> History { get; init; }

    /// <summary>The patient's other entries.</summary>
    public required IReadOnlyList<EntryRow> Others { get; init; }

    /// <summary>What people entered as evidence about the patient, withdrawn rows too.</summary>
    public required IReadOnlyList<EnteredEvidence> Reported { get; init; }

    /// <summary>When anybody last tried to reach the patient, on whichever entry; null: nobody did.</summary>
    public required EventRow? LastContact { get; init; }
}

/// <summary>A gap of an entry, as last published.</summary>
public sealed record EntryLine
{
    /// <summary>The measure.</summary>
    public string Measure { get; init; } = "";

    /// <summary>The gap's id in the run's files.</summary>
    public string GapId { get; init; } = "";

    /// <summary>Status.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why it has that status.</summary>
    public string StatusReason { get; init; } = "";

    /// <summary>1 is first.</summary>
    public long Tier { get; init; }

    /// <summary>Labels of the tier.</summary>
    public string Priority { get; init; } = "";

    /// <summary>Date of the index event.</summary>
    public DateOnly IndexDate { get; init; }

    /// <summary>When it should be settled.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>How far the data reaches.</summary>
    public DateOnly? CoveredTo { get; init; }

    /// <summary>Age in years, where the measure asks for it.</summary>
    public long Age { get; init; }

    /// <summary>F, M or U.</summary>
    public string Sex { get; init; } = "";

    /// <summary>Why it is listed.</summary>
    public string? Why { get; init; }

    /// <summary>What was looked for and not found.</summary>
    public string? LookedFor { get; init; }

    /// <summary>What would close it.</summary>
    public string? WouldClose { get; init; }

    /// <summary>The paragraph for the clinician.</summary>
    public string? Wording { get; init; }

    /// <summary>Known limits.</summary>
    public string? Limits { get; init; }

    /// <summary>JSON array, one object an item of evidence.parquet.</summary>
    public string? Evidence { get; init; }
}
