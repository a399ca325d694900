using Opportune.Database;

namespace Opportune.Runs.Exports;

/// <summary>What is asked for.</summary>
public sealed record ExportRequest
{
    /// <summary>As what.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>Which entries.</summary>
    public required WorklistFilter Filter { get; init; }

    /// <summary>The same for the record.</summary>
    public required string FilterText { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>The day it is at the site.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Whether the person confirmed that old data may go out.</summary>
    public bool Confirmed { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Row">As it was recorded; null: nothing went out.</param>
/// <param name="Refused">Why nothing went out, in one line; null: it did.</param>
public sealed record ExportDone(ExportRow? Row, string? Refused);
