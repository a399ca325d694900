namespace Opportune.Runs.Exports;

/// <summary>What a file for others is written as.</summary>
public enum ExportFormat
{
    /// <summary>CSV for spreadsheets.</summary>
    Csv,

    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>Arrow IPC file.</summary>
    Arrow,

    /// <summary>FHIR R4: one Task a line (NDJSON).</summary>
    Fhir,
}
