using System.Data.Common;
using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>A run once more: the same job on the same input as of the same date, as a run of its own.</summary>
public static class RunRetry
{
    /// <summary>Under which its folder lies: where that of the run is or was to be; null: it was asked for without files.</summary>
    public static string? OutFolderOf(RunRow run) =>
        run.OutFolder ?? (run.Folder is { } folder ? Path.GetDirectoryName(Path.GetDirectoryName(folder)) : null);

    /// <summary>Asks for it; whoever serves begins it.</summary>
    /// <param name="database">With the ledger.</param>
    /// <param name="runId">The run that it repeats.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    /// <returns>Its id; that of the one that waits or works already, where somebody asked before.</returns>
    /// <exception cref="InputException">The run has no end yet, or left no folder.</exception>
    public static Task<string> Queue(OpportuneDatabase database, string runId, string by, int threads, CancellationToken cancel) => database.Write(connection =>
    {
        RunLedger.TakeTurn(connection);
        var run = RunCatalog.Find(connection, runId) ?? throw new InputException($"there is no run '{runId}'");
        if (run.IsOpen())
            throw new InputException($"run {run.RunId} has no end yet; wait for it, or stop it");
        if (RunCatalog.List(connection, run.Job, null, long.MaxValue, new(run.RequestedAt, new RunSpan().Until)).Find(r => r.RetryOf == run.RunId && r.IsOpen()) is { } asked)
            return asked.RunId;
        var now = connection.Now();
        var row = run with
        {
            RunId = NewId(connection, run, now),
            State = RunStates.Queued,
            RetryOf = run.RunId,
            RequestedAt = now,
            RequestedBy = by,
            Threads = threads,
            Folder = null,
            OutFolder = OutFolderOf(run) ?? throw new InputException($"run {run.RunId} left no files, so nobody knows where those of the new one belong; 'runs retry' takes --out"),
            NotBefore = null,
            // Whoever begins it writes down by which program and rules.
            Program = "",
            RulesSha256 = "",
            LexiconSha256 = "",
        };
        RunLedger.Add(connection, row);
        return row.RunId;
    }, cancel);

    private static string NewId(DbConnection connection, RunRow run, DateTimeOffset now)
    {
        var plain = string.Create(CultureInfo.InvariantCulture, $"{run.Job}-{run.AsOf:yyyyMMdd}-{now.UtcDateTime:yyyyMMddHHmmssfff}");
        var id = plain;
        for (var i = 2; RunCatalog.Find(connection, id) is not null; i++)
            id = $"{plain}-{i}";
        return id;
    }
}
