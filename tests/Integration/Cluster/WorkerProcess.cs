using System.Diagnostics;
using Opportune.Tests.Integration.Commands;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>A worker as an administrator starts it: a process of its own, whose lines are kept.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _reading;
    private bool _paused;

    private WorkerProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError));
    }

    /// <summary>What it said so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary><see cref="Lines"/> as one text.</summary>
    public string Log => string.Join('\n', Lines);

    public static WorkerProcess Start(string database, string shared, params string[] more) =>
        new(Cli.Start(["worker", "--database", database, "--shared", shared, "--jobs", ShippedJobs.Folder, .. more]));

    /// <summary>Ends it without a word.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Holds it, as a machine that is out of breath does.</summary>
    public Task Pause() => Signal("-STOP", paused: true);

    /// <summary>Lets it go on.</summary>
    public Task Continue() => Signal("-CONT", paused: false);

    /// <summary>Tells it to leave, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Leave()
    {
        await Signal("-TERM", _paused);
        await Soon.Until(() => _process.HasExited, () => $"It did not leave: {Log}");
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Waits until it has said something.</summary>
    public Task Says(string text) => OneSays(text, this);

    /// <summary>Waits until one of them has said something: which of them takes a unit is chance.</summary>
    public static Task OneSays(string text, params WorkerProcess[] workers) =>
        Soon.Until(() =>
        {
            if (workers.Any(w => w.Lines.Any(l => l.Contains(text, StringComparison.Ordinal))))
                return true;
            foreach (var worker in workers)
                Assert.False(worker._process.HasExited, $"the worker ended before it said '{text}': {worker.Log}");
            return false;
        }, () => $"It did not say '{text}': {string.Join('\n', workers.Select(w => w.Log))}");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        await _reading;
        _process.Dispose();
    }

    private async Task Signal(string signal, bool paused)
    {
        _paused = paused;
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task Read(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
