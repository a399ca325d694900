using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>Puts in order what processes left that ended without a word. Done before anything that writes; may be done at any time, and twice.</summary>
public static class Recovery
{
    private const string WithoutWord = "the process ended without a word";

    /// <summary>Ends the runs that nobody is at work on, and removes what they had not published.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<IReadOnlyList<string>> Recover(OpportuneDatabase database, CancellationToken cancel)
    {
        var gone = await database.Read(connection =>
        {
            var now = connection.Now();
            return RunLedger.Unfinished(connection).FindAll(r => RunProcess.IsGone(r, now));
        }, cancel);
        var ended = new List<string>();
        foreach (var run in gone)
        {
            // First the end: a process that wakes up late must not publish a folder that is being removed.
            await database.Write(connection => RunLedger.Finish(connection, run.RunId, RunStates.Failed, WithoutWord, RunFailures.Lost), cancel);
            ended.Add(run.RunId);
        }
        await RemoveLeftovers(database, cancel);
        return ended;
    }

    /// <summary>Removes the folders of runs that ended without a result.</summary>
    internal static async Task RemoveLeftovers(OpportuneDatabase database, CancellationToken cancel)
    {
        foreach (var run in await database.Read(connection => RunCatalog.WithLeftovers(connection), cancel))
        {
            RunFolder.Remove(run.Folder);
            await database.Write(connection =>
            {
                RunLedger.ForgetFolder(connection, run.RunId);
                return 0;
            }, cancel);
        }
    }
}
