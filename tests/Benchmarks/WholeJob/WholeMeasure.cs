using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opportune.App;
using Opportune.Runs;
using Opportune.Synth;
using Opportune.Tests.Benchmarks.Alternatives;

namespace Opportune.Tests.Benchmarks.WholeJob;

/// <summary>One way of doing the job, twice in a program of its own: as at night, and again with its code compiled.</summary>
/// <param name="Seconds">The first time, and the second.</param>
/// <param name="Processor">The same in seconds of the processors: what a busy machine does not stretch.</param>
/// <param name="PeakBytes">The most memory that the program held up to the end of the first.</param>
/// <param name="BytesRead">What the second asked of files.</param>
/// <param name="Steps">Seconds of the second's steps, where it has steps.</param>
/// <param name="Lists">How many patients are on each list.</param>
/// <param name="Keys">A hash of them.</param>
internal sealed record WholeMeasure(
    double[] Seconds, double[] Processor, long PeakBytes, long BytesRead, IReadOnlyDictionary<string, double> Steps, IReadOnlyDictionary<string, long> Lists, string Keys)
{
    /// <summary>The product: reads, judges and writes all its outputs.</summary>
    /// <param name="input">Folder of the tables.</param>
    /// <param name="threads">How many.</param>
    /// <param name="jobs">The rules' folder, or null for the two measures that this program has beside it (TwoMeasures.targets).</param>
    public static void PrintProduct(string input, int threads, string? jobs)
    {
        var request = LoadedJobs.Load(jobs, null).Request("nightly", Hospital.BenchAsOf, input, threads);
        var output = Directory.CreateTempSubdirectory("opportune-whole-");
        var steps = new Dictionary<string, double>();
        try
        {
            Print(
                () =>
                {
                    var report = Run.Execute(request, new RunPlace { OutFolder = output.FullName }, TimeProvider.System, new Progress<StepProgress>(), CancellationToken.None).GetAwaiter().GetResult();
                    steps = report.Timings.ToDictionary(t => t.Step, t => t.Time.TotalSeconds);
                },
                () => ListedKeys.Of(Path.Combine(output.FullName, "worklist.parquet")), () => steps);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    /// <summary>The program that a good engineer would write over the same reader.</summary>
    public static void PrintPlain(string input, int threads)
    {
        var sets = LoadedJobs.Load(null, null).Rules.ValueSets;
        IReadOnlyList<(string Measure, string Patient)> keys = [];
        Print(() => keys = new PlainJob(input, sets, Hospital.BenchAsOf, threads).Run(), () => keys, () => new Dictionary<string, double>());
    }

    /// <summary>What a script took that wrote its keys into a file.</summary>
    public static WholeMeasure Of(ScriptTimes times, string keysFile)
    {
        var keys = File.ReadLines(keysFile).Skip(1).Select(l => l.Split(',')).Select(c => (c[0], c[1])).Order().ToList();
        return new(times.Seconds, times.Processor, times.PeakBytes, 0, new Dictionary<string, double>(), Count(keys), Hash(keys));
    }

    private static void Print(Action work, Func<IReadOnlyList<(string Measure, string Patient)>> keys, Func<Dictionary<string, double>> steps)
    {
        var (seconds, processor, peak, read) = (new double[2], new double[2], 0L, 0L);
        for (var i = 0; i < 2; i++)
        {
            var (watch, before, from) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, Asked());
            work();
            (seconds[i], processor[i], read) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds, Asked() - from);
            if (i == 0)
                peak = Process.GetCurrentProcess().PeakWorkingSet64;
        }
        var listed = keys();
        Console.WriteLine(JsonSerializer.Serialize(new WholeMeasure(seconds, processor, peak, read, steps(), Count(listed), Hash(listed))));
    }

    // Bytes that the program asked of files, from the disk or from the system's cache; 0 where the system does not count them.
    private static long Asked()
    {
        const string Name = "rchar: ";
        return File.Exists("/proc/self/io") ? long.Parse(File.ReadLines("/proc/self/io").First(l => l.StartsWith(Name, StringComparison.Ordinal))[Name.Length..], CultureInfo.InvariantCulture) : 0;
    }

    private static Dictionary<string, long> Count(IEnumerable<(string Measure, string Patient)> keys) => keys.GroupBy(k => k.Measure).ToDictionary(g => g.Key, g => (long)g.Count());

    private static string Hash(IEnumerable<(string Measure, string Patient)> keys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', keys.Select(k => $"{k.Measure},{k.Patient}")))));
}

/// <summary>What DuckDB took for a script, each time anew.</summary>
internal sealed record ScriptTimes(double[] Seconds, double[] Processor, long PeakBytes);
