using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>What people do to schedules while they run, and what is kept of it.</summary>
public sealed class DeskTests
{
    private const string Nightly = "cron: \"30 2 * * *\"\ntime-zone: UTC\n";

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_pause_lets_go_what_waits_and_ends_by_itself(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        rota.Clock.Now = Rota.At("06-06 02:40");
        await rota.Desk.Pause("nightly", Rota.At("06-08 02:30"), "ada", "the source is being rebuilt", Cancel);
        // What had not begun goes at once.
        Assert.Null(await rota.Begin());
        Assert.Equal(["06-06 02:30 skipped paused"], await rota.Decided("nightly"));
        Assert.Contains("the source is being rebuilt", (await rota.LastRun("nightly")).StateReason, StringComparison.Ordinal);
        await rota.LookAt("06-07 02:30");
        Assert.Contains("resume it first", (await Assert.ThrowsAsync<InputException>(() => rota.Desk.Trigger("nightly", "bob", null, Cancel))).Message, StringComparison.Ordinal);
        // The pause ends with the instant itself: that one runs again.
        await rota.LookAt("06-08 02:30");
        Assert.Equal(["06-06 02:30 skipped paused", "06-07 02:30 skipped paused", "06-08 02:30 queued"], await rota.Decided("nightly"));
        Assert.Null((await rota.Row("nightly")).PausedAt);
        Assert.Equal([("resumed", "schedule"), ("paused", "ada"), ("file-changed", "schedule")], (await rota.History("nightly")).Select(h => (h.Kind, h.ChangedBy)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_pause_that_ended_while_nobody_looked_is_no_reason_to_make_up_for_its_nights(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}catch-up: all\noverlap: queue\n");
        await rota.Look();
        await rota.Desk.Pause("nightly", Rota.At("06-07 12:00"), "ada", "move", Cancel);
        await rota.LookAt("06-08 12:00");
        Assert.Equal(["06-06 02:30 skipped paused", "06-07 02:30 skipped paused", "06-08 02:30 queued"], await rota.Decided("nightly"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_pause_without_end_lasts_until_somebody_resumes_it(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.Desk.Pause("nightly", null, "ada", "holidays", Cancel);
        await rota.LookAt("07-05 12:00");
        rota.Clock.Now = Rota.At("07-06 12:00");
        await rota.Desk.Resume("nightly", "bob", null, Cancel);
        Assert.All(await rota.Occasions("nightly"), o => Assert.Equal((OccasionStates.Skipped, OccasionReasons.Paused), (o.State, o.Reason)));
        Assert.Equal(31, (await rota.Occasions("nightly")).Count);
        await rota.LookAt("07-07 02:30");
        Assert.Equal("07-07 02:30 queued", (await rota.Decided("nightly"))[^1]);
        await Assert.ThrowsAsync<InputException>(() => rota.Desk.Resume("nightly", "bob", null, Cancel));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_change_holds_from_then_on_and_its_history_says_who_and_why(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        // Nobody has looked since midnight: what came due before the change is decided by what held then.
        rota.Clock.Now = Rota.At("06-06 03:00");
        await rota.Desk.Set("nightly", new Dictionary<string, string?> { ["cron"] = "\"0 4 * * *\"", ["overlap"] = "queue" }, "ada", "the source is later on", Cancel);
        await rota.LookAt("06-06 04:00");
        Assert.Equal(["06-06 02:30 skipped superseded", "06-06 04:00 queued"], await rota.Decided("nightly"));
        var change = (await rota.History("nightly"))[0];
        Assert.Equal(("set", "ada", "the source is later on", "cron: \"30 2 * * *\" -> \"0 4 * * *\"; overlap: skip -> queue"), (change.Kind, change.ChangedBy, change.Reason, change.Detail));
        // The same once more changes nothing.
        await rota.Desk.Set("nightly", new Dictionary<string, string?> { ["overlap"] = "queue" }, "ada", "again", Cancel);
        Assert.Equal(change, (await rota.History("nightly"))[0]);
        await rota.Desk.Reset("nightly", "bob", "it is early again", Cancel);
        await rota.LookAt("06-07 02:30");
        Assert.Equal("06-07 02:30 queued", (await rota.Decided("nightly"))[^1]);
        await Assert.ThrowsAsync<InputException>(() => rota.Desk.Reset("nightly", "bob", null, Cancel));
    }

    [Theory]
    [InlineData("cron", "\"61 4 * * *\"")]
    [InlineData("cron", "\"0 0 31 2 *\"")]
    [InlineData("time-zone", "Europe/Atlantis")]
    [InlineData("overlap", "sometimes")]
    [InlineData("catch-up", "all")]
    [InlineData("after", "nightly")]
    [InlineData("window", "{from: \"22:00\", to: \"22:00\"}")]
    public async Task A_change_is_refused_for_what_a_file_would_be_refused_for(string key, string value)
    {
        await using var rota = await Rota.On(DatabaseEngine.Sqlite, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        var error = await Assert.ThrowsAsync<InputException>(() => rota.Desk.Set("nightly", new Dictionary<string, string?> { [key] = value }, "ada", "why", Cancel));
        Assert.Contains("nightly", error.Message, StringComparison.Ordinal);
        Assert.Null((await rota.Row("nightly")).OwnSchedule);
        Assert.Single(await rota.History("nightly"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task When_the_file_changes_too_the_change_stays_and_both_are_told(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.Desk.Set("nightly", new Dictionary<string, string?> { ["cron"] = "\"0 4 * * *\"" }, "ada", "later", Cancel);
        Assert.False((await rota.Row("nightly")).FileMovedOn);
        rota.Write("nightly", Nightly.Replace("30 2", "45 2", StringComparison.Ordinal));
        await rota.LookAt("06-06 02:50");
        Assert.Empty(await rota.Occasions("nightly"));
        Assert.True((await rota.Row("nightly")).FileMovedOn);
        Assert.Contains("holds until 'schedule reset'", (await rota.History("nightly"))[0].Detail, StringComparison.Ordinal);
        // Written back: the file says it now, and nothing is left of the change but its history.
        rota.Write("nightly", ScheduleText.Write(ScheduleText.Read((await rota.Row("nightly")).OwnSchedule!)));
        await rota.LookAt("06-06 03:00");
        Assert.Null((await rota.Row("nightly")).OwnSchedule);
        await rota.LookAt("06-06 04:00");
        Assert.Equal(["06-06 04:00 queued"], await rota.Decided("nightly"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_backfill_looks_at_its_days_in_order_and_stands_back_for_the_night(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.Desk.Backfill("nightly", new(2026, 1, 1), new(2026, 1, 20), 7, "ada", "figures of last winter", Cancel);
        // Asked twice in a row it would look at all of them twice.
        var twice = await Assert.ThrowsAsync<InputException>(() => rota.Desk.Backfill("nightly", new(2026, 1, 1), new(2026, 1, 20), 7, "ben", null, Cancel));
        Assert.Equal("these days are looked at already, as ada asked; nothing was added", twice.Message);
        await rota.Look();
        await rota.End(await rota.BeginOf("nightly"));
        // The night comes due before the second day is queued.
        await rota.LookAt("06-06 02:30");
        var night = await rota.BeginOf("nightly");
        await rota.Look();
        Assert.Equal((RunKinds.Live, 2), ((await rota.Runs()).Single(r => r.RunId == night).Kind, (await rota.Runs()).Count));
        await rota.End(night);
        for (var i = 0; i < 4; i++)
        {
            await rota.Look();
            if (await rota.Begin() is { } run)
                await rota.End(run);
        }
        var runs = await rota.Runs();
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 8), new DateOnly(2026, 1, 15)], runs.Where(r => r.Kind == RunKinds.Backfill).Select(r => r.AsOf));
        Assert.Equal(4, runs.Count);
        Assert.Equal(BackfillStates.Done, Assert.Single(await rota.Backfills()).State);
        Assert.Equal(["06-06 02:30 queued"], await rota.Decided("nightly"));
        // What a schedule's last run came to is that of the night, not of a day long ago; and who wants these days again may.
        Assert.Equal(night, Assert.Single(await rota.Database.Read(c => ScheduleLine.All(c, [], rota.Clock.Now), Cancel)).Last?.RunId);
        await rota.Desk.Backfill("nightly", new(2026, 1, 1), new(2026, 1, 20), 7, "ben", null, Cancel);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_backfill_tries_a_lost_connection_again_and_stops_at_a_day_that_cannot_be_read(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.Desk.Backfill("nightly", new(2026, 1, 1), new(2026, 1, 9), 1, "ada", null, Cancel);
        await rota.Look();
        await rota.End(await rota.BeginOf("nightly"), RunStates.Failed, RunFailures.Passing);
        await rota.LookAt("06-05 12:01");
        await rota.End(await rota.BeginOf("nightly"));
        await rota.Look();
        var second = await rota.BeginOf("nightly");
        await rota.End(second, RunStates.Failed, RunFailures.Input);
        await rota.LookAt("06-05 20:00");
        Assert.Equal(["2026-01-01", "2026-01-01", "2026-01-02"], (await rota.Runs()).Select(r => r.AsOf.ToString("yyyy-MM-dd")));
        var backfill = Assert.Single(await rota.Backfills());
        Assert.Equal((BackfillStates.Stopped, new DateOnly(2026, 1, 2)), (backfill.State, backfill.NextDate));
        Assert.Contains(second, backfill.StateReason, StringComparison.Ordinal);
    }
}
