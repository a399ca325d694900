namespace Opportune.Core;

/// <summary>Rows that no source sent: a reviewer entered what was done elsewhere, and the next run reads it as a row.</summary>
public static class ReportedRows
{
    /// <summary>What their row ids begin with; a number follows.</summary>
    public const string Prefix = "reported:";

    /// <summary>Whether that row id names one.</summary>
    public static bool Names(string rowId) => rowId.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What people are shown of one that has that display.</summary>
    public static string Shown(string? display) => string.IsNullOrWhiteSpace(display) ? "(reported)" : $"{display} (reported)";
}
