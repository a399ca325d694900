using System.Security.Cryptography;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The files that a run writes (design: outputs).</summary>
internal static class RunOutputs
{
    private const string Gaps = "gaps.parquet";
    private const string Evidence = "evidence.parquet";
    private const string Rejects = "rejects.parquet";

    // Enough for the threads to be worth starting, few enough to be nothing in memory.
    private const int GapsAtOnce = 1024;

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
    /// <param name="done">Counts gaps.</param>
    /// <param name="cancel">Cancels it.</param>
    public static List<OutputFile> Write(PreparedRun run, IReadOnlyList<EvaluatedBucket> buckets, IOutputPlace output, EntryLines? lines, Action<long> done, CancellationToken cancel)
    {
        // The largest first, so that the threads end together.
        var tables = new List<GapTable> { GapTable.Evidence(Evidence, output[Evidence]), GapTable.Gaps(Gaps, output[Gaps]) };
        try
        {
            tables.AddRange(run.Request.Worklists.Select(name => GapTable.Worklist(name, output[name])));
            foreach (var gaps in GapRun.Merge([.. buckets.Select(b => b.Gaps)]).Chunk(GapsAtOnce))
            {
                // The lines go forwards only, so they are found once and for all tables.
                var found = Array.ConvertAll(gaps, gap => EntryOf(gap.Span, lines));
                Workers.Run(tables, run.Request.Threads, () => 0, (_, table) =>
                {
                    table.Add(gaps, found);
                    return 0;
                }, cancel);
                done(gaps.Length);
            }
            var files = Workers.Run(tables, run.Request.Threads, () => 0, (_, table) => table.Finish(), cancel);
            return [.. files[2..], files[1], files[0], WriteRejects(run, output)];
        }
        finally
        {
            foreach (var table in tables)
                table.Dispose();
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
        // Made for its owner before the first value is in it.
        using (File.Create(output[Rejects]))
        {
        }
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(output[Rejects], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var table = TableFiles.Create(output[Rejects], RejectRows.Schema);
        foreach (var reject in run.Rejects.OrderBy(r => r.Table).ThenBy(r => r.File, StringComparer.Ordinal).ThenBy(r => r.Row).ThenBy(r => r.Column, StringComparer.Ordinal))
            RejectRows.Add(table.Rows, reject);
        return new(Rejects, table.Finish());
    }

    /// <summary>A file that is whole.</summary>
    public static OutputFile Describe(IOutputPlace output, string name, long rows)
    {
        using var file = File.OpenRead(output[name]);
        return new(name, rows, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
