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
        await database.Read(connection => RunCatalog.Find(connection, runId), leaving) is { } row && await Work(row, partitionId, leaving);

    /// <summary>
    /// Works on one unit after the other until nothing is left of the run. Who is free while others end a stage waits here for the next one,
    /// and hears of it sooner than by a message.
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
            if (next is { } id && await Work(row, id, leaving))
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

    private async Task<bool> Work(RunRow row, long partitionId, CancellationToken leaving)
    {
        if (row is not { State: RunStates.Running, Work: RunWork.Shared } || await Open(row, partitionId, leaving) is not { } open)
            return false;
        List<ReadyUnit>? ready = null;
        using (var attempt = _attempts.TryBegin(row.RunId, partitionId, leaving))
        {
            if (attempt is null || await Claim(attempt, row.RunId, partitionId, leaving) is not { } taken)
                return false;
            try
            {
                ready = await WorkOn(row, open, attempt, taken);
            }
            catch (Exception e)
            {
                await Fail(row, attempt, taken.Unit, e, leaving);
            }
        }
        await Tell(row.RunId, ready ?? await Ready(row.RunId, CancellationToken.None), CancellationToken.None);
        return true;
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

    private async Task<TakenUnit?> Claim(LocalAttempt attempt, string runId, long partitionId, CancellationToken cancel)
    {
        var taken = await database.Write(connection =>
            PartitionLedger.Claim(connection, runId, partitionId, me.Id, settings.Lease) is { } unit ? new TakenUnit(unit, PartitionLedger.Committed(connection, runId)) : null, cancel);
        if (taken is not null)
            attempt.Begin(new(runId, partitionId, taken.Unit.Attempt, me.Id), taken.Unit.Rows);
        return taken;
    }

    // What comes of it: the units of which others are to be told.
    private Task<List<ReadyUnit>> WorkOn(RunRow row, OpenRun open, LocalAttempt attempt, TakenUnit taken) => taken.Unit.Step switch
    {
        SharedSteps.Plan => Plan(row, open, attempt),
        SharedSteps.Finish => Finish(row, open, attempt, taken),
        _ => Unit(row, open, attempt, taken),
    };

    private async Task<List<ReadyUnit>> Plan(RunRow row, OpenRun open, LocalAttempt attempt)
    {
        var request = await EnteredRows.AddTo(open.Request, database, attempt.Stop);
        // Taken within the attempt at planning, whose lease is renewed meanwhile. Of two attempts only one can be taking, for the folder is one
        // process' at a time; what a late one leaves there is whole, and a plan that was made before it is refused.
        using var taken = request.Source is { } source ? await OnItsOwnThread(() => source.Take(attempt, attempt.Stop)) : null;
        if (taken is not null)
            log($"{row.RunId}: taken from {request.Source!.Id}");
        using var run = await OnItsOwnThread(() => SharedRun.Start(request, runs.FolderOf(row.RunId), (int)attempt.Key!.Attempt, database.Time, unitWork: settings.UnitWork, isListed: row.Kind != RunKinds.Backfill));
        List<(RunPartition, long)> units =
        [
            .. run.Partitions.Select(p => (new RunPartition(p.Id, p.Word, p.Table is { } table ? CanonicalTable.Of(table).Name : "", p.Rows), SharedSteps.StageOf(p.Step))),
            (new(run.Partitions.Count, SharedSteps.Finish, "", 0), SharedSteps.LastStage),
        ];
        var inputs = run.Inputs;
        var ready = await Commit(row, attempt, run.PlanFile, connection =>
        {
            if (row.Kind != RunKinds.Backfill)
                PublishedRuns.RefuseOlder(connection, request, inputs.Max(i => i.ModifiedAt));
            RunLedger.NoteInputs(connection, row.RunId, inputs);
            PartitionLedger.Add(connection, row.RunId, units);
        });
        log($"{row.RunId}: planned in {Amounts.Of(units.Count - 1, "unit")}");
        return ready;
    }

    private async Task<List<ReadyUnit>> Unit(RunRow row, OpenRun open, LocalAttempt attempt, TakenUnit taken)
    {
        var files = taken.Files;
        var run = await OnItsOwnThread(() => open.Over(taken.Plan));
        var part = run.Partitions[(int)attempt.Key!.PartitionId];
        var file = await OnItsOwnThread(() => run.Work(part, (int)attempt.Key.Attempt, files, attempt, attempt.Stop, (database, row.RunId)));
        var ready = await Commit(row, attempt, file, connection => run.Leave(part, file, files, connection));
        log($"{row.RunId}: unit {attempt.Key!.PartitionId} ({taken.Unit.Step}) done, attempt {attempt.Key.Attempt}");
        return ready;
    }

    private async Task<List<ReadyUnit>> Finish(RunRow row, OpenRun open, LocalAttempt attempt, TakenUnit taken)
    {
        var (ends, failed) = await database.Read(connection => (PartitionLedger.Stages(connection, row.RunId), PartitionLedger.Failed(connection, row.RunId)), attempt.Stop);
        var began = row.StartedAt!.Value;
        // Steps of one stage begin together.
        var earlier = ends.Select(end => (end.Step, end.EndedAt - ends.Where(e => e.Stage < end.Stage).Select(e => e.EndedAt).Append(began).Max())).ToList();
        var run = open.Over(taken.Plan);
        var place = PlaceOf(row) with { Attempt = attempt.Key!.Attempt };
        await using var session = RunSession.OfAttempt(database, attempt.Key, run.Request, place, attempt.Stop);
        try
        {
            var report = await OnItsOwnThread(() => run.Finish(taken.Files, GivenUpUnits.WhatIsMissing(failed), place, began, earlier, session, attempt).GetAwaiter().GetResult());
            log($"{row.RunId}: {report.State}");
            return [];
        }
        catch when (row.OutFolder is not null)
        {
            RunFolder.Remove(place.FolderOf(row.RunId));
            throw;
        }
    }

    // What was lost while the commit was on its way is seen by the next attempt's number.
    private async Task<List<ReadyUnit>> Commit(RunRow row, LocalAttempt attempt, string file, Action<DbConnection> also)
    {
        var key = attempt.Key!;
        var ready = await database.Write(connection =>
        {
            // A commit whose answer was lost may have happened.
            if (PartitionLedger.Find(connection, key.RunId, key.PartitionId) is { State: "done" } unit && unit.ResultFile == file)
                return Ready(connection, row.RunId);
            if (!PartitionLedger.NoteRun(connection, key.RunId) || !PartitionLedger.Commit(connection, key, file))
                return null;
            also(connection);
            return Ready(connection, row.RunId);
        });
        if (ready is not null)
            return ready;
        File.Delete(Path.Combine(runs.FolderOf(row.RunId), file));
        attempt.Lose();
        throw new OperationCanceledException();
    }

    // The threads of the pool stay free for signs of life.
    private static Task<T> OnItsOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private RunPlace PlaceOf(RunRow row) => RunHandlers.PlaceOf(row, database);

    private async Task Send(string runId, CancellationToken cancel) => await Tell(runId, await Ready(runId, cancel), cancel);

    private Task<List<ReadyUnit>> Ready(string runId, CancellationToken cancel) => database.Write(connection => Ready(connection, runId), cancel);

    // This process goes on by itself, and so does each that has begun: where there is an engine, only those that are at nothing need a message.
    private List<ReadyUnit> Ready(DbConnection connection, string runId)
    {
        var limit = goesOn ? WorkerLedger.Idle(connection) - 1 : long.MaxValue;
        return limit > 0 ? PartitionLedger.Send(connection, runId, null, limit) : [];
    }

    // Whoever ends a unit tells of what can be done next; if he dies before, the next who tends does.
    private async Task Tell(string runId, List<ReadyUnit> units, CancellationToken cancel)
    {
        foreach (var unit in units)
        {
            if (unit.Step == SharedSteps.Finish)
                await dispatch.FinishRun(runId, cancel);
            else
                await dispatch.RunPartition(runId, unit.PartitionId.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);
        }
    }

    /// <summary>A unit that this process has got.</summary>
    /// <param name="Unit">The unit.</param>
    /// <param name="Committed">What was done when it got it.</param>
    private sealed record TakenUnit(ClaimedUnit Unit, List<CommittedFile> Committed)
    {
        /// <summary>The file that holds the plan.</summary>
        public string Plan => Committed.Single(f => f.PartitionId == SharedSteps.PlanId).ResultFile;

        /// <summary>The files of the units that were done.</summary>
        public IReadOnlyDictionary<int, string> Files { get; } = Committed.Where(f => f.PartitionId != SharedSteps.PlanId).ToDictionary(f => (int)f.PartitionId, f => f.ResultFile);
    }
}
