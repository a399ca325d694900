using System.Collections.Concurrent;
using System.Security.Cryptography;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Runs;

/// <summary>The files that a run writes (design: outputs).</summary>
internal static class RunOutputs
{
    /// <summary>All gaps.</summary>
    public const string Gaps = "gaps.parquet";

    /// <summary>What they rest on.</summary>
    public const string Evidence = "evidence.parquet";

    private const string Rejects = RejectFile.Name;

    // Enough to hand over at once, few enough to be nothing in memory; ahead by as much as goes by while a row group is written.
    private const int GapsAtOnce = 256;
    private const int ChunksAhead = 32;

    /// <summary>Those that need no comparison with the list, the longer first.</summary>
    public static IReadOnlyList<string> OfRunAlone { get; } = [Evidence, Gaps];

    /// <summary>All that a run may write beside run.json.</summary>
    public static IReadOnlyList<string> Possible { get; } = ["worklist.parquet", "worklist.arrow", "worklist.csv", Gaps, Evidence, Rejects];

    /// <summary>Writes run.json, on the disk when it returns.</summary>
    public static void WriteManifest(IOutputPlace output, RunReport report)
    {
        using var manifest = new FileStream(output[OutputFolder.Manifest], FileMode.CreateNew);
        RunJson.Write(manifest, report);
        manifest.Flush(flushToDisk: true);
    }

    /// <summary>Writes all files but run.json.</summary>
    /// <param name="run">The run.</param>
    /// <param name="buckets">What came of its buckets.</param>
    /// <param name="output">Where to.</param>
    /// <param name="lines">The entries of open gaps, asked in the order of the gaps; null without a database.</param>
    /// <param name="made">Files that are made already.</param>
    /// <param name="done">Counts gaps.</param>
    /// <param name="cancel">Cancels it.</param>
    public static List<OutputFile> Write(
        PreparedRun run, IReadOnlyList<EvaluatedBucket> buckets, IOutputPlace output, EntryLines? lines, IReadOnlyList<MadeTables> made, Action<long> done, CancellationToken cancel)
    {
        string[] names = [.. run.Request.Worklists, Gaps, Evidence];
        var files = made.SelectMany(m => m.PutInto(output)).ToDictionary(m => m.Name);
        foreach (var file in Make([.. names.Where(n => !files.ContainsKey(n)).Select(n => GapTable.Of(n, output[n]))], [.. buckets.Select(b => b.Gaps)], lines, run.Request.Threads, done, cancel))
            files[file.Name] = file;
        return [.. names.Select(n => files[n]), WriteRejects(run, output)];
    }

    /// <summary>
    /// Makes tables of gaps. Merging them and filling each table go on side by side, each as far ahead as there is room for: whoever has work
    /// has it done while the others wait for the disk or for a row group, and no more than <paramref name="threads"/> at a time.
    /// </summary>
    /// <param name="tables">The tables; each is closed.</param>
    /// <param name="gaps">The gaps of each bucket.</param>
    /// <param name="lines">The entries of open gaps; null without a database.</param>
    /// <param name="threads">How many work at a time.</param>
    /// <param name="done">Counts gaps.</param>
    /// <param name="cancel">Cancels it.</param>
    public static OutputFile[] Make(IReadOnlyList<GapTable> tables, IReadOnlyList<GapRun> gaps, EntryLines? lines, int threads, Action<long> done, CancellationToken cancel)
    {
        var files = new OutputFile[tables.Count];
        var queues = Array.ConvertAll(files, _ => new BlockingCollection<(ReadOnlyMemory<byte>[] Gaps, EntryLine?[] Entries)>(ChunksAhead));
        using var turns = new SemaphoreSlim(threads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        // The longest table is what all wait for in the end.
        if (threads > 1)
        {
            foreach (var table in tables)
                table.WriteAside();
        }
        try
        {
            Action[] stages = [Merge, .. tables.Select((table, i) => (Action)(() => Fill(table, i)))];
            Workers.Run(stages, stages.Length, () => 0, (_, stage) =>
            {
                try
                {
                    stage();
                    return 0;
                }
                catch
                {
                    // The others would wait for it for ever.
                    stop.Cancel();
                    throw;
                }
            }, cancel);
            return files;
        }
        finally
        {
            foreach (var table in tables)
                table.Dispose();
            foreach (var queue in queues)
                queue.Dispose();
        }

        void Merge()
        {
            using var chunks = GapRun.Merge(gaps).Chunk(GapsAtOnce).GetEnumerator();
            while (InTurn(chunks.MoveNext))
            {
                // The lines go forwards only, so they are found once and for all tables.
                var chunk = (chunks.Current, Array.ConvertAll(chunks.Current, gap => EntryOf(gap.Span, lines)));
                foreach (var queue in queues)
                    queue.Add(chunk, stop.Token);
                done(chunk.Current.Length);
            }
            foreach (var queue in queues)
                queue.CompleteAdding();
        }

        void Fill(GapTable table, int i)
        {
            foreach (var (some, entries) in queues[i].GetConsumingEnumerable(stop.Token))
            {
                InTurn(() =>
                {
                    table.Add(some, entries);
                    return true;
                });
            }
            files[i] = table.Finish();
        }

        bool InTurn(Func<bool> work)
        {
            turns.Wait(stop.Token);
            try
            {
                return work();
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private static EntryLine? EntryOf(ReadOnlySpan<byte> gap, EntryLines? lines)
    {
        if (lines is null || GapRecord.StatusOf(gap) != GapStatus.Open)
            return null;
        var (measure, patientId) = GapRecord.OwnerOf(gap);
        return lines.Find(measure, patientId);
    }

    private static OutputFile WriteRejects(PreparedRun run, IOutputPlace output)
    {
        using var table = RejectFile.Create(output[Rejects]);
        foreach (var reject in run.Folder.TakenRejects)
            RejectFile.Add(table.Rows, reject);
        foreach (var reject in run.Rejects.OrderBy(r => r.Table).ThenBy(r => r.File, StringComparer.Ordinal).ThenBy(r => r.Row).ThenBy(r => r.Column, StringComparer.Ordinal))
            RejectFile.Add(table.Rows, new(CanonicalTable.Of(reject.Table).Name, reject.File, reject.Row, reject.Column, reject.Rule, reject.Value));
        return new(Rejects, table.Finish());
    }

    /// <summary>A file that is whole.</summary>
    public static OutputFile Describe(IOutputPlace output, string name, long rows)
    {
        using var file = File.OpenRead(output[name]);
        return new(name, rows, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
