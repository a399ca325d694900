using System.Collections.Concurrent;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Runs.Bands;
using Opportune.Runs.Guards;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>One run from tables to worklists: take (where they are made of a site's own), plan, scan, gather, exchange, evaluate, finish (design: the flow of one row).</summary>
public static class Run
{
    /// <summary>Runs, and leaves the result where <paramref name="place"/> says.</summary>
    /// <exception cref="InputException">The input is not what it should be, its day is yet to come, or another run is at work; nothing was written.</exception>
    /// <exception cref="IOException">A failed read or write; what was published before stays.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was published before stays.</exception>
    public static async Task<RunReport> Execute(RunRequest request, RunPlace place, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        FutureDay.Refuse(request.AsOf, time);
        var started = time.GetUtcNow();
        var runId = $"{request.Job}-{request.AsOf:yyyyMMdd}-{started:yyyyMMddHHmmssfff}";
        // Without a database of the caller's the ledger is kept all the same, and forgotten: there is one way to run.
        await using var passing = place.Database is null ? await OpportuneDatabase.Open(DatabaseUrl.InMemory, time, cancel) : null;
        await using var session = await RunSession.Begin(place.Database ?? passing!, runId, request, place, cancel);
        return await Execute(request, place, new StepClock(time, progress), session);
    }

    /// <summary>Carries out a run that waits in the ledger. Null: somebody else has begun it, another one is at work, or its time has not come.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="claim">A word that nobody else uses, and that is not used twice.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="place">As its row says, with a database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <inheritdoc cref="Execute(RunRequest, RunPlace, TimeProvider, IProgress{StepProgress}, CancellationToken)"/>
    public static async Task<RunReport?> ExecuteQueued(
        string runId, string claim, RunRequest request, RunPlace place, TimeProvider time, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        await using var session = await RunSession.Take(place.Database!, runId, claim, request, place, cancel);
        return session is null ? null : await Execute(request, place, new StepClock(time, progress), session);
    }

    private static async Task<RunReport> Execute(RunRequest request, RunPlace place, StepClock clock, RunSession session)
    {
        using var span = RunTelemetry.Run(request, session.RunId);
        try
        {
            var whole = (place.DecidedIn ?? place.Database) is { } entered ? await EnteredRows.AddTo(request, entered, session.Stop) : request;
            var report = await Execute(whole, place, clock.Provider.GetUtcNow(), clock, session);
            RunTelemetry.Ended(span, request.Job, report.State);
            return report;
        }
        catch (Exception e)
        {
            await session.Fail(e);
            RunTelemetry.Ended(span, request.Job, e is OperationCanceledException ? RunStates.Cancelled : RunStates.Failed);
            if (session.IsGivenUp)
                throw new IOException("the database had not heard of this run for too long and counts it as failed");
            throw;
        }
    }

    private static async Task<RunReport> Execute(RunRequest request, RunPlace place, DateTimeOffset started, StepClock clock, RunSession session)
    {
        place.RefuseReadOnly();
        using var taken = request.Source is { } source ? clock.Time(RunSource.Step, progress => source.Take(progress, session.Stop)) : null;
        var (run, evaluated) = Evaluated(request, clock, session);
        using (run)
        {
            try
            {
                var report = await Finish(run, evaluated, null, DoneBefore.None, place, started, clock, session);
                RunCensus.Take(run, evaluated, clock);
                return report;
            }
            finally
            {
                foreach (var bucket in evaluated)
                    bucket.Gaps.Dispose();
            }
        }
    }

    private static (PreparedRun Run, EvaluatedBucket[] Buckets) Evaluated(RunRequest request, StepClock clock, RunSession session)
    {
        var (steps, isPlanned, read) = (clock.Timings.Count, false, new ConcurrentDictionary<int, bool>());
        try
        {
            return Evaluated(isWhole: false);
        }
        catch (InvalidDataException) when (request.Cache is not null)
        {
            // What was kept is damaged where it was not looked at before: everybody's rows are brought together.
            clock.TakeBack(steps);
            return Evaluated(isWhole: true);
        }

        (PreparedRun, EvaluatedBucket[]) Evaluated(bool isWhole)
        {
            var run = PreparedRun.Prepare(request, clock, Planned, Done, isWhole, session.Stop);
            try
            {
                return (run, Evaluate(run, clock, session.Stop));
            }
            catch
            {
                run.Dispose();
                throw;
            }
        }

        // Nothing is read before the plan is written down; the steps block their thread anyway.
        void Planned(PlannedRun run)
        {
            if (!isPlanned)
                session.Planned(LedgerFiles.Inputs(run), run.Plan.Partitions).GetAwaiter().GetResult();
            isPlanned = true;
        }

        void Done(Partition partition)
        {
            if (read.TryAdd(partition.Id, true))
                session.Done(partition);
        }
    }

    /// <summary>What is left once all buckets are evaluated, wherever that was: adds them up, and publishes.</summary>
    internal static Task<RunReport> Finish(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, LeftOut? leftOut, DoneBefore before, RunPlace place, DateTimeOffset started, StepClock clock, RunSession session)
    {
        var report = Report(run, evaluated, leftOut, session.RunId, started, clock);
        return Delivery.Of(place).Publish(run, evaluated, report, before, clock, session);
    }

    /// <summary>What came of all buckets, added up.</summary>
    internal static RunReport Report(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, LeftOut? leftOut, string runId, DateTimeOffset started, StepClock clock)
    {
        var books = Balance(run, evaluated, leftOut);
        var sites = SiteBook.Sum(evaluated.Select(b => b.Sites), books.Length);
        return new()
        {
            RunId = runId,
            Request = run.Request,
            Inputs = run.Inputs,
            Taken = run.Folder.Taken,
            Tables = run.Books,
            Measures = books,
            UnknownCodeSystems = run.UnknownSystems,
            UnplacedCodes = run.UnplacedCodes,
            Controls = ControlLines(run),
            Notes = leftOut is null ? run.Notes : [.. run.Notes, leftOut.Reason],
            LeftOut = leftOut,
            Cache = run.CacheReport,
            Feeds = run.Coverage.Intervals,
            Counts = RunCounts.Of(run, books, sites),
            Days = DayBook.AsOf(run.Request.AsOf, sites, run.Controls, run.Plan.Controls.Select(c => (c.Table, c.ValueSet))),
            Started = started,
            Timings = clock.Timings,
        };
    }

    private static EvaluatedBucket[] Evaluate(PreparedRun run, StepClock clock, CancellationToken cancel)
    {
        var buckets = Enumerable.Range(0, run.Plan.Buckets).ToList();
        return clock.Time("evaluate", buckets.Count, "buckets", done =>
            Workers.Run(buckets, run.Request.Threads, () => new BucketRoom(), (room, bucket) =>
            {
                var evaluated = EvaluatedBucket.Of(run, room, bucket, cancel);
                done(1);
                return evaluated;
            }, cancel));
    }

    // Adds the buckets up. A book that does not balance is an error of ours and must not be published.
    private static MeasureBook[] Balance(PreparedRun run, IReadOnlyList<EvaluatedBucket> buckets, LeftOut? leftOut)
    {
        foreach (var bucket in buckets)
        {
            run.Keep(bucket.Rejects);
            foreach (var (table, corrections) in bucket.Corrections)
                run.Book(table).Add(corrections);
        }
        var books = run.Request.Rules.Measures.Select(m => new MeasureBook(m)).ToArray();
        var patients = run.Book(Table.Patients).Used;
        var notEvaluated = leftOut?.Patients(run.Exchange) ?? 0;
        for (var i = 0; i < books.Length; i++)
        {
            foreach (var bucket in buckets)
                books[i].Add(bucket.Books[i]);
            books[i].CountOthers(notEvaluated, FunnelSteps.NotEvaluated);
            books[i].CountOthers(patients - books[i].Patients, FunnelSteps.NoIndexEvent);
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
}
