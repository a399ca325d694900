using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>What is done every few seconds, by every process, for all shared runs.</summary>
internal sealed partial class SharedWork
{
    /// <summary>Gives a sign of life of the attempts at work here, and stops those that the ledger has no more.</summary>
    public async Task Beat(CancellationToken cancel)
    {
        foreach (var attempt in _attempts.Claimed)
        {
            if (!await database.Write(connection => PartitionLedger.Renew(connection, attempt.Key!, settings.Lease, attempt.RowsDone), cancel))
                attempt.Lose();
        }
    }

    /// <summary>Gives to others what silent workers had, ends what is to end, sends lost messages again, removes what ended runs left.</summary>
    public async Task Tend(IReadOnlyList<UnfinishedRun> unfinished, CancellationToken cancel)
    {
        foreach (var unit in await database.Write(connection => PartitionLedger.TakeBack(connection, settings.MostFailures), cancel))
            log($"{unit.RunId}: unit {unit.PartitionId} ({unit.Step}) taken back: its worker is silent");
        var shared = unfinished.Where(r => r is { State: RunStates.Running, Work: RunWork.Shared }).ToList();
        foreach (var run in shared)
        {
            if (run.CancelRequestedBy is { } by)
            {
                await EndCancelled(run.RunId, by);
                continue;
            }
            await EndPoisoned(run.RunId);
            await Send(run.RunId, cancel);
            // A process that has nothing to do although work waits has missed a message, or somebody else has who died.
            if (me.Threads - _attempts.Count is > 0 and var idle)
                await Tell(run.RunId, await database.Write(connection => PartitionLedger.Send(connection, run.RunId, settings.Resend, idle), cancel), cancel);
        }
        var open = shared.Select(r => r.RunId).ToHashSet();
        runs.CloseExcept(r => open.Contains(r) || _attempts.AreOf(r));
        await RemoveLeftovers(open, cancel);
    }

    /// <summary>Gives everything back, when this process leaves.</summary>
    public async Task Leave()
    {
        foreach (var attempt in await database.Read(connection => PartitionLedger.Of(connection, me.Id)))
            await database.Write(connection => PartitionLedger.GiveBack(connection, attempt, counts: false, settings.MostFailures, null, null));
    }

    // Done by whoever comes first; what somebody still writes there late is removed the next time.
    private async Task RemoveLeftovers(HashSet<string> open, CancellationToken cancel)
    {
        foreach (var runId in runs.Left.Where(r => !open.Contains(r)))
        {
            // Of a run that this database does not know nothing is touched.
            if (await database.Read(connection => RunCatalog.Find(connection, runId), cancel) is not { State: not (RunStates.Queued or RunStates.Running) } row)
                continue;
            try
            {
                RemoveUnnamedFolders(row);
                Directory.Delete(runs.FolderOf(runId), recursive: true);
            }
            catch (IOException)
            {
                // Somebody is removing it too, or writes there.
            }
        }
    }

    // Each attempt at finishing made a folder; one of them may be named.
    private void RemoveUnnamedFolders(RunRow row)
    {
        if (row.OutFolder is null || PlaceOf(row).FolderOf(row.RunId) is var first && !Directory.Exists(Path.GetDirectoryName(first)))
            return;
        var names = new[] { $"{row.RunId}*", $".staging-{row.RunId}*" };
        foreach (var folder in names.SelectMany(n => Directory.EnumerateDirectories(Path.GetDirectoryName(first)!, n)).Where(f => IsAttemptAt(row, f) && f != row.Folder).ToList())
            Directory.Delete(folder, recursive: true);
    }

    private static bool IsAttemptAt(RunRow row, string folder)
    {
        var name = Path.GetFileName(folder);
        if (name.StartsWith(".staging-", StringComparison.Ordinal))
            name = name[".staging-".Length..];
        return name == row.RunId || (name.StartsWith(row.RunId + ".", StringComparison.Ordinal) && long.TryParse(name[(row.RunId.Length + 1)..], out _));
    }
}
