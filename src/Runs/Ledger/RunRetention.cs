using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>
/// Takes away what is older than its job wants it kept: files of runs, then what the ledger knows of them beside one line, and the line, too, where nothing
/// names it. Never what readers see, what waits for a person, what nights are learned from, what moved the list because rules changed, or a job's newest run.
/// Each step is one transaction with its note in the ledger, so that it may stop anywhere and begin again.
/// </summary>
public static class RunRetention
{
    /// <summary>Takes away what is too old.</summary>
    /// <param name="database">With the ledger.</param>
    /// <param name="kept">For how long what a job made is kept; null: for ever.</param>
    /// <param name="isDry">Only counts.</param>
    /// <param name="cancel">Stops between two runs.</param>
    /// <returns>What went, or would go; nothing where nothing is too old.</returns>
    /// <exception cref="IOException">A folder could not be removed; it is tried again the next time.</exception>
    public static async Task<IReadOnlyList<Removal>> Apply(OpportuneDatabase database, Func<string, Retention?> kept, bool isDry, CancellationToken cancel)
    {
        var removed = new List<Removal>();
        foreach (var job in await database.Read(RunCatalog.Jobs, cancel))
        {
            if (kept(job) is not { } policy)
                continue;
            var now = database.Time.GetUtcNow();
            // Files do not outlive what the ledger knows of them.
            if ((policy.Files ?? policy.Runs) is { } files)
                removed.Add(new(RemovalKinds.RunFiles, job, await Files(database, job, now - files, isDry, cancel)));
            if (policy.Runs is { } runs)
                removed.AddRange(await Details(database, job, now - runs, isDry, cancel));
        }
        removed.RemoveAll(r => r.Amount == 0);
        return removed;
    }

    private static async Task<long> Files(OpportuneDatabase database, string job, DateTimeOffset before, bool isDry, CancellationToken cancel)
    {
        var old = await database.Read(connection => RunCatalog.WithOldFolders(connection, job, before), cancel);
        foreach (var run in isDry ? [] : old)
        {
            cancel.ThrowIfCancellationRequested();
            RunFolder.Remove(run.Folder);
            await database.Write(connection =>
            {
                RunLedger.ForgetFolder(connection, run.RunId);
                Removals.Note(connection, RemovalKinds.RunFiles, job, 1);
                return 0;
            }, cancel);
        }
        return old.Count;
    }

    private static async Task<IReadOnlyList<Removal>> Details(OpportuneDatabase database, string job, DateTimeOffset before, bool isDry, CancellationToken cancel)
    {
        var (details, lines) = (0, 0);
        foreach (var run in await database.Read(connection => RunCatalog.PastTheirTime(connection, job, before), cancel))
        {
            cancel.ThrowIfCancellationRequested();
            var (went, whole) = isDry ? (true, run.IsNamed == 0) : await database.Write(connection => Remove(connection, job, run), cancel);
            details += went ? 1 : 0;
            lines += whole ? 1 : 0;
        }
        return [new(RemovalKinds.RunDetails, job, details), new(RemovalKinds.Runs, job, lines)];
    }

    private static (bool Went, bool Whole) Remove(DbConnection connection, string job, OldRun run)
    {
        // Another process was there first.
        if (!RunLedger.ForgetDetails(connection, run.RunId))
            return (false, false);
        Removals.Note(connection, RemovalKinds.RunDetails, job, 1);
        if (run.IsNamed != 0)
            return (true, false);
        RunLedger.Forget(connection, run.RunId);
        Removals.Note(connection, RemovalKinds.Runs, job, 1);
        return (true, true);
    }
}
