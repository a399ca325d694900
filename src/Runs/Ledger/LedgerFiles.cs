using System.Data.Common;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Sources.Snapshots;

namespace Opportune.Runs.Ledger;

/// <summary>What a run knows, as rows of the ledger.</summary>
internal static class LedgerFiles
{
    /// <summary>The files that a run reads.</summary>
    public static List<RunFileRow> Inputs(PlannedRun run) =>
    [
        .. run.Inputs.Select(i => new RunFileRow(FileDirections.Input, i.Name, i.Table, i.Bytes, i.Rows,
            new DateTimeOffset(run.WrittenAt(i)), null)),
        // Of a snapshot the time of its taking counts: that none of its parts is new may be because rows, or whole files, are gone.
        .. run.Folder.Taken is { } taken ? [new RunFileRow(FileDirections.Input, TakenSource.FileName, null, 0, 0, new DateTimeOffset(taken.Taken), null)] : Array.Empty<RunFileRow>(),
    ];

    /// <summary>Writes down what came of a run.</summary>
    public static void Write(DbConnection connection, RunReport report)
    {
        RunLedger.AddFiles(connection, report.RunId, [.. report.Outputs.Select(o => new RunFileRow(o.Name == HeldGaps.Name ? FileDirections.Held : FileDirections.Output, o.Name, null, o.Bytes, o.Rows, null, o.Sha256))]);
        RunLedger.AddFeeds(connection, report.RunId, report.Feeds.Select(f => new RunFeedRow(
            CanonicalTable.Of(f.Table).Name, f.Site ?? "", f.CodeSystem ?? "", f.Covered.From, f.Covered.To, f.AllowedLagDays)));
        RunLedger.AddCounts(connection, report.RunId, report.Counts.All.Select(c => new RunCountRow(c.Subject, c.Item, c.Amount)));
        RunLedger.AddDays(connection, report.RunId, report.Request.CountedBy, report.Days.Select(d => new RunDaysRow(d.Key, report.Request.AsOf, d.Value.ToText())), report.Request.AsOf.AddDays(-2 * report.Request.Guards.Bands.LearnDays));
        RecallTable.KeepSets(connection, report.Request.Hashes.Values.DistinctBy(h => h.Sets).ToDictionary(h => h.Sets, h => h.EachSet));
        RunLedger.AddTimings(connection, report.RunId, report.Timings.GroupBy(t => t.Step).Select(t => new RunTimingRow(t.Key, Math.Round(t.Sum(s => s.Time.TotalMilliseconds), 1))));
    }
}
