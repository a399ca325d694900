using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>
/// What people do to schedules while they run: each one transaction with its line in the schedule's history. What came due before the change is
/// decided first, by the schedule as it was. A job's file is never changed here.
/// </summary>
public sealed class ScheduleDesk(OpportuneDatabase database, DutySettings settings, TimeProvider time)
{
    /// <summary>Pauses a schedule. What waits is let go; a run that is at work ends normally.</summary>
    /// <param name="job">The job.</param>
    /// <param name="until">When it resumes by itself; null: when somebody says so.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    /// <exception cref="InputException">There is no such job, or the instant is past.</exception>
    public Task<ScheduleRow> Pause(string job, DateTimeOffset? until, string by, string reason, CancellationToken cancel = default) => Act(job, (connection, hand, now) =>
    {
        if (until <= now)
            throw new InputException("--until: name an instant that is to come");
        var row = hand.Row;
        if (row.IsPaused(now) && (row.PausedUntil, row.PausedBy, row.PausedReason) == (until, by, reason))
            return row;
        ScheduleLedger.Pause(connection, job, now, until, by, reason);
        ScheduleLedger.AddChange(connection, job, now, ScheduleChangeKinds.Paused, by, reason, until is { } end ? $"paused until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "paused until somebody resumes it", row.Holds);
        return LookAgain(connection, hand, now);
    }, cancel);

    /// <summary>Ends a pause. Nothing that came due meanwhile is made up for.</summary>
    /// <exception cref="InputException">There is no such job, or it is not paused.</exception>
    public Task<ScheduleRow> Resume(string job, string by, string? reason, CancellationToken cancel = default) => Act(job, (connection, hand, now) =>
    {
        if (!hand.Row.IsPaused(now))
            throw new InputException($"{job} is not paused");
        ScheduleLedger.Resume(connection, job);
        ScheduleLedger.AddChange(connection, job, now, ScheduleChangeKinds.Resumed, by, reason, "resumed", hand.Row.Holds);
        return ScheduleCatalog.Find(connection, job)!;
    }, cancel);

    /// <summary>Changes a schedule until the change is written into the file or dropped.</summary>
    /// <param name="job">The job.</param>
    /// <param name="values">Keys of the file's <c>schedule</c> and their new values as YAML; null leaves a key out.</param>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    /// <exception cref="InputException">There is no such job, or the schedule would be wrong; nothing was changed.</exception>
    public Task<ScheduleRow> Set(string job, IReadOnlyDictionary<string, string?> values, string by, string reason, CancellationToken cancel = default) => Act(job, (connection, hand, now) =>
    {
        var text = ScheduleText.Write(Changed(connection, job, hand.Row.Holds, values, now));
        if (text == hand.Row.Holds)
            return hand.Row;
        ScheduleLedger.SetOwn(connection, job, text == hand.Row.FileSchedule ? null : text, hand.Row.FileSchedule);
        ScheduleLedger.MoveCursor(connection, job, now);
        ScheduleLedger.AddChange(connection, job, now, ScheduleChangeKinds.Set, by, reason, Difference(hand.Row.Holds, text), text);
        return LookAgain(connection, hand, now);
    }, cancel);

    /// <summary>What a change would make of a schedule; nothing is changed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="values">As of <see cref="Set"/>.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    /// <exception cref="InputException">There is no such job, or the schedule would be wrong.</exception>
    public Task<JobSchedule> Try(string job, IReadOnlyDictionary<string, string?> values, CancellationToken cancel = default)
    {
        var file = settings.Files().FirstOrDefault(f => f.Id == job);
        return database.Read(connection =>
        {
            var row = ScheduleCatalog.Find(connection, job);
            if (row is null && file is null)
                throw new InputException($"there is no job {job}");
            var holds = row is not null ? row.Holds : file!.Job?.Schedule is { } theirs ? ScheduleText.Write(theirs) : null;
            return Changed(connection, job, holds, values, time.GetUtcNow());
        }, cancel);
    }

    /// <summary>Drops what people changed; the file holds again.</summary>
    /// <exception cref="InputException">There is no such job, or nothing of it was changed.</exception>
    public Task<ScheduleRow> Reset(string job, string by, string? reason, CancellationToken cancel = default) => Act(job, (connection, hand, now) =>
    {
        if (hand.Row.OwnSchedule is null)
            throw new InputException($"the schedule of {job} is its file's; there is nothing to drop");
        ScheduleLedger.SetOwn(connection, job, null, null);
        ScheduleLedger.MoveCursor(connection, job, now);
        ScheduleLedger.AddChange(connection, job, now, ScheduleChangeKinds.Reset, by, reason, Difference(hand.Row.OwnSchedule, hand.Row.FileSchedule), hand.Row.FileSchedule);
        return LookAgain(connection, hand, now);
    }, cancel);

    /// <summary>Starts a job now, by its own rules for overlap and window.</summary>
    /// <returns>What was decided; and false where a run of it waited already, or was asked for in the same second.</returns>
    /// <exception cref="InputException">It cannot be started; the message says why.</exception>
    public Task<(OccasionRow Occasion, bool IsNew)> Trigger(string job, string by, string? reason, CancellationToken cancel = default) => Act(job, (connection, hand, now) =>
    {
        var look = new DutyLook(connection, settings, now);
        var (occasion, isNew) = look.Trigger(hand, by);
        look.Write(connection);
        if (isNew)
            ScheduleLedger.AddChange(connection, job, now, ScheduleChangeKinds.Triggered, by, reason, $"started by hand: {occasion.State}{(occasion.RunId is null ? "" : $" as {occasion.RunId}")}", hand.Row.Holds);
        return (occasion, isNew);
    }, cancel);

    /// <summary>Asks for earlier days: one run a day, or every so many days, in order and one at a time; never entries.</summary>
    /// <exception cref="InputException">There is no such job, it cannot run, or the days are none.</exception>
    public Task<BackfillRow> Backfill(string job, DateOnly from, DateOnly to, int everyDays, string by, string? reason, CancellationToken cancel = default) => Act(job, (connection, hand, now) =>
    {
        if (from > to || everyDays < 1)
            throw new InputException(from > to ? "--from: name a first day that is not after the last" : "--every: name a number of days from 1");
        if (to > Planner.AsOf(hand.Schedule, now))
            throw new InputException($"--to: {to:yyyy-MM-dd} is still to come in {hand.Schedule.TimeZone}");
        if (hand.Hindrance is { } hindrance)
            throw new InputException($"{job} cannot run: {hindrance}");
        // A commit whose answer was lost has happened.
        if (ScheduleCatalog.Backfills(connection, job, null).Find(b => b.RequestedAt == now && b.RequestedBy == by) is { } done)
            return done;
        if (ScheduleCatalog.Backfills(connection, job, null).Find(b => b.State == BackfillStates.Working && (b.FromDate, b.ToDate, b.EveryDays) == (from, to, everyDays)) is { } same)
            throw new InputException($"these days are looked at already, as {same.RequestedBy} asked; nothing was added");
        var id = ScheduleLedger.AddBackfill(connection, job, from, to, everyDays, now, by, reason);
        ScheduleLedger.AddChange(connection, job, now, ScheduleChangeKinds.Backfill, by, reason, $"earlier days {from:yyyy-MM-dd} to {to:yyyy-MM-dd}, {BackfillRow.PaceOf(everyDays)}", hand.Row.Holds);
        return ScheduleCatalog.Backfills(connection, job, null).Find(b => b.BackfillId == id)!;
    }, cancel);

    private JobSchedule Changed(DbConnection connection, string job, string? holds, IReadOnlyDictionary<string, string?> values, DateTimeOffset now)
    {
        var said = ScheduleText.Values(holds);
        foreach (var (key, value) in values)
            said[key] = value;
        var others = settings.Files().ToDictionary(f => f.Id, f => f.Job?.Schedule is { } theirs ? ScheduleText.Write(theirs) : null, StringComparer.Ordinal);
        foreach (var row in ScheduleCatalog.All(connection).Where(r => r.GoneAt is null))
            others[row.Job] = row.Holds;
        return ScheduleText.Change(job, said, others, schedule => ScheduleLint.Faults(schedule, now));
    }

    private Task<T> Act<T>(string job, Func<DbConnection, JobAtHand, DateTimeOffset, T> act, CancellationToken cancel)
    {
        var asked = Instants.ToMicroseconds(time.GetUtcNow());
        var file = settings.Files().FirstOrDefault(f => f.Id == job);
        return database.Write(connection =>
        {
            RunLedger.TakeTurn(connection);
            var look = new DutyLook(connection, settings, asked);
            if (ScheduleCatalog.Find(connection, job) is { } row)
                look.Settle(new JobAtHand(row, file?.Job));
            else
                look.First(file?.Job ?? throw new InputException(file is null ? $"there is no job {job}; 'schedule list' shows them" : file.Trouble!));
            look.Write(connection);
            return act(connection, new(ScheduleCatalog.Find(connection, job)!, file?.Job), asked);
        }, cancel);
    }

    // What waits follows the change at once, not with the next look of a duty.
    private ScheduleRow LookAgain(DbConnection connection, JobAtHand hand, DateTimeOffset now)
    {
        var row = ScheduleCatalog.Find(connection, hand.Id)!;
        var look = new DutyLook(connection, settings, now);
        look.Settle(new JobAtHand(row, hand.Definition));
        look.Write(connection);
        return row;
    }

    private static string Difference(string? before, string? after)
    {
        var (old, now) = (ScheduleText.Values(before), ScheduleText.Values(after));
        var changed = old.Keys.Union(now.Keys).Where(k => old.GetValueOrDefault(k) != now.GetValueOrDefault(k));
        return string.Join("; ", changed.Select(k => $"{k}: {old.GetValueOrDefault(k) ?? "none"} -> {now.GetValueOrDefault(k) ?? "none"}"));
    }
}
