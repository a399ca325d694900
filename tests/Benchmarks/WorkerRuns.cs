using System.Diagnostics;
using System.Globalization;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Synth;

namespace Opportune.Tests.Benchmarks;

/// <summary>The nightly job shared by one worker, and by two, of one thread each, as processes of their own on one PostgreSQL.</summary>
internal static class WorkerRuns
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task<int> Run(Workload workload, string url, int repeats, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-workers-");
        try
        {
            await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, cancel);
            var times = new Dictionary<int, List<(double Seconds, double Processor)>> { [1] = [], [2] = [] };
            for (var i = 0; i <= repeats; i++)
            {
                foreach (var (workers, measured) in times)
                {
                    var time = await Measure(database, url, workload, folder.FullName, workers, cancel);
                    // The first brings the files into the system's cache.
                    if (i > 0)
                        measured.Add(time);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workers} workers: {time.Seconds:0.0} s, processors {time.Processor:0.0} s"));
                }
            }
            var (one, two) = (times[1].MinBy(t => t.Seconds), times[2].MinBy(t => t.Seconds));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload.Findings:N0} findings, best of {repeats}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one worker   {one.Seconds:0.00} s, of which it computed {one.Processor / one.Seconds:P1}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two workers  {two.Seconds:0.00} s, of which they computed {two.Processor / two.Seconds / 2:P1}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two are {one.Seconds / two.Seconds:0.00} times as fast as one"));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // From the instant at which the run is queued to its end, by the database's clock; workers are there before.
    private static async Task<(double Seconds, double Processor)> Measure(OpportuneDatabase database, string url, Workload workload, string folder, int workers, CancellationToken cancel)
    {
        var shared = Directory.CreateDirectory(Path.Combine(folder, "shared")).FullName;
        var before = await Working(database, cancel);
        var processes = Enumerable.Range(0, workers).Select(_ => Start(url, shared)).ToList();
        try
        {
            while (await Working(database, cancel) < before + workers)
                await Task.Delay(LookEvery, cancel);
            var idle = processes.Sum(p => p.TotalProcessorTime.TotalSeconds);
            var id = await Queue(database, workload, folder, cancel);
            RunRow run;
            while ((run = (await database.Read(connection => RunCatalog.Find(connection, id), cancel))!).State is RunStates.Queued or RunStates.Running)
                await Task.Delay(LookEvery, cancel);
            if (run.State != RunStates.Succeeded)
                throw new InvalidOperationException($"the run ended as {run.State}: {run.StateReason}");
            processes.ForEach(p => p.Refresh());
            return ((run.FinishedAt!.Value - run.RequestedAt).TotalSeconds, processes.Sum(p => p.TotalProcessorTime.TotalSeconds) - idle);
        }
        finally
        {
            foreach (var process in processes)
            {
                using var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await process.WaitForExitAsync(cancel);
                process.Dispose();
            }
        }
    }

    private static Process Start(string url, string shared)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll"), "worker", "--database", url, "--shared", shared, "--threads", "1"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static Task<int> Working(OpportuneDatabase database, CancellationToken cancel) =>
        database.Read(connection => WorkerLedger.List(connection).Count(w => w.State == "working"), cancel);

    private static Task<string> Queue(OpportuneDatabase database, Workload workload, string folder, CancellationToken cancel) => database.Write(connection =>
    {
        var now = connection.Now();
        var id = $"bench-{now:yyyyMMddHHmmssfff}";
        RunLedger.Add(connection, new()
        {
            RunId = id,
            Job = "nightly",
            Kind = RunKinds.Live,
            AsOf = Hospital.BenchAsOf,
            State = RunStates.Queued,
            RequestedAt = now,
            RequestedBy = "benchmark",
            Threads = 1,
            Input = workload.Folder,
            OutFolder = Path.Combine(folder, "out"),
            Program = "",
            RulesSha256 = "",
            LexiconSha256 = "",
        });
        return id;
    }, cancel);
}
