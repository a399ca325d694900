using Opportune.Core;

namespace Opportune.Engine;

/// <summary>A line of the report at hand.</summary>
internal sealed class ReportLine(RowValues values)
{
    public RowValues Values => values;

    /// <summary>What may matter about it.</summary>
    public FindingHit Hit { get; set; }

    /// <summary>Its row in the row group while only what is needed for reading is decoded; else -1.</summary>
    public int RowToComplete { get; set; }

    /// <summary>Whether its dates are decoded, and the other columns not yet.</summary>
    public bool HasDates { get; set; }

    /// <summary>What its status says.</summary>
    public ReportStage Stage { get; set; }

    /// <summary>Why it does not count, and is not read with the others; null where it does.</summary>
    public string? Skipped { get; set; }

    /// <summary>What was read in it and a rule uses.</summary>
    public List<Mention> Mentions { get; } = [];
}
