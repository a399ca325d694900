using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.Core;
using Opportune.Reading;
using Opportune.Tests.Benchmarks.Reading;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>Real sentences in memory: searching those without a word of the lexicon, reading those with one.</summary>
/// <param name="QuietGigabytesASecond">Search over one text of sentences without a hit.</param>
/// <param name="HitMegabytesASecond">Reading of sentences with a hit, each made unlike every other.</param>
/// <param name="Share">Share of sentences with a hit.</param>
internal sealed record SentenceMeasure(double QuietGigabytesASecond, double HitMegabytesASecond, double Share)
{
    private const int Rounds = 40;

    public static void Print(string folder)
    {
        var lexicon = LoadedJobs.LexiconOf(CommonOptions.FindJobs(null));
        var reader = new ReportReader(lexicon, excerptLength: 0);
        var parted = new ReportTexts(folder).Sentences.ToLookup(s => reader.MayHold(Encoding.UTF8.GetBytes(s)));
        var quiet = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(string.Join(' ', parted[false]), 20)));
        var hits = parted[true].ToList();
        Search(reader, quiet);
        Read(reader, hits, 0, 2);
        Console.WriteLine(JsonSerializer.Serialize(new SentenceMeasure(Search(reader, quiet), Read(reader, hits, 2, Rounds), (double)hits.Count / (hits.Count + parted[false].Count()))));
    }

    private static double Search(ReportReader reader, byte[] quiet)
    {
        var watch = Stopwatch.StartNew();
        var held = 0;
        for (var i = 0; i < 10; i++)
            held += reader.MayHold(quiet) ? 1 : 0;
        return held == 0 ? 10 * quiet.LongLength / 1e9 / watch.Elapsed.TotalSeconds : throw new InvalidOperationException("text without a hit has one");
    }

    private static double Read(ReportReader reader, List<string> sentences, int from, int to)
    {
        var mentions = new List<Mention>();
        var (bytes, ticks) = (0L, 0L);
        for (var round = from; round < to; round++)
        {
            var texts = sentences.Select((s, i) => Encoding.UTF8.GetBytes(string.Create(null, $"{s.AsSpan(0, s.Length - 1)} ({round * sentences.Count + i})."))).ToList();
            var began = Stopwatch.GetTimestamp();
            foreach (var text in texts)
            {
                mentions.Clear();
                reader.Read(text, null, mentions);
                bytes += text.Length;
            }
            ticks += Stopwatch.GetTimestamp() - began;
        }
        return bytes / 1e6 / (ticks / (double)Stopwatch.Frequency);
    }
}
