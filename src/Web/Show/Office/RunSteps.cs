using System.Globalization;
using Opportune.Database.Ledger;

namespace Opportune.Web.Show;

/// <summary>How far a run that is at work has come.</summary>
/// <param name="Run">The run.</param>
/// <param name="Steps">Its steps so far, in the order in which its units are numbered.</param>
/// <param name="Workers">Processes that take units of it; none for a run that one process carries out.</param>
/// <param name="Now">The instant, by the database's clock.</param>
internal sealed record RunSteps(RunRow Run, IReadOnlyList<RunStep> Steps, IReadOnlyList<WorkerRow> Workers, DateTimeOffset Now)
{
    /// <summary>Of what the ledger says.</summary>
    public static RunSteps Of(RunRow run, IReadOnlyList<PartitionCount> counts, IReadOnlyList<WorkerRow> workers, DateTimeOffset now) => new(
        run,
        [.. counts.GroupBy(c => c.Step).Select(RunStep.Of)],
        run.Work == RunWork.Shared ? [.. workers.Where(w => w.State != "gone" && w.LeaseUntil > now)] : [],
        now);

    /// <summary>Rows that were read in a second, so far; null: none yet.</summary>
    public double? RowsASecond => Run.StartedAt is { } since && Now > since && Done > 0 ? Done / (Now - since).TotalSeconds : null;

    /// <summary>How long the rest takes at this pace; null: that cannot be told.</summary>
    public TimeSpan? Left => RowsASecond is { } pace ? TimeSpan.FromSeconds(Math.Min((All - Done) / pace, TimeSpan.FromDays(30).TotalSeconds)) : null;

    /// <summary>For how long it has been at work.</summary>
    public TimeSpan? Elapsed => Run.StartedAt is { } since ? Now - since : null;

    private long Done => Steps.Sum(s => s.RowsDone);

    private long All => Steps.Sum(s => s.Rows);

    /// <summary>"3 h 20 min", "4 min 5 s", "12 s".</summary>
    public static string Text(TimeSpan time) => time < TimeSpan.Zero ? "0 s"
        : time >= TimeSpan.FromHours(1) ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min")
        : time >= TimeSpan.FromMinutes(1) ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s");
}

/// <summary>One step of a run.</summary>
/// <param name="Name">The step.</param>
/// <param name="Units">Its units.</param>
/// <param name="UnitsDone">Those that are done.</param>
/// <param name="AtWork">Those that somebody works on.</param>
/// <param name="Failed">Those that were given up.</param>
/// <param name="Rows">Rows in all.</param>
/// <param name="RowsDone">Rows of the units that are done.</param>
internal sealed record RunStep(string Name, long Units, long UnitsDone, long AtWork, long Failed, long Rows, long RowsDone)
{
    /// <summary>Of the counts of one step.</summary>
    public static RunStep Of(IEnumerable<PartitionCount> counts)
    {
        var all = counts.ToList();
        return new(all[0].Step, all.Sum(c => c.Partitions), Of("done").Partitions, Of("running").Partitions, Of("failed").Partitions, all.Sum(c => c.Rows), Of("done").Rows);

        (long Partitions, long Rows) Of(string state) => (all.Where(c => c.State == state).Sum(c => c.Partitions), all.Where(c => c.State == state).Sum(c => c.Rows));
    }
}
