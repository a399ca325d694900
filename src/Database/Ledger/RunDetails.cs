using System.Data.Common;

namespace Opportune.Database.Ledger;

/// <summary>All that the ledger knows of a run.</summary>
public sealed record RunDetails(
    RunRow Run, IReadOnlyList<PartitionCount> Partitions, IReadOnlyList<RunPartRow> Parts, IReadOnlyList<RunChangeRow> Changes,
    IReadOnlyList<RunCountRow> Counts, IReadOnlyList<RunFeedRow> Feeds, IReadOnlyList<RunTimingRow> Timings, IReadOnlyList<RunFileRow> Files)
{
    /// <summary>Reads it.</summary>
    public static RunDetails Of(DbConnection connection, RunRow run) => new(
        run, RunCatalog.Partitions(connection, run.RunId), RunCatalog.Parts(connection, run.RunId), RunCatalog.Changes(connection, run.RunId),
        RunCatalog.Counts(connection, run.RunId), RunCatalog.Feeds(connection, run.RunId), RunCatalog.Timings(connection, run.RunId), RunCatalog.Files(connection, run.RunId));
}
