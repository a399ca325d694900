using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What is done with the rows of a partition.</summary>
public enum WorkStep
{
    /// <summary>All rows that a rule uses, whoever the patient: patients and index tables.</summary>
    Scan,

    /// <summary>The rows that a rule uses, of candidates.</summary>
    Gather,

    /// <summary>Only the date on which a table that was scanned last saw each candidate.</summary>
    LastSeen,
}

/// <summary>
/// A unit of work: consecutive row groups of one table. It is read, retried and committed as a whole, and what comes of a
/// run does not depend on how a table is cut.
/// </summary>
/// <param name="Id">Its number in the plan.</param>
/// <param name="Step">What is done with it.</param>
/// <param name="Table">The table.</param>
/// <param name="FirstSlice">Its first row group, counted within the table.</param>
/// <param name="SliceCount">How many row groups.</param>
/// <param name="Rows">Their rows, for progress.</param>
public sealed record Partition(int Id, WorkStep Step, Table Table, int FirstSlice, int SliceCount, long Rows)
{
    /// <summary>A name for files and progress.</summary>
    public string Name => $"{CanonicalTable.Of(Table).Name}-{Id:D5}";

    /// <summary>Whether reviewers entered its rows (<see cref="InputPart.IsReported"/>); all or none of a partition.</summary>
    public bool IsReported { get; init; }
}
