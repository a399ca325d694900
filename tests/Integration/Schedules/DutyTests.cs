using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>What comes due is decided once and runs as its schedule says, whatever clocks, people and other processes do.</summary>
public sealed class DutyTests
{
    private const string Nightly = "cron: \"30 2 * * *\"\ntime-zone: UTC\n";

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_due_instant_becomes_a_queued_run_with_the_date_of_its_zone(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 22 * * *\"\ntime-zone: America/Chicago\ndeadline: \"4h\"\n");
        await rota.Look();
        Assert.Empty(await rota.Runs());
        await rota.LookAt("06-06 03:31");
        var run = Assert.Single(await rota.Runs());
        Assert.Equal(
            (RunStates.Queued, new DateOnly(2026, 6, 5), "schedule", Rota.At("06-06 03:30"), Rota.At("06-06 07:30")),
            (run.State, run.AsOf, run.RequestedBy, run.DueAt!.Value, run.DeadlineAt!.Value));
        Assert.Equal([run.RunId], rota.Hints);
        await rota.LookAt("06-06 03:32");
        Assert.Single(await rota.Runs());
        Assert.Equal(["06-06 03:30 queued"], await rota.Decided("nightly"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Schedulers_that_look_in_the_same_moment_make_one_run(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        foreach (var job in new[] { "a", "b", "c" })
            rota.Write(job, Nightly);
        await rota.Look();
        for (var night = 6; night < 10; night++)
        {
            rota.Clock.Now = Rota.At($"06-{night:00} 02:31");
            var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rota.OpenAnother()));
            await Task.WhenAll(others.Select(o => Task.Run(() => rota.Duty(o).Look(Cancel), Cancel)));
            foreach (var other in others)
                await other.DisposeAsync();
            foreach (var job in new[] { "a", "b", "c" })
            {
                Assert.Equal(night - 5, (await rota.Occasions(job)).Count);
                Assert.Equal(night - 5, (await rota.Runs(job)).Count);
                await rota.End(await rota.BeginOf(job));
            }
        }
        Assert.Equal(12, rota.Hints.Distinct().Count());
        Assert.Equal(12, rota.Hints.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_triggered_twice_in_one_second_runs_once(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => rota.Desk.Trigger("nightly", $"admin{i}", "again", Cancel), Cancel)));
        Assert.Single(answers, a => a.IsNew);
        Assert.Single(answers.Select(a => a.Occasion.RunId).Distinct());
        // Also when the first has begun already.
        await rota.BeginOf("nightly");
        rota.Clock.Now += TimeSpan.FromMilliseconds(400);
        Assert.False((await rota.Desk.Trigger("nightly", "admin", null, Cancel)).IsNew);
        Assert.Single(await rota.Runs());
        Assert.Single(await rota.History("nightly"), h => h.Kind == ScheduleChangeKinds.Triggered);
        rota.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Contains("is at work", (await Assert.ThrowsAsync<InputException>(() => rota.Desk.Trigger("nightly", "admin", null, Cancel))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_clock_that_jumps_neither_runs_a_night_twice_nor_loses_the_latest(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        // A day and a half forward: only the latest night.
        await rota.LookAt("06-07 03:00");
        await rota.End(await rota.BeginOf("nightly"));
        Assert.Equal(["06-06 02:30 skipped catch-up", "06-07 02:30 queued"], await rota.Decided("nightly"));
        // An hour back, over the instant: it is decided already.
        await rota.LookAt("06-07 02:00");
        await rota.LookAt("06-07 02:31");
        Assert.Single(await rota.Runs());
        // Two days back: what was decided stays, and the nights go on.
        await rota.LookAt("06-05 13:00");
        await rota.LookAt("06-06 02:31");
        await rota.LookAt("06-07 02:31");
        Assert.Single(await rota.Runs());
        await rota.LookAt("06-08 02:31");
        Assert.Equal("06-08 02:30 queued", (await rota.Decided("nightly"))[^1]);
        Assert.Equal(2, (await rota.Runs()).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_whose_file_is_deleted_while_it_runs_ends_and_is_not_started_again(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        var run = await rota.BeginOf("nightly");
        rota.Delete("nightly");
        await rota.LookAt("06-06 02:31");
        Assert.Equal(RunStates.Running, (await rota.LastRun("nightly")).State);
        Assert.Null((await rota.LastRun("nightly")).CancelRequestedAt);
        await rota.End(run);
        await rota.LookAt("06-08 02:31");
        Assert.Equal(["06-06 02:30 queued"], await rota.Decided("nightly"));
        Assert.NotNull((await rota.Row("nightly")).GoneAt);
        Assert.Contains("its file is gone", (await Assert.ThrowsAsync<InputException>(() => rota.Desk.Trigger("nightly", "admin", null, Cancel))).Message, StringComparison.Ordinal);
        // It comes back: from then on.
        rota.Write("nightly", Nightly);
        await rota.LookAt("06-08 12:00");
        await rota.LookAt("06-09 02:30");
        Assert.Equal(["06-06 02:30 queued", "06-09 02:30 queued"], await rota.Decided("nightly"));
        Assert.Equal(["file-back", "file-gone", "file-changed"], (await rota.History("nightly")).Select(h => h.Kind));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_file_that_is_broken_in_the_evening_does_not_cost_the_night(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        rota.Break("nightly");
        await rota.LookAt("06-05 17:00");
        Assert.Contains("not valid YAML", (await rota.Row("nightly")).Trouble, StringComparison.Ordinal);
        await rota.LookAt("06-06 02:30");
        Assert.Equal(["06-06 02:30 queued"], await rota.Decided("nightly"));
        rota.Write("nightly", Nightly);
        await rota.LookAt("06-06 02:31");
        Assert.Null((await rota.Row("nightly")).Trouble);
        Assert.Single(await rota.Runs());
    }

    [Fact]
    public async Task A_broken_file_is_told_to_the_log_when_it_breaks_breaks_anew_and_is_mended_and_no_more_often()
    {
        await using var rota = await Rota.On(DatabaseEngine.Sqlite, "06-05 12:00");
        // Never seen whole: it has no page that could tell.
        rota.Break("weekly");
        await rota.Look();
        await rota.Look();
        rota.Break("weekly", "unknown key 'crno'");
        await rota.Look();
        rota.Write("weekly", Nightly);
        await rota.Look();
        await rota.Look();
        Assert.Equal(
        [
            "weekly: its file has an error, and what it says now does not hold: weekly.yaml:1:1 not valid YAML",
            "weekly: its file has an error, and what it says now does not hold: weekly.yaml:1:1 unknown key 'crno'",
            "weekly: its file has no error any more",
        ], rota.Log);
    }

    [Theory]
    [InlineData(DatabaseEngine.Sqlite, "skip", "skipped overlap", false)]
    [InlineData(DatabaseEngine.PostgreSql, "skip", "skipped overlap", false)]
    [InlineData(DatabaseEngine.Sqlite, "queue", "waiting overlap", false)]
    [InlineData(DatabaseEngine.PostgreSql, "queue", "waiting overlap", false)]
    [InlineData(DatabaseEngine.Sqlite, "cancel-old", "waiting overlap", true)]
    [InlineData(DatabaseEngine.PostgreSql, "cancel-old", "waiting overlap", true)]
    public async Task An_instant_that_comes_due_while_the_last_run_is_going_follows_the_policy(DatabaseEngine engine, string policy, string decided, bool cancels)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}overlap: {policy}\n");
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        var first = await rota.BeginOf("nightly");
        await rota.LookAt("06-07 02:30");
        Assert.Equal(["06-06 02:30 queued", $"06-07 02:30 {decided}"], await rota.Decided("nightly"));
        Assert.Equal(cancels, (await rota.Runs()).Single(r => r.RunId == first).CancelRequestedAt is not null);
        await rota.End(first, cancels ? RunStates.Cancelled : RunStates.Succeeded);
        await rota.LookAt("06-07 05:00");
        Assert.Equal(policy == "skip" ? 1 : 2, (await rota.Runs()).Count);
        if (policy != "skip")
            Assert.Equal(new DateOnly(2026, 6, 7), (await rota.LastRun("nightly")).AsOf);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task One_waits_at_most_and_it_is_the_latest(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}overlap: queue\n");
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        var first = await rota.BeginOf("nightly");
        foreach (var night in new[] { "06-07 02:30", "06-08 02:30", "06-09 02:30" })
            await rota.LookAt(night);
        Assert.Equal(["06-06 02:30 queued", "06-07 02:30 skipped superseded", "06-08 02:30 skipped superseded", "06-09 02:30 waiting overlap"], await rota.Decided("nightly"));
        await rota.End(first);
        await rota.LookAt("06-09 04:00");
        Assert.Equal("06-09 02:30 queued", (await rota.Decided("nightly"))[^1]);
        // It never begins; the next night takes its place in the ledger too.
        var stale = await rota.LastRun("nightly");
        await rota.LookAt("06-10 02:30");
        Assert.Equal((RunStates.Cancelled, RunStates.Queued), ((await rota.Runs()).Single(r => r.RunId == stale.RunId).State, (await rota.LastRun("nightly")).State));
        Assert.Equal(["06-09 02:30 skipped superseded", "06-10 02:30 queued"], (await rota.Decided("nightly"))[^2..]);
    }

    [Theory]
    [InlineData(DatabaseEngine.Sqlite, "latest", "skip", "skipped catch-up|skipped catch-up|queued")]
    [InlineData(DatabaseEngine.PostgreSql, "latest", "skip", "skipped catch-up|skipped catch-up|queued")]
    [InlineData(DatabaseEngine.Sqlite, "none", "skip", "skipped catch-up|skipped catch-up|skipped catch-up")]
    [InlineData(DatabaseEngine.Sqlite, "all", "queue", "queued|queued|queued")]
    [InlineData(DatabaseEngine.PostgreSql, "all", "queue", "queued|queued|queued")]
    public async Task After_a_weekend_without_power_what_was_missed_follows_the_policy(DatabaseEngine engine, string catchUp, string overlap, string decided)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}catch-up: {catchUp}\noverlap: {overlap}\n");
        await rota.Look();
        rota.Clock.Now = Rota.At("06-08 08:00");
        for (var i = 0; i < 4; i++)
        {
            await rota.Look();
            Assert.True((await rota.Runs()).Count(r => r.State == RunStates.Queued) <= 1);
            if (await rota.Begin() is { } run)
            {
                await rota.Look();
                await rota.End(run);
            }
        }
        Assert.Equal(decided.Split('|').Select((d, i) => $"06-{6 + i:00} 02:30 {d}"), await rota.Decided("nightly"));
        Assert.Equal(decided.Split('|').Count(d => d == "queued"), (await rota.Runs()).Count);
        Assert.Equal((await rota.Runs()).Select(r => r.AsOf).Order(), (await rota.Runs()).Select(r => r.AsOf));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_later_than_the_schedule_wants_it_is_not_started(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}skip-if-later-than: 6h\n");
        await rota.Look();
        await rota.LookAt("06-06 09:00");
        Assert.Equal(["06-06 02:30 skipped too-late"], await rota.Decided("nightly"));
        // Queued in time, and nobody took it in time.
        await rota.LookAt("06-07 02:30");
        await rota.LookAt("06-07 08:31");
        Assert.Equal("06-07 02:30 skipped too-late", (await rota.Decided("nightly"))[^1]);
        var run = await rota.LastRun("nightly");
        Assert.Equal(RunStates.Cancelled, run.State);
        Assert.Contains("later than 6h", run.StateReason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_run_begins_only_inside_of_its_window(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}window: {{from: \"22:00\", to: \"05:00\"}}\noverlap: queue\n");
        await rota.Look();
        // Missed, and made up for when the window opens.
        await rota.LookAt("06-06 09:00");
        Assert.Equal(["06-06 02:30 waiting outside-window"], await rota.Decided("nightly"));
        await rota.LookAt("06-06 21:59");
        Assert.Empty(await rota.Runs());
        await rota.LookAt("06-06 22:00");
        var run = Assert.Single(await rota.Runs());
        Assert.Equal(new DateOnly(2026, 6, 6), run.AsOf);
        // Nobody takes it until the window closes: it waits for the next.
        rota.Clock.Now = Rota.At("06-06 23:00");
        await rota.LookAt("06-07 02:29");
        rota.Clock.Now = Rota.At("06-07 05:00");
        Assert.Null(await rota.Begin());
        await rota.Look();
        rota.Clock.Now = Rota.At("06-07 12:00");
        Assert.Null(await rota.Begin());
        rota.Clock.Now = Rota.At("06-07 22:00");
        await rota.Look();
        Assert.NotNull(await rota.Begin());
    }
}
