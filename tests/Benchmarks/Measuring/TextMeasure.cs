using System.Diagnostics;
using System.Text.Json;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>The text column of the findings alone, each row for itself: decoded; searched; searched and read.</summary>
internal sealed record TextMeasure(double ReadSeconds, double SearchSeconds, double MentionsSeconds, long TextBytes, long RowsFound, long Mentions, long PeakBytes)
{
    public static void Print(string file, int threads)
    {
        var lexicon = LoadedJobs.LexiconOf(CommonOptions.FindJobs(null));
        // Twice: the first time compiles.
        Measure(file, threads, lexicon);
        Console.WriteLine(JsonSerializer.Serialize(Measure(file, threads, lexicon)));
    }

    private static TextMeasure Measure(string file, int threads, CompiledLexicon lexicon)
    {
        var read = Pass(file, threads, lexicon, Depth.Read, out var bytes, out _, out _);
        var search = Pass(file, threads, lexicon, Depth.Search, out _, out var rows, out _);
        var mentions = Pass(file, threads, lexicon, Depth.Mentions, out _, out _, out var found);
        return new(read, search, mentions, bytes, rows, found, Process.GetCurrentProcess().PeakWorkingSet64);
    }

    private static double Pass(string path, int threads, CompiledLexicon lexicon, Depth depth, out long bytes, out long rows, out long mentions)
    {
        var watch = Stopwatch.StartNew();
        using var file = TableFiles.Open(path);
        var column = file.Schema.Columns.Select((c, i) => (c.Name, i)).Single(c => c.Name == "finding_text").i;
        long allBytes = 0, allRows = 0, allMentions = 0;
        var next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var pass = new GroupPass(new ReportReader(lexicon, excerptLength: 0), depth);
            for (var group = Interlocked.Increment(ref next); group < file.RowGroups.Count; group = Interlocked.Increment(ref next))
                pass.Run(file.OpenColumn(group, column));
            Interlocked.Add(ref allBytes, pass.Bytes);
            Interlocked.Add(ref allRows, pass.Rows);
            Interlocked.Add(ref allMentions, pass.Mentions);
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        (bytes, rows, mentions) = (allBytes, allRows, allMentions);
        return watch.Elapsed.TotalSeconds;
    }

    private enum Depth { Read, Search, Mentions }

    private sealed class GroupPass(ReportReader reader, Depth depth)
    {
        private readonly List<int> _rows = [];
        private readonly List<Mention> _mentions = [];

        public long Bytes { get; private set; }

        public long Rows { get; private set; }

        public long Mentions { get; private set; }

        public void Run(ColumnReader column)
        {
            using (column)
            {
                while (column.NextPage())
                    Take(column.Page);
            }
        }

        private void Take(Page page)
        {
            if (depth == Depth.Read)
            {
                // What a bare read is asked for: the sum of the lengths, so that every row is touched.
                for (var i = 0; i < page.Count; i++)
                    Bytes += page.Text(i).Length;
                return;
            }
            if (depth == Depth.Search)
            {
                _rows.Clear();
                reader.FindRows(page, _rows);
                Rows += _rows.Count;
                return;
            }
            // As the command mentions does: a row is searched where it is read.
            for (var row = 0; row < page.Count; row++)
            {
                _mentions.Clear();
                reader.Read(page.Text(row), null, _mentions);
                Mentions += _mentions.Count;
            }
        }
    }
}
