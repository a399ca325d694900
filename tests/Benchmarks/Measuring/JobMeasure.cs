using System.Diagnostics;
using System.Text.Json;
using Opportune.App;
using Opportune.Runs;
using Opportune.Synth;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>A step of the job: how long, and over how much of what.</summary>
internal sealed record Step(string Name, double Seconds, long Units, string Unit);

/// <summary>The nightly job in a program of its own, twice: as it runs at night, and again with its code compiled.</summary>
/// <param name="ColdSeconds">The first run, compiling as it goes.</param>
/// <param name="PeakBytes">The most memory that the program held up to the end of the first run.</param>
/// <param name="AllocatedBytes">What the second run allocated.</param>
/// <param name="Seconds">The second run.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Gaps">Gaps that it wrote.</param>
internal sealed record JobMeasure(double ColdSeconds, long PeakBytes, long AllocatedBytes, double Seconds, IReadOnlyList<Step> Steps, long Gaps)
{
    /// <summary>Measures in this program, and prints it for the one that started it.</summary>
    public static void Print(string input, int threads)
    {
        var request = LoadedJobs.Load(null, null).Request("nightly", Hospital.BenchAsOf, input, threads);
        var output = Directory.CreateTempSubdirectory("opportune-bench-");
        try
        {
            var cold = Time(request, output.FullName, out _, out _);
            var peak = Process.GetCurrentProcess().PeakWorkingSet64;
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var warm = Time(request, output.FullName, out var steps, out var gaps);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            Console.WriteLine(JsonSerializer.Serialize(new JobMeasure(cold, peak, allocated, warm, steps, gaps)));
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static double Time(RunRequest request, string output, out IReadOnlyList<Step> steps, out long gaps)
    {
        var totals = new Totals();
        var watch = Stopwatch.StartNew();
        var report = Run.Execute(request, new RunPlace { OutFolder = output }, TimeProvider.System, totals, CancellationToken.None).GetAwaiter().GetResult();
        var seconds = watch.Elapsed.TotalSeconds;
        gaps = report.Outputs.Single(o => o.Name == "gaps.parquet").Rows;
        steps = [.. report.Timings.Select(t => new Step(t.Step, t.Time.TotalSeconds, totals.Of(t.Step).Total, totals.Of(t.Step).Unit))];
        return seconds;
    }

    // A step says at its start how much it has to do.
    private sealed class Totals : IProgress<StepProgress>
    {
        private readonly Dictionary<string, StepProgress> _first = [];

        public StepProgress Of(string step) => _first[step];

        public void Report(StepProgress value)
        {
            if (value.Done == 0)
                _first[value.Step] = value;
        }
    }
}
