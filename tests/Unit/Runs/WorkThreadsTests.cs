using System.Collections.Concurrent;
using Opportune.Runs;

namespace Opportune.Tests.Unit.Runs;

public class WorkThreadsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task As_many_work_at_once_as_there_is_work()
    {
        using var all = new Barrier(7);
        var threads = new WorkThreads(Long);
        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Start(threads, () => Assert.True(all.SignalAndWait(Long))))).WaitAsync(Long, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_next_step_is_done_by_the_threads_of_the_last()
    {
        var threads = new WorkThreads(Long);
        var steps = new List<ConcurrentBag<int>>();
        for (var step = 0; step < 20; step++)
        {
            using var both = new Barrier(2);
            var who = new ConcurrentBag<int>();
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Start(threads, () =>
            {
                Assert.True(both.SignalAndWait(Long));
                who.Add(Environment.CurrentManagedThreadId);
            }))).WaitAsync(Long, TestContext.Current.CancellationToken);
            steps.Add(who);
            // A task is done a moment before its thread waits for the next.
            Assert.True(SpinWait.SpinUntil(() => threads.Idle == 2, Long));
        }
        Assert.Equal(2, steps.SelectMany(s => s).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_forgotten_while_threads_come_and_go()
    {
        var threads = new WorkThreads(TimeSpan.Zero);
        for (var (round, done) = (0, 0); round < 3000; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Start(threads, () => Interlocked.Increment(ref done)))).WaitAsync(Long, TestContext.Current.CancellationToken);
            Assert.Equal(3 * (round + 1), Volatile.Read(ref done));
        }
    }

    private static Task Start(WorkThreads threads, Action work) => Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.None, threads);
}
