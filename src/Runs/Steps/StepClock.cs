namespace Opportune.Runs;

/// <summary>Times the steps of a run and passes their progress on.</summary>
internal sealed class StepClock(TimeProvider time, IProgress<StepProgress> progress)
{
    private readonly List<(string, TimeSpan)> _timings = [];

    public IReadOnlyList<(string Step, TimeSpan Time)> Timings => _timings;

    /// <summary>The clock itself.</summary>
    public TimeProvider Provider => time;

    /// <summary>Does a step; <paramref name="work"/> is handed the counter of its progress.</summary>
    public T Time<T>(string step, long total, string unit, Func<Action<long>, T> work)
    {
        var started = time.GetTimestamp();
        long done = 0;
        progress.Report(new(step, 0, total, unit));
        var result = work(units => progress.Report(new(step, Interlocked.Add(ref done, units), total, unit)));
        progress.Report(new(step, total, total, unit));
        _timings.Add((step, time.GetElapsedTime(started)));
        return result;
    }
}
