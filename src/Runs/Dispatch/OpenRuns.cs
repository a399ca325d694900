using System.Collections.Concurrent;
using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>The shared runs that this process has open.</summary>
internal sealed class OpenRuns(Func<RunRow, CancellationToken, Task<RunRequest>> request, string sharedFolder, WorkerIdentity me, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, OpenRun> _runs = [];

    /// <summary>Where a run's files lie.</summary>
    public string FolderOf(string runId) => Path.Combine(Work, runId);

    /// <summary>The folders of runs that are there.</summary>
    public IEnumerable<string> Left => Directory.Exists(Work) ? Directory.EnumerateDirectories(Work).Select(d => Path.GetFileName(d)!) : [];

    private string Work { get; } = Path.Combine(Path.GetFullPath(sharedFolder), "work");

    /// <summary>A run, opened where it is not.</summary>
    /// <exception cref="Core.InputException">This process' rules have no such job, or cannot be read.</exception>
    public async Task<OpenRun> Open(RunRow row, CancellationToken cancel)
    {
        if (_runs.TryGetValue(row.RunId, out var open))
            return open;
        var asked = await request(row, cancel);
        var made = new OpenRun(row, asked with { Threads = me.Threads }, FolderOf(row.RunId), time);
        return _runs.GetOrAdd(row.RunId, made);
    }

    /// <summary>Closes those that are not among the ones named.</summary>
    public void CloseExcept(Func<string, bool> isWanted)
    {
        foreach (var runId in _runs.Keys.Where(r => !isWanted(r)))
        {
            if (_runs.TryRemove(runId, out var open))
                open.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CloseExcept(_ => false);
}
