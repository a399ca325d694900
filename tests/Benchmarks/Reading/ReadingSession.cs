using System.Globalization;
using Opportune.Tests.Benchmarks.Measuring;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Benchmarks.Reading;

/// <summary>Reads long texts made of real reports, in turns with DuckDB.</summary>
internal static class ReadingSession
{
    public static async Task<int> Run(string data, string? root, long megabytes, int seed, IReadOnlyList<int> threads, int repeats, CancellationToken cancel)
    {
        root ??= Path.Combine(Repository.Root, ".opportune", "bench");
        Directory.CreateDirectory(root);
        var texts = new ReportTexts(data);
        foreach (var blend in Enum.GetValues<Blend>())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"texts-{blend}-{megabytes}-{seed}.parquet").ToLowerInvariant();
            var file = Path.Combine(root, name);
            if (!File.Exists(file))
                texts.Write(file, blend, megabytes * 1_000_000, seed);
            foreach (var count in threads)
                await Measure(file, blend, count, repeats, cancel);
        }
        await MeasureSentences(data, repeats, cancel);
        return 0;
    }

    private static async Task Measure(string file, Blend blend, int threads, int repeats, CancellationToken cancel)
    {
        var (ours, ducks) = (new List<TextMeasure>(), new List<DuckMeasure>());
        for (var i = 0; i < repeats; i++)
        {
            ours.Add(await Peers.Text(file, threads, cancel));
            if (Peers.HasDuckDb)
                ducks.Add(await Peers.DuckDb(file, threads, cancel));
        }
        Screen.Heading($"{blend} reports, {ours[0].TextBytes / 1e6:N0} MB: {ours[0].RowsFound:N0} hold a word of the lexicon, {ours[0].Mentions:N0} mentions");
        Screen.Text(threads, ours, ducks, ours[0].TextBytes);
    }

    private static async Task MeasureSentences(string data, int repeats, CancellationToken cancel)
    {
        var measures = new List<SentenceMeasure>();
        for (var i = 0; i < repeats; i++)
            measures.Add(await Peers.Sentences(data, cancel));
        var middle = measures.OrderBy(m => m.HitMegabytesASecond).ElementAt(measures.Count / 2);
        Screen.Heading($"sentences apart, one thread: {middle.Share:P1} hold a word of the lexicon");
        Screen.Line($"  text without a hit, searched {middle.QuietGigabytesASecond,9:N2} GB/s");
        Screen.Line($"  sentences with one, read     {middle.HitMegabytesASecond,9:N0} MB/s, none met twice");
    }
}
