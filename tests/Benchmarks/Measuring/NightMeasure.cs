using System.Diagnostics;
using System.Runtime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opportune.App;
using Opportune.Runs;
using Opportune.Synth;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>One night's job in a program of its own, its code compiled by nights of a small hospital before, which grows from night to night.</summary>
/// <param name="Seconds">The whole run.</param>
/// <param name="Steps">Its steps, in seconds.</param>
/// <param name="Processor">Its steps, in seconds of the processors: what a busy machine does not stretch.</param>
/// <param name="Result">A hash of what it published.</param>
/// <param name="RowGroups">Row groups of all steps.</param>
/// <param name="Reused">Those that came from the cache.</param>
/// <param name="Read">Bytes of the cache that were used.</param>
/// <param name="Written">Bytes added to it.</param>
/// <param name="Candidates">Patients to whom the rules were applied.</param>
/// <param name="Known">Those of whom it was known what comes of that.</param>
/// <param name="People">Whom a census knew.</param>
/// <param name="Called">Those of them who were looked at.</param>
internal sealed record NightMeasure(
    double Seconds, IReadOnlyDictionary<string, double> Steps, IReadOnlyDictionary<string, double> Processor, string Result, long RowGroups, long Reused, long Read, long Written, long Candidates, long Known,
    long People, long Called)
{
    private const int MostBefore = 12;
    private const int FewMethods = 50;

    /// <summary>The steps that a cache is for, and what it costs beside them.</summary>
    public double Reading => Of("scan") + Of("gather") + Of("keep");

    public double ProcessorReading => Processor.GetValueOrDefault("scan") + Processor.GetValueOrDefault("gather") + Processor.GetValueOrDefault("keep");

    public double Of(string step) => Steps.GetValueOrDefault(step);

    /// <summary>Measures in this program, and prints it for the one that started it.</summary>
    public static void Print(string input, DateOnly asOf, string? cache, int threads)
    {
        var work = Directory.CreateTempSubdirectory("opportune-night-");
        try
        {
            var jobs = LoadedJobs.Load(null, null);
            var small = Path.Combine(work.FullName, "small");
            // Until the compiler, which goes on beside the runs, has next to nothing left: a short night would seem to cost what is the compiler's.
            var compiled = -1L;
            for (var i = 0; i < MostBefore && JitInfo.GetCompiledMethodCount() - compiled > FewMethods; i++)
            {
                compiled = JitInfo.GetCompiledMethodCount();
                var made = Path.Combine(work.FullName, $"small-{i}");
                Hospital.WriteBench(i == 0 ? 20_000 : 2_000, i + 1, made);
                SecondNight.Lay(made, small, i);
                Run(jobs, small, Hospital.BenchAsOf, cache is null ? null : Path.Combine(work.FullName, "small-cache"), threads, Path.Combine(work.FullName, "small-out"));
            }
            Console.WriteLine(JsonSerializer.Serialize(Run(jobs, input, asOf, cache, threads, Path.Combine(work.FullName, "out"))));
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static NightMeasure Run(LoadedJobs jobs, string input, DateOnly asOf, string? cache, int threads, string output)
    {
        var request = jobs.Request("nightly", asOf, input, threads) with { Cache = cache is null ? null : new(cache) };
        var processor = new Processors();
        var watch = Stopwatch.StartNew();
        var report = Runs.Run.Execute(request, new Runs.RunPlace { OutFolder = output }, TimeProvider.System, processor, CancellationToken.None).GetAwaiter().GetResult();
        var seconds = watch.Elapsed.TotalSeconds;
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(output, "run.json")));
        var published = string.Join('\n', report.Outputs.Select(o => $"{o.Name} {o.Sha256}")) + json.RootElement.GetProperty("result").GetRawText();
        return new(
            seconds, report.Timings.ToDictionary(t => t.Step, t => t.Time.TotalSeconds), processor.Steps, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(published))),
            report.Cache?.RowGroups ?? 0, report.Cache?.Reused ?? 0, report.Cache?.BytesRead ?? 0, report.Cache?.BytesWritten ?? 0, report.Cache?.Candidates ?? 0, report.Cache?.Known ?? 0,
            report.Cache?.People ?? 0, report.Cache?.Called ?? 0);
    }

    // A step is told at its start and when all is done.
    private sealed class Processors : IProgress<StepProgress>
    {
        private TimeSpan _started;

        public Dictionary<string, double> Steps { get; } = [];

        public void Report(StepProgress value)
        {
            if (value.Done == 0)
                _started = Environment.CpuUsage.TotalTime;
            if (value.Done == value.Total)
                Steps[value.Step] = (Environment.CpuUsage.TotalTime - _started).TotalSeconds;
        }
    }
}
