using System.Diagnostics;
using System.Text.Json;
using Opportune.App;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Runs.Ledger;
using Opportune.Synth;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>The nightly job in one process and by units over files, on one thread: what handing the steps on costs.</summary>
/// <param name="InMemory">Processor seconds of each run in memory.</param>
/// <param name="OverFiles">Processor seconds of each run over files.</param>
/// <param name="Units">Units of the last one, and the longest one's seconds, by step.</param>
/// <param name="Bytes">Bytes of the files between its steps.</param>
internal sealed record UnitsMeasure(IReadOnlyList<double> InMemory, IReadOnlyList<double> OverFiles, IReadOnlyList<UnitsOfStep> Units, long Bytes)
{
    /// <summary>Measures in this program. The first pair compiles the code and does not count.</summary>
    public static async Task<int> Print(string input, int repeats, CancellationToken cancel)
    {
        var request = LoadedJobs.Load(null, null).Request("nightly", Hospital.BenchAsOf, input, 1);
        var (memory, files) = (new List<double>(), new List<double>());
        var (units, bytes) = ((IReadOnlyList<UnitsOfStep>)[], 0L);
        for (var i = 0; i <= repeats; i++)
        {
            var folder = Directory.CreateTempSubdirectory("opportune-bench-").FullName;
            try
            {
                memory.Add(await Processor(() => Run.Execute(request, new() { OutFolder = Path.Combine(folder, "out") }, TimeProvider.System, new Progress<StepProgress>(), cancel)));
                files.Add(await Processor(async () => units = await OverFilesIn(folder, request, cancel)));
                bytes = Directory.EnumerateFiles(Path.Combine(folder, "work")).Sum(f => new FileInfo(f).Length);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        Console.WriteLine(JsonSerializer.Serialize(new UnitsMeasure(memory[1..], files[1..], units, bytes)));
        return 0;
    }

    private static async Task<IReadOnlyList<UnitsOfStep>> OverFilesIn(string folder, RunRequest request, CancellationToken cancel)
    {
        var seconds = new List<(SharedStep Step, double Seconds)>();
        using var run = SharedRun.Start(request, Path.Combine(folder, "work"), 1, TimeProvider.System);
        var committed = new Dictionary<int, string>();
        foreach (var unit in run.Partitions)
        {
            seconds.Add((unit.Step, await Processor(() => Task.FromResult(committed[unit.Id] = run.Work(unit, 1, committed, new Progress<StepProgress>(), cancel).File))));
        }
        var place = new RunPlace { OutFolder = Path.Combine(folder, "out") };
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.InMemory, TimeProvider.System, cancel);
        await using var session = await RunSession.Begin(database, "units", request, place, cancel);
        await run.Finish(committed, null, place, DateTimeOffset.UnixEpoch, [], session, new Progress<StepProgress>());
        return [.. seconds.GroupBy(s => s.Step).Select(s => new UnitsOfStep(s.Key.ToString(), s.Count(), s.Sum(u => u.Seconds), s.Max(u => u.Seconds)))];
    }

    // Not the clock's, which tells more of what else the machine does.
    private static async Task<double> Processor(Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}

/// <summary>The units of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Units">How many.</param>
/// <param name="Seconds">Processor seconds of all of them.</param>
/// <param name="Longest">Of the longest.</param>
internal sealed record UnitsOfStep(string Step, int Units, double Seconds, double Longest);
