using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks;

/// <summary>What was measured with one number of threads.</summary>
internal sealed record Series(int Threads)
{
    public List<JobMeasure> Jobs { get; } = [];

    public List<TextMeasure> Texts { get; } = [];

    public List<DuckMeasure> Ducks { get; } = [];
}

/// <summary>Measures everything in turn, so that a noisy machine is unfair to all alike.</summary>
internal static class Session
{
    public static async Task<int> Run(Workload workload, IReadOnlyList<int> threads, int repeats, CancellationToken cancel)
    {
        if (!Peers.HasDuckDb)
            Console.Error.WriteLine("without DuckDB: its package is missing (cd tests/Interop && npm install --no-save --no-audit --no-fund)");
        var series = threads.Select(t => new Series(t)).ToList();
        // One for nothing: it brings the files into the system's cache.
        await Peers.Job(workload, threads[^1], cancel);
        for (var i = 0; i < repeats; i++)
        {
            foreach (var one in series)
            {
                one.Jobs.Add(await Peers.Job(workload, one.Threads, cancel));
                if (Peers.HasDuckDb)
                    one.Ducks.Add(await Peers.DuckDb(workload.FindingsFile, one.Threads, cancel));
                one.Texts.Add(await Peers.Text(workload.FindingsFile, one.Threads, cancel));
            }
            Console.Error.WriteLine($"measured {i + 1} of {repeats}");
        }
        Screen.Print(workload, series);
        return 0;
    }
}
