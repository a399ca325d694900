using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>
/// Runs that several processes carry out unit by unit, over files in a folder that all of them see. Who works on a unit, whose file
/// counts, and what comes next the ledger says; nothing here rests on a message, nor on who is alive.
/// </summary>
internal sealed partial class SharedWork(
    OpportuneDatabase database, OpenRuns runs, WorkerIdentity me, ClusterSettings settings, IDispatch dispatch, bool goesOn, Action<string> log) : IDisposable
{
    // Another was quicker; or it is not for this process, and then a message is what it waits for.
    private const int MostMissed = 5;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly LocalAttempts _attempts = new();

    /// <summary>Takes a run that waits. False: somebody else has, another run is at work, or its time has not come.</summary>
    public async Task<bool> Begin(RunRow row, RunRequest request, RunPlace place, CancellationToken cancel)
    {
        var begun = await RunStart.Write(database, row.RunId, me.NextClaim(), request, place, RunWork.Shared, isNew: false, cancel, connection =>
            PartitionLedger.Add(connection, row.RunId, [(new(SharedSteps.PlanId, SharedSteps.Plan, "", 0), 0)]));
        if (begun)
        {
            log($"{row.RunId}: begun");
            await Send(row.RunId, cancel);
        }
        return begun;
    }

    /// <summary>Works on a unit, if it waits.</summary>
    /// <returns>Whether it was taken.</returns>
    public async Task<bool> Work(string runId, long partitionId, CancellationToken leaving) =>
        await database.Read(connection => RunCatalog.Find(connection, runId), leaving) is { } row && await Work(row, partitionId, enough: new(canceled: true), leaving);

    /// <summary>
    /// Works on one unit after the other until nothing is left of the run: the next is taken with the commit of the last. Who is free while others
    /// end a stage waits here for the next one, and hears of it sooner than by a message.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="enough">No further unit is taken when this is cancelled.</param>
    /// <param name="leaving">What is being worked on stops, too.</param>
    public async Task GoOn(string runId, CancellationToken enough, CancellationToken leaving)
    {
        for (var missed = 0; missed < MostMissed && !enough.IsCancellationRequested;)
        {
            var (row, (next, atWork)) = await database.Read(connection => (RunCatalog.Find(connection, runId), PartitionLedger.Next(connection, runId)), leaving);
            if (row is null || next is null && atWork == 0)
                return;
            if (next is { } id && await Work(row, id, enough, leaving))
            {
                missed = 0;
                continue;
            }
            missed += next is null ? 0 : 1;
            await Task.Delay(LookEvery, database.Time, leaving);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => runs.Dispose();

    // And on those that it takes with each commit.
    private async Task<bool> Work(RunRow row, long partitionId, CancellationToken enough, CancellationToken leaving)
    {
        if (row is not { State: RunStates.Running, Work: RunWork.Shared } || await Open(row, partitionId, leaving) is not { } open)
            return false;
        if (_attempts.TryBegin(row.RunId, partitionId, leaving) is not { } attempt || await Claim(attempt, leaving) is not { } first)
            return false;
        var at = new AtWork(row, open, enough, leaving);
        for (TakenUnit? taken = first; taken is not null;)
            taken = await WorkOn(at, taken);
        return true;
    }

    private async Task<TakenUnit?> WorkOn(AtWork at, TakenUnit taken)
    {
        Done? done = null;
        using (taken.Attempt)
        {
            try
            {
                done = await (taken.Unit.Step switch
                {
                    SharedSteps.Plan => Plan(at, taken),
                    SharedSteps.Finish => Finish(at, taken),
                    _ => Unit(at, taken),
                });
            }
            catch (Exception e)
            {
                await Fail(at.Row, taken.Attempt, taken.Unit, e, at.Leaving);
            }
        }
        await Tell(at.Row.RunId, done?.Others ?? await Ready(at.Row.RunId, CancellationToken.None), CancellationToken.None);
        return done?.Next;
    }

    // A process that cannot work on a run leaves it to others, for it may be the process that is wrong.
    private async Task<OpenRun?> Open(RunRow row, long partitionId, CancellationToken cancel)
    {
        var (open, fault) = (default(OpenRun), default(string));
        try
        {
            open = await runs.Open(row, cancel);
        }
        catch (InputException e)
        {
            fault = e.Message;
        }
        var refusal = fault ?? open!.Refusal
            ?? (Needed(row, open!, partitionId) is { } folder && !Directory.Exists(folder) ? $"there is no folder {folder} here"
            : partitionId != SharedSteps.PlanId && !Directory.Exists(runs.FolderOf(row.RunId)) ? $"there is no folder {runs.FolderOf(row.RunId)} here: the shared folder must be the same for all"
            : null);
        if (refusal is null)
            return open;
        if (_told.TryAdd(row.RunId, 0))
            log($"{row.RunId}: left to other workers: {refusal}");
        return null;
    }

    // What is made of a source is there when the run is planned, and not before.
    private static string? Needed(RunRow row, OpenRun open, long partitionId) =>
        partitionId == SharedSteps.PlanId && open.Request.Source is { } source ? source.Folder : row.Input;

    private async Task<Done> Plan(AtWork at, TakenUnit taken)
    {
        var (row, attempt) = (at.Row, taken.Attempt);
        var request = await EnteredRows.AddTo(at.Open.Request, database, attempt.Stop);
        // Taken within the attempt at planning, whose lease is renewed meanwhile. Of two attempts only one can be taking, for the folder is one
        // process' at a time; what a late one leaves there is whole, and a plan that was made before it is refused.
        using var made = request.Source is { } source ? await OnItsOwnThread(() => source.Take(attempt, attempt.Stop)) : null;
        if (made is not null)
            log($"{row.RunId}: taken from {request.Source!.Id}");
        using var run = await OnItsOwnThread(() => SharedRun.Start(request, runs.FolderOf(row.RunId), (int)taken.Unit.Attempt, database.Time, unitWork: settings.UnitWork, isListed: row.Kind != RunKinds.Backfill));
        List<(RunPartition, long)> units =
        [
            .. run.Partitions.Select(p => (new RunPartition(p.Id, p.Word, p.Table is { } table ? CanonicalTable.Of(table).Name : "", p.Rows), SharedSteps.StageOf(p.Step))),
            (new(run.Partitions.Count, SharedSteps.Finish, "", 0), SharedSteps.LastStage),
        ];
        var inputs = run.Inputs;
        var done = await Commit(at, taken, run.PlanFile, connection =>
        {
            if (row.Kind != RunKinds.Backfill)
                PublishedRuns.RefuseOlder(connection, request, inputs.Max(i => i.ModifiedAt));
            RunLedger.NoteInputs(connection, row.RunId, inputs);
            PartitionLedger.Add(connection, row.RunId, units);
        });
        log($"{row.RunId}: planned in {Amounts.Of(units.Count - 1, "unit")}");
        return done;
    }

    private async Task<Done> Unit(AtWork at, TakenUnit taken)
    {
        var (row, attempt) = (at.Row, taken.Attempt);
        var (file, leave) = await OnItsOwnThread(() =>
        {
            var run = at.Open.Over(taken.Plan);
            return run.Work(run.Partitions[(int)attempt.PartitionId], (int)taken.Unit.Attempt, taken.Files, attempt, attempt.Stop, (database, row.RunId));
        });
        var done = await Commit(at, taken, file, leave);
        log($"{row.RunId}: unit {attempt.PartitionId} ({taken.Unit.Step}) done, attempt {taken.Unit.Attempt}");
        return done;
    }

    private async Task<Done> Finish(AtWork at, TakenUnit taken)
    {
        var (row, attempt) = (at.Row, taken.Attempt);
        var (ends, failed) = await database.Read(connection => (PartitionLedger.Stages(connection, row.RunId), PartitionLedger.Failed(connection, row.RunId)), attempt.Stop);
        var began = row.StartedAt!.Value;
        // Steps of one stage begin together.
        var earlier = ends.Select(end => (end.Step, end.EndedAt - ends.Where(e => e.Stage < end.Stage).Select(e => e.EndedAt).Append(began).Max())).ToList();
        var run = at.Open.Over(taken.Plan);
        var place = PlaceOf(row) with { Attempt = taken.Unit.Attempt };
        await using var session = RunSession.OfAttempt(database, attempt.Key!, run.Request, place, attempt.Stop);
        try
        {
            var report = await OnItsOwnThread(() => run.Finish(taken.Files, GivenUpUnits.WhatIsMissing(failed), place, began, earlier, session, attempt).GetAwaiter().GetResult());
            log($"{row.RunId}: {report.State}");
            return new([], null);
        }
        catch when (row.OutFolder is not null)
        {
            RunFolder.Remove(place.FolderOf(row.RunId));
            throw;
        }
    }

    // The threads of the pool stay free for signs of life.
    private static Task<T> OnItsOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private RunPlace PlaceOf(RunRow row) => RunHandlers.PlaceOf(row, database);

    /// <summary>A run that this process is at work on.</summary>
    /// <param name="Row">The run.</param>
    /// <param name="Open">The run as this process has it open.</param>
    /// <param name="Enough">No further unit is taken when this is cancelled.</param>
    /// <param name="Leaving">What is being worked on stops, too.</param>
    private sealed record AtWork(RunRow Row, OpenRun Open, CancellationToken Enough, CancellationToken Leaving);
}
