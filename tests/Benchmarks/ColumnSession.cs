using System.Globalization;
using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks;

/// <summary>The product's reader beside DuckDB's on the same files, which DuckDB wrote: what is asked, and what it costs.</summary>
internal static class ColumnSession
{
    private static readonly string[] Codecs = ["snappy", "zstd"];

    public static async Task<int> Run(long rows, IReadOnlyList<int> threadCounts, int repeats, string folder, CancellationToken cancel)
    {
        foreach (var codec in Codecs)
        {
            var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"columns-{rows}-{codec}.parquet"));
            if (!File.Exists(file))
            {
                Directory.CreateDirectory(folder);
                await Peers.Sql(ColumnQuestions.Make(rows, file + ".part", codec), cancel);
                File.Move(file + ".part", file);
            }
            foreach (var threads in threadCounts)
                await Compare(file, codec, rows, threads, repeats, cancel);
        }
        return 0;
    }

    // In turns, so that what the machine does meanwhile meets both alike.
    private static async Task Compare(string file, string codec, long rows, int threads, int repeats, CancellationToken cancel)
    {
        var (ours, theirs) = (new List<ColumnsMeasure>(), new List<ColumnsMeasure>());
        for (var i = 0; i < repeats; i++)
        {
            ours.Add(await Peers.Columns(file, threads, cancel));
            theirs.Add(await Peers.DuckDbColumns(file, threads, cancel));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{rows:N0} rows, {codec}, threads: {threads}, medians of {repeats}; most memory {ours.Max(m => m.PeakBytes) / 1e6:0} MB, DuckDB {theirs.Max(m => m.PeakBytes) / 1e6:0} MB\n"));
        Console.WriteLine("| question | here, s | DuckDB, s | ratio | at most |\n|---|---|---|---|---|");
        for (var question = 0; question < ColumnQuestions.All.Count; question++)
        {
            if (ours.Concat(theirs).Select(m => m.Answers[question]).Distinct().Count() != 1)
                throw new InvalidOperationException($"{ColumnQuestions.All[question].Name}: answers differ: {ours[0].Answers[question]} and {theirs[0].Answers[question]}");
            var (here, there) = (Median(ours, question), Median(theirs, question));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {ColumnQuestions.All[question].Name} | {here:0.000} | {there:0.000} | {here / there:0.00} | {ColumnQuestions.All[question].Aim:0.0} |"));
        }
    }

    private static double Median(List<ColumnsMeasure> measures, int question) =>
        measures.Select(m => m.Seconds[question]).Order().ElementAt(measures.Count / 2);
}
