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
    OpportuneDatabase database, OpenRuns runs, WorkerIdentity me, ClusterSettings settings, IDispatch dispatch, Action<string> log) : IDisposable
{
    // Another was quicker; or it is not for this process, and then a message is what it waits for.
    private const int MostMissed = 5;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

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
    public async Task<bool> Work(string runId, long partitionId, CancellationToken leaving)
    {
        if (await database.Read(connection => RunCatalog.Find(connection, runId), leaving) is not { State: RunStates.Running, Work: RunWork.Shared } row || await Open(row, partitionId, leaving) is not { } open)
            return false;
        using (var attempt = _attempts.TryBegin(runId, partitionId, leaving))
        {
            if (attempt is null || await Claim(attempt, runId, partitionId, leaving) is not { } unit)
                return false;
            try
            {
                await WorkOn(row, open, attempt, unit);
            }
            catch (Exception e)
            {
                await Fail(row, attempt, unit, e, leaving);
            }
        }
        await Send(runId, CancellationToken.None);
        return true;
    }

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
            var (next, atWork) = await database.Read(connection => PartitionLedger.Next(connection, runId), leaving);
            if (next is null && atWork == 0)
                return;
            if (next is { } id && await Work(runId, id, leaving))
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

    private async Task<ClaimedUnit?> Claim(LocalAttempt attempt, string runId, long partitionId, CancellationToken cancel)
    {
        var unit = await database.Write(connection => PartitionLedger.Claim(connection, runId, partitionId, me.Id, settings.Lease), cancel);
        if (unit is not null)
            attempt.Begin(new(runId, partitionId, unit.Attempt, me.Id), unit.Rows);
        return unit;
    }

    private Task WorkOn(RunRow row, OpenRun open, LocalAttempt attempt, ClaimedUnit unit) => unit.Step switch
    {
        SharedSteps.Plan => Plan(row, open, attempt),
        SharedSteps.Finish => Finish(row, open, attempt),
        _ => Unit(row, open, attempt, unit),
    };

    private async Task Plan(RunRow row, OpenRun open, LocalAttempt attempt)
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
        await Commit(row, attempt, run.PlanFile, connection =>
        {
            if (row.Kind != RunKinds.Backfill)
                PublishedRuns.RefuseOlder(connection, request, inputs.Max(i => i.ModifiedAt));
            RunLedger.NoteInputs(connection, row.RunId, inputs);
            PartitionLedger.Add(connection, row.RunId, units);
        });
        log($"{row.RunId}: planned in {Amounts.Of(units.Count - 1, "unit")}");
    }

    private async Task Unit(RunRow row, OpenRun open, LocalAttempt attempt, ClaimedUnit unit)
    {
        var (plan, files) = await Committed(row.RunId, attempt.Stop);
        var run = await OnItsOwnThread(() => open.Over(plan));
        var part = run.Partitions[(int)attempt.Key!.PartitionId];
        var file = await OnItsOwnThread(() => run.Work(part, (int)attempt.Key.Attempt, files, attempt, attempt.Stop, (database, row.RunId)));
        await Commit(row, attempt, file, connection => run.Leave(part, file, files, connection));
        log($"{row.RunId}: unit {attempt.Key!.PartitionId} ({unit.Step}) done, attempt {attempt.Key.Attempt}");
    }

    private async Task Finish(RunRow row, OpenRun open, LocalAttempt attempt)
    {
        var (plan, files) = await Committed(row.RunId, attempt.Stop);
        var (ends, failed) = await database.Read(connection => (PartitionLedger.Stages(connection, row.RunId), PartitionLedger.Failed(connection, row.RunId)), attempt.Stop);
        var began = row.StartedAt!.Value;
        // Steps of one stage begin together.
        var earlier = ends.Select(end => (end.Step, end.EndedAt - ends.Where(e => e.Stage < end.Stage).Select(e => e.EndedAt).Append(began).Max())).ToList();
        var run = open.Over(plan);
        var place = PlaceOf(row) with { Attempt = attempt.Key!.Attempt };
        await using var session = RunSession.OfAttempt(database, attempt.Key, run.Request, place, attempt.Stop);
        try
        {
            var report = await OnItsOwnThread(() => run.Finish(files, GivenUpUnits.WhatIsMissing(failed), place, began, earlier, session, attempt).GetAwaiter().GetResult());
            log($"{row.RunId}: {report.State}");
        }
        catch when (row.OutFolder is not null)
        {
            RunFolder.Remove(place.FolderOf(row.RunId));
            throw;
        }
    }

    // What was lost while the commit was on its way is seen by the next attempt's number.
    private async Task Commit(RunRow row, LocalAttempt attempt, string file, Action<DbConnection> also)
    {
        var key = attempt.Key!;
        var isNamed = await database.Write(connection =>
        {
            // A commit whose answer was lost may have happened.
            if (PartitionLedger.Find(connection, key.RunId, key.PartitionId) is { State: "done" } unit && unit.ResultFile == file)
                return true;
            if (!PartitionLedger.NoteRun(connection, key.RunId) || !PartitionLedger.Commit(connection, key, file))
                return false;
            also(connection);
            return true;
        });
        if (isNamed)
            return;
        File.Delete(Path.Combine(runs.FolderOf(row.RunId), file));
        attempt.Lose();
        throw new OperationCanceledException();
    }

    private async Task<(string Plan, IReadOnlyDictionary<int, string> Files)> Committed(string runId, CancellationToken cancel)
    {
        var files = await database.Read(connection => PartitionLedger.Committed(connection, runId), cancel);
        return (files.Single(f => f.PartitionId == SharedSteps.PlanId).ResultFile, files.Where(f => f.PartitionId != SharedSteps.PlanId).ToDictionary(f => (int)f.PartitionId, f => f.ResultFile));
    }

    // The threads of the pool stay free for signs of life.
    private static Task<T> OnItsOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private RunPlace PlaceOf(RunRow row) => RunHandlers.PlaceOf(row, database);

    // Whoever ends a unit tells of what can be done next; if he dies before, the next who tends does.
    private async Task Send(string runId, CancellationToken cancel, TimeSpan? again = null, long limit = long.MaxValue)
    {
        foreach (var unit in await database.Write(connection => PartitionLedger.Send(connection, runId, again, limit), cancel))
        {
            if (unit.Step == SharedSteps.Finish)
                await dispatch.FinishRun(runId, cancel);
            else
                await dispatch.RunPartition(runId, unit.PartitionId.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);
        }
    }
}
