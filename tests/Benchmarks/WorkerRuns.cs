using System.Diagnostics;
using System.Globalization;
using Opportune.App;
using Opportune.Database.Standings;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Synth;
using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks;

/// <summary>The nightly job in one process, and shared by one worker and by two, of one thread each, as processes of their own on one PostgreSQL.</summary>
internal static class WorkerRuns
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task<int> Run(Workload workload, string url, int repeats, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-workers-");
        try
        {
            await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, cancel);
            await new StandingTable(database).DeclareInvented("benchmarks", cancel);
            var alone = await Best("one process", repeats, () => Alone(database, workload, folder.FullName, cancel));
            var one = await Workers(database, url, workload, folder.FullName, 1, repeats, cancel);
            var two = await Workers(database, url, workload, folder.FullName, 2, repeats, cancel);
            var ceiling = await Ceiling(workload, repeats, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload.Findings:N0} findings, one thread a process, best of {repeats}, code warm"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one process  {alone.Seconds:0.00} s, of which it computed {alone.Processor / alone.Seconds:P1}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one worker   {one.Seconds:0.00} s, of which it computed {one.Processor / one.Seconds:P1}: sharing costs {one.Seconds / alone.Seconds - 1:P1}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two workers  {two.Seconds:0.00} s, of which they computed {two.Processor / two.Seconds / 2:P1}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two are {one.Seconds / two.Seconds:0.00} times as fast as one"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two processes that share nothing do {ceiling:0.00} times what one does in the same time: this machine gives no more"));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The same job, whole, in programs of one thread each that know nothing of one another: what they lose, they lose to memory and processors.
    private static async Task<double> Ceiling(Workload workload, int repeats, CancellationToken cancel)
    {
        var best = 0.0;
        for (var i = 0; i < repeats; i++)
        {
            var alone = await Peers.Job(workload, threads: 1, cancel);
            var both = await Task.WhenAll(Peers.Job(workload, threads: 1, cancel), Peers.Job(workload, threads: 1, cancel));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sharing nothing: {alone.Seconds:0.0} s alone, {both[0].Seconds:0.0} and {both[1].Seconds:0.0} s at once"));
            best = Math.Max(best, both.Sum(b => alone.Seconds / b.Seconds));
        }
        return best;
    }

    // The first brings the files into the system's cache and lets the code be compiled: workers live for weeks.
    private static async Task<Time> Best(string who, int repeats, Func<Task<Time>> measure)
    {
        var times = new List<Time>();
        for (var i = 0; i <= repeats; i++)
        {
            var time = await measure();
            if (i > 0)
                times.Add(time);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{who}: {time.Seconds:0.0} s, processors {time.Processor:0.0} s ({time.Steps})"));
        }
        return times.MinBy(t => t.Seconds);
    }

    private static async Task<Time> Alone(OpportuneDatabase database, Workload workload, string folder, CancellationToken cancel)
    {
        var request = LoadedJobs.Load(null, null).Request("nightly", Hospital.BenchAsOf, workload.Folder, threads: 1);
        var (watch, idle) = (Stopwatch.StartNew(), Processor(Process.GetCurrentProcess()));
        var report = await Opportune.Runs.Run.Execute(request, new() { OutFolder = Path.Combine(folder, "out"), Database = database }, TimeProvider.System, new Progress<StepProgress>(), cancel);
        return new(watch.Elapsed.TotalSeconds, Processor(Process.GetCurrentProcess()) - idle, string.Join(", ", report.Timings.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Step} {t.Time.TotalSeconds:0.0}"))));
    }

    private static async Task<Time> Workers(OpportuneDatabase database, string url, Workload workload, string folder, int workers, int repeats, CancellationToken cancel)
    {
        var shared = Directory.CreateDirectory(Path.Combine(folder, "shared")).FullName;
        var before = await Working(database, cancel);
        var processes = Enumerable.Range(0, workers).Select(_ => Start(url, shared)).ToList();
        try
        {
            while (await Working(database, cancel) < before + workers)
                await Task.Delay(LookEvery, cancel);
            await using var dispatcher = await Dispatcher.Open(database, "benchmark", threads: 1, cancel);
            return await Best($"{workers} workers", repeats, () => Measure(database, dispatcher, workload, folder, processes, cancel));
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

    // From the instant at which the run is queued to its end, by the database's clock.
    private static async Task<Time> Measure(OpportuneDatabase database, Dispatcher dispatcher, Workload workload, string folder, List<Process> workers, CancellationToken cancel)
    {
        var idle = workers.Sum(Processor);
        var id = await Queue(database, workload, folder, cancel);
        // As who plans runs does.
        await dispatcher.StartRun(id, cancel);
        RunRow run;
        while ((run = (await database.Read(connection => RunCatalog.Find(connection, id), cancel))!).State is RunStates.Queued or RunStates.Running)
            await Task.Delay(LookEvery, cancel);
        if (run.State != RunStates.Succeeded)
            throw new InvalidOperationException($"the run ended as {run.State}: {run.StateReason}");
        var steps = await database.Read(connection => RunCatalog.Timings(connection, id), cancel);
        return new(
            (run.FinishedAt!.Value - run.RequestedAt).TotalSeconds, workers.Sum(Processor) - idle,
            string.Join(", ", steps.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Step} {s.Milliseconds / 1000:0.0}"))));
    }

    private static double Processor(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
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

    private readonly record struct Time(double Seconds, double Processor, string Steps);
}
