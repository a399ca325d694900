using System.Diagnostics;
using System.Diagnostics.Metrics;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// What runs tell those who measure: spans of a run, its steps and partitions, and counters. Costs nothing where nobody listens. Tags
/// are names of jobs, steps and tables: nothing that was read from a row.
/// </summary>
public static class RunTelemetry
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "Opportune.Runs";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> StepSeconds = Meter.CreateHistogram<double>("opportune.step.duration", "s", "How long a step of a run took.");
    private static readonly Counter<long> RowsRead = Meter.CreateCounter<long>("opportune.rows.read", "{row}", "Rows read of each table.");
    private static readonly Counter<long> Partitions = Meter.CreateCounter<long>("opportune.partitions.done", "{partition}", "Partitions that were read.");
    private static readonly Counter<long> RunsEnded = Meter.CreateCounter<long>("opportune.runs.ended", "{run}", "Runs that ended in this process, by state.");

    internal static Activity? Run(RunRequest request, string runId) =>
        Source.StartActivity("run")?.SetTag("opportune.run", runId).SetTag("opportune.job", request.Job).SetTag("opportune.as_of", request.AsOf.ToString("yyyy-MM-dd", null));

    internal static void Ended(Activity? run, string job, string state)
    {
        run?.SetTag("opportune.state", state);
        RunsEnded.Add(1, new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("state", state));
    }

    internal static Activity? Step(string step) => Source.StartActivity(step);

    internal static void StepDone(string step, TimeSpan time) => StepSeconds.Record(time.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    internal static Activity? Partition(Partition partition) =>
        Source.StartActivity("partition")?.SetTag("opportune.step", StepOf(partition)).SetTag("opportune.table", TableOf(partition)).SetTag("opportune.rows", partition.Rows);

    internal static void PartitionDone(Partition partition)
    {
        RowsRead.Add(partition.Rows, new KeyValuePair<string, object?>("table", TableOf(partition)));
        Partitions.Add(1, new KeyValuePair<string, object?>("step", StepOf(partition)));
    }

    private static string StepOf(Partition partition) => partition.Step.ToString().ToLowerInvariant();

    private static string TableOf(Partition partition) => CanonicalTable.Of(partition.Table).Name;
}
