namespace Opportune.Core;

/// <summary>
/// What a reviewer entered about a patient (a DXA done elsewhere, a drug given elsewhere, hospice), as a row of a canonical
/// table: it is found like any row of that table, but shows nothing about what the source's feed covers.
/// </summary>
public sealed record ReportedRow
{
    /// <summary>Its number, unique among all that was ever entered; the row's id is <c>reported:NUMBER</c>.</summary>
    public required long Number { get; init; }

    /// <summary>The patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>One of <see cref="Table.Conditions"/>, <see cref="Table.Medications"/>, <see cref="Table.Procedures"/>, <see cref="Table.Results"/>.</summary>
    public required Table Table { get; init; }

    /// <summary>Code system.</summary>
    public required string CodeSystem { get; init; }

    /// <summary>A code that the rules' value sets hold; another is counted as one that no rule uses.</summary>
    public required string Code { get; init; }

    /// <summary>What people call it.</summary>
    public string? Display { get; init; }

    /// <summary>When it was done, began or was measured.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The day on which it was entered; a run as of an earlier day does not know it. Null: always known.</summary>
    public DateOnly? RecordedOn { get; init; }

    /// <summary>A result's value, such as a T-score.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>.</summary>
    public string? Unit { get; init; }

    /// <summary>Status, where it is not simply done or in force.</summary>
    public string? Status { get; init; }
}
