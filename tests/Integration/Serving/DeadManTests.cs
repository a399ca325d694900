using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Serving;

/// <summary>The dead man's switch and the webhook of a running service, with a server that really listens.</summary>
public sealed class DeadManTests
{
    [Fact]
    public async Task After_each_good_run_the_address_is_asked_for_once_until_it_answers()
    {
        await using var web = new HttpCatcher { Status = 500 };
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        served.Settings = served.Settings with { DeadMan = new(new($"{web.Url}ping", null, null), DeadManMoment.Run) };
        await served.Start();
        await AddRun(database, "bad", "failed");
        await AddRun(database, "good", "succeeded");
        await Soon.Until(() => Task.FromResult(web.All.Count >= 2));
        web.Status = 200;
        await Soon.Until(() => Task.FromResult(served.Log.Lines.Any(l => l.Contains("the address answered 500", StringComparison.Ordinal))));
        var asked = web.All.Count;
        await Soon.Until(() => Task.FromResult(web.All.Count > asked));
        var last = web.All.Count;
        // Many rounds later it was not asked for again.
        await Soon.Until(async () => (await served.Http.GetStringAsync("/health/live", TestContext.Current.CancellationToken)).Length > 0);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(last, web.All.Count);
        Assert.All(web.All, c => Assert.Equal(("GET", "/ping"), (c.Method, c.Path)));
    }

    [Fact]
    public async Task With_each_tick_the_address_is_asked_for_while_all_is_well_and_no_longer()
    {
        await using var web = new HttpCatcher();
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        served.Settings = served.Settings with { DeadMan = new(new($"{web.Url}ping", null, null), DeadManMoment.Tick) };
        var isSound = true;
        served.Work = served.Work with { Beat = _ => isSound ? served.Beat(TimeSpan.FromMinutes(1)) : Task.CompletedTask };
        await served.Start();
        await Soon.Until(() => Task.FromResult(web.All.Count >= 3));
        isSound = false;
        await served.Beat(TimeSpan.FromSeconds(-5));
        await Soon.Until(async () => (await served.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode == System.Net.HttpStatusCode.ServiceUnavailable);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        var last = web.All.Count;
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(last, web.All.Count);
    }

    [Fact]
    public async Task From_a_test_installation_nothing_leaves_whatever_its_settings_name_and_its_log_says_so_once()
    {
        await using var web = new HttpCatcher();
        await using var mail = new MailCatcher();
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        served.Settings = served.Settings with
        {
            Environment = InstallationKind.Test,
            DeadMan = new(new($"{web.Url}ping", null, null), DeadManMoment.Tick),
            Alarms = served.Settings.Alarms with
            {
                Channels =
                [
                    new() { Name = "team", Webhook = new(new(web.Url, null, null), null, null) },
                    new() { Name = "post", Mail = new() { Server = "127.0.0.1", Port = mail.Port, Encrypted = false, From = "o@example.org", To = ["t@example.org"] } },
                ],
            },
        };
        await served.Start();
        await AddRun(database, "r1", "failed");
        await Soon.Until(() => Task.FromResult(served.Log.Lines.Any(l => l.Contains("Alarm run-failed", StringComparison.Ordinal))));
        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        Assert.Empty(web.All);
        Assert.Empty(mail.All);
        Assert.Contains("not told: channel team, channel post, the dead man's switch", Assert.Single(served.Log.Lines, l => l.Contains("This is a test installation", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fails_is_told_by_the_running_service_and_told_over_when_the_next_succeeds()
    {
        await using var web = new HttpCatcher();
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        served.Settings = served.Settings with { Alarms = served.Settings.Alarms with { Channels = [new() { Name = "team", Webhook = new(new(web.Url, null, null), null, null) }] } };
        await served.Start();
        await AddRun(database, "r1", "failed");
        await Soon.Until(() => Task.FromResult(web.All.Count == 1));
        await AddRun(database, "r2", "succeeded");
        await Soon.Until(() => Task.FromResult(web.All.Count == 2));
        Assert.Contains("\"event\":\"raised\"", web.All.First().Text, StringComparison.Ordinal);
        Assert.Contains("run r1 failed (internal)", web.All.First().Text, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"recovered\"", web.All.Last().Text, StringComparison.Ordinal);
    }

    private static async Task AddRun(FreshDatabase database, string id, string state)
    {
        await using var connection = await database.Connect();
        await connection.ExecuteAsync("""
            insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, finished_at, threads, input, program, rules_sha256, lexicon_sha256)
            values (@id, 'nightly', 'live', '2026-11-20', @state, strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z', 'x',
                strftime('%Y-%m-%dT%H:%M:%f', 'now', '+1 seconds') || '000Z', 1, 'in', 'p', 'r', 'l')
            """, new { id, state });
    }
}
