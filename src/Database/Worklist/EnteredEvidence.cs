namespace Opportune.Database;

/// <summary>A row of evidence that a person entered.</summary>
public sealed record EnteredEvidence
{
    /// <summary>Its number; the next run finds it as the row <c>reported:NUMBER</c>.</summary>
    public long Number { get; init; }

    /// <summary>The entry on which it was entered.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>The patient.</summary>
    public string PatientId { get; init; } = "";

    /// <summary>The canonical table; patients: a death.</summary>
    public string TableName { get; init; } = "";

    /// <summary>Code system; null for a death.</summary>
    public string? CodeSystem { get; init; }

    /// <summary>Code; null for a death.</summary>
    public string? Code { get; init; }

    /// <summary>What it is called.</summary>
    public string Display { get; init; } = "";

    /// <summary>Its day.</summary>
    public DateOnly EventDate { get; init; }

    /// <summary>Its value.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of the value.</summary>
    public string? Unit { get; init; }

    /// <summary>Who entered it.</summary>
    public string EnteredBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset EnteredAt { get; init; }

    /// <summary>The request that it came with.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Who withdrew it; null: it is valid.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }
}
