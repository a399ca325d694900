namespace Opportune.Database;

/// <summary>A file that left the house, or came back.</summary>
public sealed record ExportRow
{
    /// <summary>A file was made.</summary>
    public const string Out = "out";

    /// <summary>A file of tasks was taken in.</summary>
    public const string Back = "back";

    /// <summary>Unique.</summary>
    public string ExportId { get; init; } = "";

    /// <summary><see cref="Out"/> or <see cref="Back"/>.</summary>
    public string Direction { get; init; } = "";

    /// <summary>Who.</summary>
    public string MadeBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>csv, parquet, arrow, fhir.</summary>
    public string Format { get; init; } = "";

    /// <summary>Which entries were asked for.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Entries in the file; of a file that came back, lines that were applied.</summary>
    public long RowsWritten { get; init; }

    /// <summary>Why how many were not: "restricted 2, deceased 1"; empty: none.</summary>
    public string LeftOut { get; init; } = "";

    /// <summary>As-of date of the oldest part that is in it.</summary>
    public DateOnly? DataUpTo { get; init; }

    /// <summary>What was confirmed about old data; null: there was nothing to confirm.</summary>
    public string? Confirmed { get; init; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string FileSha256 { get; init; } = "";
}
