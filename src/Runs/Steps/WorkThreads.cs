using System.Collections.Concurrent;

namespace Opportune.Runs;

/// <summary>
/// Threads for work that takes minutes, which would keep the pool's from whoever waits for a page. One that is done waits for the next step: what it gave
/// back to the pool of arrays lies there for it alone, and is lost with it.
/// </summary>
/// <param name="patience">How long one waits before it ends.</param>
internal sealed class WorkThreads(TimeSpan patience) : TaskScheduler
{
    private readonly BlockingCollection<Task> _waiting = [];
    private int _idle;

    /// <summary>Those of this process.</summary>
    public static WorkThreads Shared { get; } = new(TimeSpan.FromSeconds(20));

    /// <summary>How many wait for the next step.</summary>
    public int Idle => Volatile.Read(ref _idle);

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (Interlocked.Decrement(ref _idle) < 0)
        {
            Interlocked.Increment(ref _idle);
            new Thread(() => Work(task)) { IsBackground = true, Name = "work" }.Start();
            return;
        }
        _waiting.Add(task);
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _waiting;

    private void Work(Task? task)
    {
        while (task is not null)
        {
            TryExecuteTask(task);
            Interlocked.Increment(ref _idle);
            if (!_waiting.TryTake(out task, patience) && Interlocked.Decrement(ref _idle) < 0)
            {
                // Somebody has counted on this one.
                Interlocked.Increment(ref _idle);
                task = _waiting.Take();
            }
        }
    }
}
