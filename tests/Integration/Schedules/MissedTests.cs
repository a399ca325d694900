using Opportune.App.Serve;
using Opportune.Database;
using Opportune.Serving.Alarms;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>Instants at which a schedule wanted a run and there is none: what the alarm "run-not-started" is told of.</summary>
public sealed class MissedTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseEngine.Sqlite)]
    [InlineData(DatabaseEngine.PostgreSql)]
    public async Task An_instant_that_nobody_decided_about_is_missed_after_a_while_until_somebody_looks(DatabaseEngine engine)
    {
        await using var rota = await Rota.On(engine, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 2 * * *\"\ntime-zone: UTC\n");
        await rota.Look();
        Assert.Empty(await Missed(rota, "06-06 02:45"));
        var missed = Assert.Single(await Missed(rota, "06-06 02:46"));
        Assert.Equal(("nightly", Rota.At("06-06 02:30"), "was never asked for: nobody looks at the schedules"), (missed.Job, missed.DueAt, missed.Why));
        // However many more have passed, the first is told.
        Assert.Equal(Rota.At("06-06 02:30"), Assert.Single(await Missed(rota, "06-09 12:00")).DueAt);
        await rota.LookAt("06-06 02:47");
        Assert.Empty(await Missed(rota, "06-06 03:00"));
    }

    [Fact]
    public async Task A_run_that_cannot_be_asked_for_is_missed_until_the_next_can()
    {
        await using var rota = await Rota.On(DatabaseEngine.Sqlite, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 2 * * *\"\ntime-zone: UTC\n");
        await rota.Look();
        rota.Write("nightly", "cron: \"30 2 * * *\"\ntime-zone: UTC\n", input: null);
        await rota.LookAt("06-06 02:31");
        Assert.Equal("cannot begin: its job file cannot be run", Assert.Single(await Missed(rota, "06-06 02:31")).Why);
        rota.Write("nightly", "cron: \"30 2 * * *\"\ntime-zone: UTC\n");
        await rota.LookAt("06-07 02:31");
        Assert.Empty(await Missed(rota, "06-07 02:31"));
    }

    [Fact]
    public async Task Without_a_cron_or_gone_nothing_is_missed()
    {
        await using var rota = await Rota.On(DatabaseEngine.Sqlite, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 2 * * *\"\ntime-zone: UTC\n");
        rota.Write("follows", "after: nightly\n");
        await rota.Look();
        rota.Delete("nightly");
        await rota.LookAt("06-05 12:01");
        Assert.Empty(await Missed(rota, "06-09 12:00"));
    }

    private static Task<IReadOnlyList<MissedInstant>> Missed(Rota rota, string now) => rota.Database.Read(connection => MissedInstants.Find(connection, Rota.At(now), Within), Cancel);
}
