using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>Removes the files of runs that are older than their job wants them kept: never those that readers see, and none of which a part waits for a person.</summary>
public static class FileRetention
{
    /// <summary>Removes what is too old.</summary>
    /// <param name="database">With the ledger.</param>
    /// <param name="kept">For how long the files of a job's runs are kept; null: for ever.</param>
    /// <param name="cancel">Stops between two runs.</param>
    /// <returns>Of how many runs.</returns>
    /// <exception cref="IOException">A folder could not be removed; it is tried again the next time.</exception>
    public static async Task<int> Apply(OpportuneDatabase database, Func<string, TimeSpan?> kept, CancellationToken cancel)
    {
        var removed = 0;
        foreach (var job in await database.Read(RunCatalog.Jobs, cancel))
        {
            if (kept(job) is not { } span)
                continue;
            foreach (var run in await database.Read(connection => RunCatalog.WithOldFolders(connection, job, database.Time.GetUtcNow() - span), cancel))
            {
                cancel.ThrowIfCancellationRequested();
                RunFolder.Remove(run.Folder);
                await database.Write(connection =>
                {
                    RunLedger.ForgetFolder(connection, run.RunId);
                    return 0;
                }, cancel);
                removed++;
            }
        }
        return removed;
    }
}
