using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>One run from tables to worklists: plan, scan, gather, exchange, evaluate, finish (design: the flow of one row).</summary>
public static class Run
{
    private static readonly string[] EveryWorklist = ["worklist.parquet", "worklist.arrow", "worklist.csv"];
    private const string Gaps = "gaps.parquet";
    private const string Evidence = "evidence.parquet";
    private const string Rejects = "rejects.parquet";

    // Enough for the threads to be worth starting, few enough to be nothing in memory.
    private const int GapsAtOnce = 1024;

    /// <summary>Runs and publishes into <paramref name="outFolder"/>; with null everything is done and nothing written.</summary>
    /// <exception cref="InputException">The input is not what it should be; nothing was written.</exception>
    /// <exception cref="IOException">A failed read or write; what was published before stays.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was published before stays.</exception>
    public static RunReport Execute(RunRequest request, string? outFolder, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        var started = time.GetUtcNow();
        var runId = $"{request.Job}-{request.AsOf:yyyyMMdd}-{started:yyyyMMddHHmmssfff}";
        var clock = new StepClock(time, progress);
        using var run = PreparedRun.Prepare(request, clock, cancel);
        var evaluated = Evaluate(run, clock, cancel);
        try
        {
            var books = Balance(run, evaluated);
            using var output = outFolder is null ? null : new OutputFolder(outFolder, runId);
            var files = clock.Time("finish", evaluated.Sum(b => b.Gaps.Count), "gaps", done => output is null ? [] : Write(run, evaluated, output, done, cancel));
            run.RefuseChangedInput();
            var report = new RunReport
            {
                RunId = runId,
                Request = request,
                Inputs = run.Inputs,
                Tables = run.Books,
                Measures = books,
                UnknownCodeSystems = run.UnknownSystems,
                Controls = ControlLines(run),
                Notes = run.Notes,
                Outputs = files,
                Cache = run.CacheReport,
                Started = started,
                Timings = clock.Timings,
            };
            if (output is not null)
            {
                using (var manifest = new FileStream(output[OutputFolder.Manifest], FileMode.CreateNew))
                {
                    RunJson.Write(manifest, report);
                    manifest.Flush(flushToDisk: true);
                }
                cancel.ThrowIfCancellationRequested();
                output.Publish([.. files.Select(f => f.Name)], [.. EveryWorklist, Gaps, Evidence, Rejects]);
            }
            return report;
        }
        finally
        {
            foreach (var bucket in evaluated)
                bucket.Gaps.Dispose();
        }
    }

    private static EvaluatedBucket[] Evaluate(PreparedRun run, StepClock clock, CancellationToken cancel)
    {
        var buckets = Enumerable.Range(0, run.Plan.Buckets).ToList();
        return clock.Time("evaluate", buckets.Count, "buckets", done =>
            Workers.Run(buckets, run.Request.Threads, () => new MemoryStream(), (room, bucket) =>
            {
                var evaluated = EvaluatedBucket.Of(run, room, bucket, cancel);
                done(1);
                return evaluated;
            }, cancel));
    }

    // Adds the buckets up. A book that does not balance is an error of ours and must not be published.
    private static MeasureBook[] Balance(PreparedRun run, EvaluatedBucket[] buckets)
    {
        foreach (var bucket in buckets)
        {
            run.Keep(bucket.Rejects);
            foreach (var (table, corrections) in bucket.Corrections)
                run.Book(table).Add(corrections);
        }
        var books = run.Request.Rules.Measures.Select(m => new MeasureBook(m)).ToArray();
        var patients = run.Book(Table.Patients).Used;
        for (var i = 0; i < books.Length; i++)
        {
            foreach (var bucket in buckets)
                books[i].Add(bucket.Books[i]);
            books[i].CountOthers(patients - books[i].Patients);
        }
        foreach (var (table, book) in run.Books)
        {
            if (!book.Balances)
                throw new InvalidOperationException($"the books of {CanonicalTable.Of(table).Name} do not balance");
        }
        return Array.TrueForAll(books, b => b.Balances) ? books : throw new InvalidOperationException("the books of the measures do not balance");
    }

    // What each "none found" rests on: whether the site's feeds are known to carry such rows at all.
    private static List<string> ControlLines(PreparedRun run) =>
    [
        .. from site in run.Controls.Sites
           from control in run.Plan.Controls
           let name = site.Length == 0 ? "all" : site
           select $"{name}: {run.Controls.MatchedAt(site, control.Table, control.ValueSet)} rows of {control.ValueSet} in {CanonicalTable.Of(control.Table).Name} in {SiteControls.RecentDays} days, {run.Controls.PatientsAt(site)} patients aged {SiteControls.CountedAge} and over",
    ];

    private static List<OutputFile> Write(PreparedRun run, EvaluatedBucket[] buckets, OutputFolder output, Action<long> done, CancellationToken cancel)
    {
        // The largest first, so that the threads end together.
        var tables = new List<GapTable> { GapTable.Evidence(Evidence, output[Evidence]), GapTable.Gaps(Gaps, output[Gaps]) };
        try
        {
            tables.AddRange(run.Request.Worklists.Select(name => GapTable.Worklist(name, output[name])));
            foreach (var gaps in GapRun.Merge([.. buckets.Select(b => b.Gaps)]).Chunk(GapsAtOnce))
            {
                Workers.Run(tables, run.Request.Threads, () => 0, (_, table) => table.Add(gaps), cancel);
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

    private static OutputFile WriteRejects(PreparedRun run, OutputFolder output)
    {
        // Made for its owner before the first value is in it.
        using (File.Create(output[Rejects]))
        {
        }
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(output[Rejects], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var table = new OutputTable(output[Rejects], RejectRows.Schema);
        foreach (var reject in run.Rejects.OrderBy(r => r.Table).ThenBy(r => r.File, StringComparer.Ordinal).ThenBy(r => r.Row).ThenBy(r => r.Column, StringComparer.Ordinal))
        {
            RejectRows.Add(table.Batch, reject);
            table.Filled();
        }
        return table.Finish(Rejects, output[Rejects]);
    }
}
