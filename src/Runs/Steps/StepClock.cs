namespace Opportune.Runs;

/// <summary>Times the steps of a run and passes their progress on.</summary>
/// <param name="time">The clock.</param>
/// <param name="progress">Hears of it.</param>
/// <param name="earlier">Steps that were done before, elsewhere.</param>
internal sealed class StepClock(TimeProvider time, IProgress<StepProgress> progress, IEnumerable<(string Step, TimeSpan Time)>? earlier = null)
{
    private readonly List<(string, TimeSpan)> _timings = [.. earlier ?? []];

    public IReadOnlyList<(string Step, TimeSpan Time)> Timings => _timings;

    /// <summary>The clock itself.</summary>
    public TimeProvider Provider => time;

    /// <summary>Takes back all steps but the first so many: they are done over.</summary>
    public void TakeBack(int count) => _timings.RemoveRange(count, _timings.Count - count);

    /// <summary>Does a step whose length is not known beforehand.</summary>
    public async Task<T> Time<T>(string step, Func<Task<T>> work)
    {
        using var span = RunTelemetry.Step(step);
        var started = time.GetTimestamp();
        progress.Report(new(step, 0, 1, "step"));
        var result = await work();
        progress.Report(new(step, 1, 1, "step"));
        Add(step, started);
        return result;
    }

    /// <summary>Does a step that tells its progress itself.</summary>
    public T Time<T>(string step, Func<IProgress<StepProgress>, T> work)
    {
        using var span = RunTelemetry.Step(step);
        var started = time.GetTimestamp();
        var result = work(progress);
        Add(step, started);
        return result;
    }

    /// <summary>Does a step; <paramref name="work"/> is handed the counter of its progress.</summary>
    public T Time<T>(string step, long total, string unit, Func<Action<long>, T> work)
    {
        using var span = RunTelemetry.Step(step);
        var started = time.GetTimestamp();
        long done = 0;
        progress.Report(new(step, 0, total, unit));
        var result = work(units => progress.Report(new(step, Interlocked.Add(ref done, units), total, unit)));
        progress.Report(new(step, total, total, unit));
        Add(step, started);
        return result;
    }

    private void Add(string step, long started)
    {
        var took = time.GetElapsedTime(started);
        _timings.Add((step, took));
        RunTelemetry.StepDone(step, took);
    }
}
