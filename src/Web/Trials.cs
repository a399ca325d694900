using System.Collections.Concurrent;
using System.Data.Common;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Web.Show;

namespace Opportune.Web;

/// <summary>
/// Candidates that this process tries. A trial reads as much as a run does, so there is one at a time; of one whose process ends nothing stays, and it is
/// asked for again.
/// </summary>
internal sealed class Trials(RuleDesk desk) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<string, Trial> _all = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>The trial of a candidate that is going on, or that failed; null: there is none.</summary>
    public Trial? Of(string candidate) => _all.GetValueOrDefault(candidate);

    /// <summary>Begins one.</summary>
    /// <exception cref="InputException">Another one is going on.</exception>
    public void Begin(string candidate, string by)
    {
        lock (_lock)
        {
            if (!_last.IsCompleted)
                throw new InputException("another trial is going on; wait for its end");
            var trial = _all[candidate] = new();
            _last = Task.Run(() => Work(candidate, by, trial), CancellationToken.None);
        }
    }

    /// <summary>Ends what goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _last;
        _ended.Dispose();
    }

    private async Task Work(string candidate, string by, Trial trial)
    {
        try
        {
            await desk.Try(candidate, null, by, trial, _ended.Token);
            _all.TryRemove(candidate, out _);
        }
        catch (InputException e)
        {
            trial.Problem = e.Message;
        }
        catch (Exception e) when (e is IOException or DbException or OperationCanceledException)
        {
            // What a disk or a database says may name paths and more.
            trial.Problem = "it could not be brought to its end: no room, or the database was away; try again";
        }
    }
}

/// <summary>A trial: how far it is, or why it failed.</summary>
internal sealed class Trial : IProgress<StepProgress>
{
    private volatile string? _step;
    private volatile string? _problem;

    /// <summary>How far it is, for people; null: it begins.</summary>
    public string? Step => _step;

    /// <summary>Why it failed; null: it goes on.</summary>
    public string? Problem
    {
        get => _problem;
        set => _problem = value;
    }

    /// <inheritdoc/>
    public void Report(StepProgress value) => _step = $"{value.Step}: {Amounts.Text(value.Done)} of {Amounts.Text(value.Total)} {value.Unit}";
}
