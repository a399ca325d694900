using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>A run that failed is tried again by the kind of its error; jobs that follow it wait for how it comes out.</summary>
public sealed class RetryTests
{
    private const string Nightly = "cron: \"30 2 * * *\"\ntime-zone: UTC\n";

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_error_that_may_pass_is_tried_again_later_and_later_until_the_deadline(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}deadline: 30m\n");
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        var waits = new List<string>();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await rota.End(await rota.BeginOf("nightly"), RunStates.Failed, RunFailures.Passing);
            await rota.Look();
            if ((await rota.LastRun("nightly")) is { State: RunStates.Queued, NotBefore: { } then })
            {
                waits.Add(Rota.Text(then));
                Assert.Null(await rota.Begin());
                rota.Clock.Now = then;
            }
        }
        // 1, 2, 4 and 8 minutes after the end of the attempt before; 16 more would be beyond 03:00.
        Assert.Equal(["06-06 02:31", "06-06 02:33", "06-06 02:37", "06-06 02:45"], waits);
        var runs = await rota.Runs();
        Assert.Equal(runs.SkipLast(1).Select(r => (string?)r.RunId).Prepend(null), runs.Select(r => r.RetryOf));
        Assert.All(runs, r => Assert.Equal(new DateOnly(2026, 6, 6), r.AsOf));
        var occasion = Assert.Single(await rota.Occasions("nightly"));
        Assert.Equal(runs[^1].RunId, occasion.RunId);
        Assert.Contains("its deadline 2026-06-06 03:00 UTC has passed", occasion.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task After_the_deadline_it_is_tried_once_in_each_window(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 2 * * 1\"\ntime-zone: UTC\ndeadline: 1m\nwindow: {from: \"02:00\", to: \"05:00\"}\n");
        await rota.Look();
        await rota.LookAt("06-08 02:30");
        for (var day = 9; day < 12; day++)
        {
            await rota.End(await rota.BeginOf("nightly"), RunStates.Failed, RunFailures.Passing);
            await rota.LookAt($"06-{day - 1:00} 02:45");
            Assert.Equal(($"06-{day:00} 02:00", RunStates.Queued), (Rota.Text((await rota.LastRun("nightly")).NotBefore!.Value), (await rota.LastRun("nightly")).State));
            await rota.LookAt($"06-{day:00} 02:00");
        }
    }

    [Theory]
    [InlineData(DatabaseEngine.Sqlite, RunFailures.Input, 1, "until somebody mends")]
    [InlineData(DatabaseEngine.PostgreSql, RunFailures.Input, 1, "until somebody mends")]
    [InlineData(DatabaseEngine.Sqlite, RunFailures.Poison, 1, "does not pass by itself")]
    [InlineData(DatabaseEngine.Sqlite, RunFailures.Internal, 1, "does not pass by itself")]
    [InlineData(DatabaseEngine.Sqlite, RunFailures.Lost, 2, "without a word twice")]
    [InlineData(DatabaseEngine.PostgreSql, RunFailures.Lost, 2, "without a word twice")]
    public async Task What_does_not_pass_by_itself_is_not_tried_for_ever(DatabaseEngine engine, string failure, int attempts, string told)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        for (var i = 0; i < 4; i++)
        {
            if (await rota.Begin() is { } run)
                await rota.End(run, RunStates.Failed, failure);
            await rota.Look();
        }
        Assert.Equal(attempts, (await rota.Runs()).Count);
        Assert.Contains(told, Assert.Single(await rota.Occasions("nightly")).Detail, StringComparison.Ordinal);
        // The log says so, too, and not that a run is queued.
        Assert.StartsWith($"nightly: due 2026-06-06 02:30:00 UTC: {(await rota.LastRun("nightly")).RunId}, failed, and is not tried again: ", rota.Log[^1], StringComparison.Ordinal);
        // The next night is another matter.
        await rota.LookAt("06-07 02:30");
        Assert.Equal(RunStates.Queued, (await rota.LastRun("nightly")).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_later_instant_takes_the_place_of_what_is_tried_again(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("hourly", "cron: \"0 * * * *\"\ntime-zone: UTC\n");
        await rota.Look();
        await rota.LookAt("06-05 13:00");
        for (var i = 0; i < 5; i++)
        {
            await rota.End(await rota.BeginOf("hourly"), RunStates.Failed, RunFailures.Passing);
            await rota.Look();
            rota.Clock.Now = (await rota.LastRun("hourly")).NotBefore!.Value;
        }
        await rota.End(await rota.BeginOf("hourly"), RunStates.Failed, RunFailures.Passing);
        await rota.Look();
        Assert.True((await rota.LastRun("hourly")).NotBefore > Rota.At("06-05 14:00"));
        await rota.LookAt("06-05 14:00");
        Assert.Equal(["06-05 13:00 skipped superseded", "06-05 14:00 queued"], await rota.Decided("hourly"));
        Assert.Single(await rota.Runs(), r => r.State == RunStates.Queued);
    }

    [Theory]
    [InlineData(DatabaseEngine.Sqlite, RunStates.Succeeded, "queued")]
    [InlineData(DatabaseEngine.PostgreSql, RunStates.Succeeded, "queued")]
    [InlineData(DatabaseEngine.Sqlite, RunStates.Partial, "queued")]
    [InlineData(DatabaseEngine.Sqlite, RunStates.Held, "waiting predecessor")]
    [InlineData(DatabaseEngine.PostgreSql, RunStates.Held, "waiting predecessor")]
    [InlineData(DatabaseEngine.Sqlite, RunStates.Failed, "waiting predecessor")]
    [InlineData(DatabaseEngine.Sqlite, RunStates.Cancelled, "skipped predecessor")]
    public async Task A_job_follows_another_when_that_has_published(DatabaseEngine engine, string state, string decided)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 23 * * *\"\ntime-zone: UTC\n");
        rota.Write("report", "after: nightly\n");
        await rota.Look();
        await rota.LookAt("06-05 23:30");
        var night = await rota.BeginOf("nightly");
        await rota.LookAt("06-06 01:00");
        Assert.Empty(await rota.Occasions("report"));
        await rota.End(night, state, state == RunStates.Failed ? RunFailures.Input : null);
        await rota.Look();
        // For the same instant and the same day, though it is the next one now.
        Assert.Equal([$"06-05 23:30 {decided}"], await rota.Decided("report"));
        Assert.Equal(new DateOnly(2026, 6, 5), Assert.Single(await rota.Occasions("report")).AsOf);
        await rota.Look();
        Assert.Equal(decided == "queued" ? 1 : 0, (await rota.Runs("report")).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_follower_waits_for_a_release_or_for_the_next_attempt_and_then_runs_once(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", Nightly);
        rota.Write("report", "after: nightly\n");
        rota.Write("mail", "after: report\n");
        await rota.Look();
        await rota.LookAt("06-06 02:30");
        await rota.End(await rota.BeginOf("nightly"), RunStates.Failed, RunFailures.Passing);
        await rota.Look();
        await rota.LookAt("06-06 02:31");
        var held = await rota.BeginOf("nightly");
        await rota.End(held, RunStates.Held);
        await rota.Look();
        Assert.Equal(["06-06 02:30 waiting predecessor"], await rota.Decided("report"));
        // A person releases it.
        await rota.End(held);
        await rota.Look();
        Assert.Equal(["06-06 02:30 queued"], await rota.Decided("report"));
        await rota.End(await rota.BeginOf("report"));
        await rota.Look();
        Assert.Equal(["06-06 02:30 queued"], await rota.Decided("mail"));
        await rota.End(await rota.BeginOf("mail"));
        await rota.LookAt("06-06 12:00");
        Assert.Equal((2, 1, 1), ((await rota.Runs("nightly")).Count, (await rota.Runs("report")).Count, (await rota.Runs("mail")).Count));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_weekend_with_a_failed_a_held_and_a_never_started_run_ends_well_on_Monday(DatabaseEngine engine)
    {
        // Friday 5 June 2026.
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", $"{Nightly}deadline: \"07:00\"\nskip-if-later-than: 20h\n");
        rota.Write("report", "after: nightly\n");
        await rota.Look();
        // Saturday: the source is out of order all night.
        await rota.LookAt("06-06 02:30");
        while (rota.Clock.Now < Rota.At("06-06 07:00"))
        {
            if (await rota.Begin() is { } run)
                await rota.End(run, RunStates.Failed, RunFailures.Passing);
            rota.Clock.Now += TimeSpan.FromMinutes(1);
            await rota.Look();
        }
        await rota.LookAt("06-06 12:00");
        Assert.Contains("its deadline 2026-06-06 07:00 UTC has passed", (await rota.Occasions("nightly"))[0].Detail, StringComparison.Ordinal);
        Assert.Equal(["06-06 02:30 waiting predecessor"], await rota.Decided("report"));
        // Sunday: it is held, and nobody is there.
        await rota.LookAt("06-07 02:30");
        await rota.End(await rota.BeginOf("nightly"), RunStates.Held);
        await rota.LookAt("06-07 12:00");
        Assert.Equal(["06-06 02:30 skipped superseded", "06-07 02:30 waiting predecessor"], await rota.Decided("report"));
        // Monday: no worker takes it until the evening.
        await rota.LookAt("06-08 02:30");
        await rota.LookAt("06-08 22:31");
        Assert.Equal("06-08 02:30 skipped too-late", (await rota.Decided("nightly"))[^1]);
        Assert.Equal(RunStates.Cancelled, (await rota.LastRun("nightly")).State);
        Assert.Null(await rota.Begin());
        // Tuesday: all is well again, and what followed nobody is let go.
        await rota.LookAt("06-09 02:30");
        await rota.End(await rota.BeginOf("nightly"));
        await rota.Look();
        await rota.End(await rota.BeginOf("report"));
        await rota.Look();
        Assert.Equal(["06-06 02:30 queued", "06-07 02:30 queued", "06-08 02:30 skipped too-late", "06-09 02:30 queued"], await rota.Decided("nightly"));
        Assert.Equal(["06-06 02:30 skipped superseded", "06-07 02:30 skipped superseded", "06-08 02:30 skipped predecessor", "06-09 02:30 queued"], await rota.Decided("report"));
        Assert.DoesNotContain(await rota.Runs(), r => r.State is RunStates.Queued or RunStates.Running);
    }
}
