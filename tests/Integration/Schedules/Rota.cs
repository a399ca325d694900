using System.Data.Common;
using System.Globalization;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>
/// A database with schedules under a clock of the test's own. Runs are only said to begin and end: what they do is no matter here.
/// Instants are written "06-05 02:30" (2026, UTC).
/// </summary>
internal sealed class Rota : IAsyncDisposable
{
    private readonly FreshDatabase _fresh;
    private readonly Dictionary<string, JobFile> _files = new(StringComparer.Ordinal);
    private readonly ScheduleDuty _duty;

    private Rota(FreshDatabase fresh, string now)
    {
        (_fresh, Clock) = (fresh, new(At(now)));
        _duty = Duty(fresh.Database);
        Desk = new(fresh.Database, Settings, Clock);
    }

    public SetClock Clock { get; }

    public ScheduleDesk Desk { get; }

    public OpportuneDatabase Database => _fresh.Database;

    public DutySettings Settings => new() { Files = () => [.. _files.Values.OrderBy(f => f.Id, StringComparer.Ordinal)], Root = Path.GetTempPath(), Threads = 1 };

    /// <summary>What the duty and the desk were told to hint at.</summary>
    public List<string> Hints { get; } = [];

    /// <summary>What the duty told its log.</summary>
    public List<string> Log { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Rota> On(DatabaseEngine engine, string now) => new(await BothEngines.Fresh(engine), now);

    public static DateTimeOffset At(string text) => DateTimeOffset.ParseExact("2026-" + text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    public ScheduleDuty Duty(OpportuneDatabase database) => new(database, Settings, Clock, (run, _) =>
    {
        lock (Hints)
            Hints.Add(run);
        return Task.CompletedTask;
    }, line =>
    {
        lock (Log)
            Log.Add(line);
    });

    public Task<OpportuneDatabase> OpenAnother() => OpportuneDatabase.OpenExisting(DatabaseUrl.Parse(_fresh.Url), TimeProvider.System, Cancel);

    /// <summary>Writes a job file; <paramref name="schedule"/> as under 'schedule', one key a line.</summary>
    public void Write(string job, string schedule, string? input = "in") => _files[job] = new(job, new()
    {
        Id = job,
        Title = job,
        MeasureTags = ["nightly"],
        Outputs = [JobOutput.Parquet],
        Input = input,
        Out = "out",
        Schedule = ScheduleText.Change(job, ScheduleText.Values(schedule), Said(), s => ScheduleLint.Faults(s, Clock.Now)),
    }, null);

    public void Break(string job, string error = "not valid YAML") => _files[job] = new(job, null, $"{job}.yaml:1:1 {error}");

    public void Delete(string job) => _files.Remove(job);

    public Task Look() => _duty.Look(Cancel);

    /// <summary>Sets the clock and looks.</summary>
    public Task LookAt(string now)
    {
        Clock.Now = At(now);
        return Look();
    }

    public Task<List<RunRow>> Runs(string? job = null) => Database.Read(c => RunCatalog.List(c, job, null, 10_000).OrderBy(r => r.RequestedAt).ThenBy(r => r.RunId, StringComparer.Ordinal).ToList(), Cancel);

    public async Task<RunRow> LastRun(string job) => (await Runs(job))[^1];

    public Task<List<OccasionRow>> Occasions(string job) => Database.Read(c => ScheduleCatalog.Occasions(c, job, 10_000).OrderBy(o => o.DueAt).ToList(), Cancel);

    /// <summary>"06-05 02:30 queued", "06-06 02:30 skipped overlap", in order.</summary>
    public async Task<List<string>> Decided(string job) => (await Occasions(job)).ConvertAll(o => $"{Text(o.DueAt)} {o.State}{(o.Reason is null ? "" : " " + o.Reason)}");

    public async Task<ScheduleRow> Row(string job) => (await Database.Read(c => ScheduleCatalog.Find(c, job), Cancel))!;

    public Task<List<ScheduleChangeRow>> History(string job) => Database.Read(c => ScheduleCatalog.Changes(c, job, 1000), Cancel);

    public Task<List<BackfillRow>> Backfills() => Database.Read(c => ScheduleCatalog.Backfills(c, null, null), Cancel);

    /// <summary>A worker takes the first queued run that may begin now, if nothing is at work; null: none.</summary>
    public Task<string?> Begin() => Database.Write(Begin, Cancel);

    /// <summary>A worker takes that job's queued run.</summary>
    public async Task<string> BeginOf(string job)
    {
        var run = await Begin();
        Assert.NotNull(run);
        Assert.StartsWith(job + "-", run, StringComparison.Ordinal);
        return run;
    }

    public Task End(string run, string state = RunStates.Succeeded, string? failure = null) => Database.Write(
        c => c.Execute("update runs set state = @state, failure = @failure, state_reason = @state, finished_at = @now where run_id = @run", new { run, state, failure, now = Clock.Now }), Cancel);

    public async ValueTask DisposeAsync() => await _fresh.DisposeAsync();

    private string? Begin(DbConnection connection) => connection.Query<string>(
        """
        update runs set state = 'running', started_at = @now
        where run_id = (
            select run_id from runs
            where state = 'queued' and cancel_requested_at is null and (not_before is null or not_before <= @now) and (not_after is null or not_after > @now)
                and not exists (select 1 from runs where state = 'running')
            order by requested_at, run_id limit 1)
        returning run_id
        """, new { now = Clock.Now }).SingleOrDefault();

    private Dictionary<string, string?> Said() => _files.Values.Where(f => f.Job is not null)
        .ToDictionary(f => f.Id, f => f.Job!.Schedule is { } s ? ScheduleText.Write(s) : null, StringComparer.Ordinal);
}
