using System.Text.Json;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;
using Opportune.Serving.Alarms;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Serving;

/// <summary>Alarms from the condition to the message, on both engines, by a clock of the test's own and with servers that really listen.</summary>
public sealed class AlarmTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlarmCondition Held = new(AlarmKinds.RunHeld, "nightly", "2 parts of run r1 wait for a person", TierOne: false);
    private static readonly AlarmCondition HeldTierOne = Held with { TierOne = true };

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_alarm_is_told_once_however_often_and_by_however_many_it_is_looked_at(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine);
        night.Conditions = [Held];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => night.Look()));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => night.Look()));
        Assert.Equal(["raised"], night.ToTeam);
        Assert.Equal(1, await night.Count("select count(*) from alarms"));
        Assert.Equal("raised", await night.Text("select event from alarm_events"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_nobody_acknowledges_in_an_hour_goes_to_others_and_all_hear_that_it_is_over(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine);
        night.Conditions = [Held];
        await night.Look();
        await night.LookAfter(TimeSpan.FromMinutes(59));
        Assert.Empty(night.ToOthers);
        await night.LookAfter(TimeSpan.FromMinutes(1));
        await night.LookAfter(TimeSpan.FromMinutes(61));
        Assert.Single(night.ToOthers);
        Assert.Contains("Subject: Opportune: run-held, nightly: escalated", night.ToOthers.Single(), StringComparison.Ordinal);
        Assert.Contains("entry 'run-held'", night.ToOthers.Single(), StringComparison.Ordinal);
        night.Conditions = [];
        await night.LookAfter(TimeSpan.FromMinutes(1));
        Assert.Equal(["raised", "recovered"], night.ToTeam);
        Assert.Equal(2, night.ToOthers.Count);
        Assert.Contains("The condition is over", night.ToOthers.Last(), StringComparison.Ordinal);
        // What is over asks nobody for anything.
        Assert.DoesNotContain("runbook", night.ToOthers.Last(), StringComparison.Ordinal);
        Assert.Equal("raised,escalated,recovered", await night.Text("select string_agg(event, ',') from (select event from alarm_events order by event_id) e"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_somebody_acknowledged_goes_to_nobody_else(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine);
        night.Conditions = [Held];
        await night.Look();
        await night.Database.Write(connection => AlarmBook.Acknowledge(connection, 1, "A. Admin", Noon), TestContext.Current.CancellationToken);
        Assert.False(await night.Database.Write(connection => AlarmBook.Acknowledge(connection, 1, "B. Admin", Noon), TestContext.Current.CancellationToken));
        await night.LookAfter(TimeSpan.FromHours(3));
        Assert.Empty(night.ToOthers);
        Assert.Equal("A. Admin", await night.Text("select acknowledged_by from alarms"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task In_quiet_hours_only_what_concerns_tier_1_is_told_and_the_rest_in_the_morning(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine, new(new(11, 0), new(18, 0), "UTC"));
        night.Conditions = [Held, HeldTierOne with { Subject = "urgent" }];
        await night.Look();
        Assert.Equal(["urgent"], night.Subjects);
        await night.LookAfter(TimeSpan.FromHours(6));
        Assert.Equal(["urgent", "nightly"], night.Subjects);
        // The hour begins when people could know.
        Assert.Single(night.ToOthers);
        await night.LookAfter(TimeSpan.FromHours(1));
        Assert.Equal(2, night.ToOthers.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_came_and_went_in_quiet_hours_is_kept_and_told_to_nobody(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine, new(new(11, 0), new(18, 0), "UTC"));
        night.Conditions = [Held];
        await night.Look();
        night.Conditions = [];
        await night.LookAfter(TimeSpan.FromHours(1));
        await night.LookAfter(TimeSpan.FromHours(12));
        Assert.Empty(night.ToTeam);
        Assert.Equal(1, await night.Count("select count(*) from alarms where resolved_at is not null"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_channel_that_fails_is_tried_again_later_and_later_in_order_and_nothing_is_lost(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine);
        night.Web.Status = 503;
        night.Conditions = [Held];
        await night.Look();
        await night.LookAfter(TimeSpan.FromSeconds(29));
        Assert.Single(night.Web.All);
        await night.LookAfter(TimeSpan.FromSeconds(1));
        await night.LookAfter(TimeSpan.FromSeconds(59));
        Assert.Equal(2, night.Web.All.Count);
        night.Conditions = [];
        await night.LookAfter(TimeSpan.FromSeconds(1));
        Assert.Equal("team", Assert.Single(await night.Database.Read(connection => AlarmBook.Failing(connection, 3), TestContext.Current.CancellationToken)).Channel);
        Assert.All(night.Failures, f => Assert.Equal("the address answered 503", f));
        night.Web.Status = 204;
        // Another process begins where this one ended.
        await night.LookAfter(TimeSpan.FromHours(2));
        await night.Look();
        Assert.Equal(["raised", "raised", "raised", "raised", "recovered"], night.ToTeam);
        Assert.Equal(2, night.Web.All.Select(c => c.Headers["Idempotency-Key"]).Distinct().Count());
        Assert.Empty(await night.Database.Read(connection => AlarmBook.Failing(connection, 1), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_process_that_dies_while_it_sends_leaves_the_message_to_the_next(DatabaseEngine engine)
    {
        await using var night = await Night.Begin(engine);
        night.Conditions = [Held];
        night.Web.Status = 500;
        await night.Look();
        var cancel = TestContext.Current.CancellationToken;
        night.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = night.Clock.GetUtcNow();
        var message = Assert.Single(await night.Database.Read(connection => AlarmBook.Due(connection, now, 9), cancel));
        Assert.True(await night.Database.Write(connection => AlarmBook.Claim(connection, message, now, now.AddMinutes(1)), cancel));
        Assert.False(await night.Database.Write(connection => AlarmBook.Claim(connection, message, now, now.AddMinutes(1)), cancel));
        night.Web.Status = 200;
        await night.LookAfter(TimeSpan.FromSeconds(59));
        Assert.Single(night.Web.All);
        await night.LookAfter(TimeSpan.FromSeconds(1));
        Assert.Equal(2, night.Web.All.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_read_of_runs_workers_feeds_and_held_parts_is_what_is_to_be_told(DatabaseEngine engine)
    {
        await using var database = await BothEngines.Fresh(engine);
        await using var connection = await database.Connect();
        foreach (var (id, job, kind, state, day) in new[]
        {
            ("a1", "a", "live", "failed", 1), ("a2", "a", "live", "succeeded", 2), ("b1", "b", "live", "succeeded", 1), ("b2", "b", "live", "failed", 2), ("b3", "b", "backfill", "failed", 3),
            ("c1", "c", "live", "queued", 1), ("c2", "c", "live", "running", 2), ("d1", "d", "live", "failed", 1), ("d2", "d", "live", "cancelled", 2),
        })
        {
            await connection.ExecuteAsync(
                "insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256) values (@id, @job, @kind, @day, @state, @at, 'x', 1, 'in', 'p', 'r', 'l')",
                new { id, job, kind, day = new DateOnly(2026, 11, day), state, at = Noon.AddDays(day) });
        }
        foreach (var (id, host, state, started, lease) in new[]
        {
            ("w1", "one", "working", 0, 60), ("w2", "two", "lost", 0, 1), ("w3", "three", "lost", 0, 1), ("w4", "three", "working", 5, 60), ("w5", "five", "gone", 0, 1),
        })
        {
            await connection.ExecuteAsync(
                "insert into workers (worker_id, host, process_id, process_started_at, threads, program, state, started_at, beat_at, lease_until) values (@id, @host, 1, @started, 1, 'p', @state, @started, @started, @lease)",
                new { id, host, state, started = Noon.AddMinutes(started), lease = Noon.AddMinutes(lease) });
        }
        await connection.ExecuteAsync("insert into run_parts (run_id, measure, site, state) values ('b1', 'm', 's1', 'held'), ('b1', 'm', 's2', 'held'), ('b1', 'm', 's3', 'released')");
        // What nobody decided about is silent; of an invented hospital it is shown.
        await connection.ExecuteAsync("delete from shown_parts");
        var facts = AlarmFacts.Read(connection);
        Assert.Equal(["a2", "b2", "c1", "c2", "d1", "d2"], facts.Runs.Select(r => r.RunId).Order(StringComparer.Ordinal));
        Assert.Equal(["w1", "w2", "w4"], facts.Workers.Select(w => w.WorkerId));
        Assert.Equal([new HeldFact("b1", "b", 0, 2)], facts.Held);
        await connection.ExecuteAsync("insert into shown_parts (measure, site, panel) values ('m', 's1', 'a panel')");
        Assert.Equal([new HeldFact("b1", "b", 1, 1)], AlarmFacts.Read(connection).Held);
        await connection.ExecuteAsync("insert into shown_parts (measure, site, panel) values ('*', '*', '')");
        Assert.Equal([new HeldFact("b1", "b", 2, 0)], AlarmFacts.Read(connection).Held);
    }

    [Fact]
    public async Task A_webhook_is_told_what_it_is_in_JSON_with_the_secret_from_its_file()
    {
        await using var night = await Night.Begin(DatabaseEngine.Sqlite);
        night.Conditions = [HeldTierOne];
        await night.Look();
        var caught = Assert.Single(night.Web.All);
        Assert.Equal(("POST", "/hook", "application/json", "s3cret"), (caught.Method, caught.Path, caught.Headers["Content-Type"], caught.Headers["X-Key"]));
        using var json = JsonDocument.Parse(caught.Text);
        Assert.Equal(
            ["id", "event", "alarm", "kind", "subject", "detail", "tier_one", "raised_at", "runbook"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("run-held", "nightly", "raised", true), (json.RootElement.GetProperty("runbook").GetString(), json.RootElement.GetProperty("subject").GetString(),
            json.RootElement.GetProperty("event").GetString(), json.RootElement.GetProperty("tier_one").GetBoolean()));
    }

    [Fact]
    public async Task Neither_a_webhook_nor_a_mail_tells_anything_of_a_silent_measure_but_that_something_waits()
    {
        await using var night = await Night.Begin(DatabaseEngine.Sqlite);
        await night.Database.Write(c => c.Execute(
            """
            delete from shown_parts;
            insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256) values ('r1', 'nightly', 'live', '2026-11-20', 'partial', '2026-11-20T01:00:00.000000Z', 'x', 1, 'in', 'p', 'r', 'l');
            insert into run_parts (run_id, measure, site, state, guard, detail) values ('r1', 'secret-review', 'hushville', 'held', 'sharp-drop', 'from 8675309 to 12');
            insert into run_counts (run_id, subject, item, amount) values ('r1', 'part secret-review @ hushville', 'open', 8675309)
            """), TestContext.Current.CancellationToken);
        night.Conditions = AlarmRules.Conditions(await night.Database.Read(AlarmFacts.Read, TestContext.Current.CancellationToken), [], night.Clock.GetUtcNow(), new(), _ => true);
        await night.Look();
        await night.LookAfter(TimeSpan.FromHours(3));
        var told = night.Web.All.Select(m => m.Text).Concat(night.Mail.All).ToList();
        Assert.Contains(told, t => t.Contains("something of run r1 waits for a person", StringComparison.Ordinal));
        Assert.NotEmpty(night.Mail.All);
        foreach (var secret in new[] { "secret-review", "hushville", "8675309", "8,675,309", "sharp-drop", "from 86" })
            Assert.All(told, t => Assert.DoesNotContain(secret, t, StringComparison.Ordinal));
        var listed = await Cli.Run("alarms", "list", "--database", night.Database.Url.ToString());
        Assert.DoesNotContain("secret-review", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_turns_a_message_down_is_tried_again()
    {
        await using var night = await Night.Begin(DatabaseEngine.Sqlite);
        night.Mail.Refuses = true;
        night.Conditions = [HeldTierOne];
        await night.Look();
        await night.LookAfter(TimeSpan.FromMinutes(60));
        Assert.Empty(night.ToOthers);
        Assert.Contains("the mail server answered", Assert.Single(night.Failures), StringComparison.Ordinal);
        night.Mail.Refuses = false;
        await night.LookAfter(TimeSpan.FromMinutes(1));
        var mail = Assert.Single(night.ToOthers);
        Assert.Contains("MAIL FROM:<opportune@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<boss@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("Message-ID: <1-", mail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_job_chooses_its_channels_and_a_failing_channel_is_told_by_others()
    {
        await using var night = await Night.Begin(DatabaseEngine.Sqlite, channelsOf: job => job == "nightly" ? ["others"] : null);
        night.Conditions = [Held, new(AlarmKinds.ChannelFailed, "team", "messages could not be delivered", TierOne: false)];
        await night.Look();
        Assert.Empty(night.ToTeam);
        Assert.Contains("nightly", Assert.Single(night.ToOthers), StringComparison.Ordinal);
        await night.LookAfter(TimeSpan.FromHours(1));
        Assert.Contains(night.ToOthers, m => m.Contains("channel-failed, team: escalated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alarms_are_listed_and_acknowledged_from_the_command_line()
    {
        await using var night = await Night.Begin(DatabaseEngine.Sqlite);
        night.Conditions = [Held];
        await night.Look();
        Assert.Contains("1  2026-11-20 12:00Z  run-held  nightly: 2 parts of run r1 wait for a person (raised)", (await Cli.Run("alarms", "list", "--database", night.Database.Url.ToString())).Output, StringComparison.Ordinal);
        Assert.Equal("alarm 1: acknowledged\n", (await Cli.Run("alarms", "acknowledge", "1", "--by", "A. Admin", "--database", night.Database.Url.ToString())).Output);
        foreach (var (id, said) in new[] { ("1", "was acknowledged by A. Admin already"), ("2", "there is no alarm 2") })
        {
            var refused = await Cli.Run("alarms", "acknowledge", id, "--database", night.Database.Url.ToString());
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(said, Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        }
        night.Conditions = [];
        await night.LookAfter(TimeSpan.FromHours(2));
        Assert.Equal("no alarms\n", (await Cli.Run("alarms", "list", "--database", night.Database.Url.ToString())).Output);
        Assert.Contains("(over since 2026-11-20 14:00Z)", (await Cli.Run("alarms", "list", "--all", "--database", night.Database.Url.ToString())).Output, StringComparison.Ordinal);
    }

    /// <summary>An installation with a webhook for the team and a mailbox for escalation.</summary>
    private sealed class Night : IAsyncDisposable
    {
        private readonly FreshDatabase _database;
        private readonly HttpClient _http = new();
        private readonly TemporaryFolder _folder = Some.Folder();
        private readonly AlarmSettings _settings;
        private readonly Func<string, IReadOnlyList<string>?> _channelsOf;

        private Night(FreshDatabase database, HandClock clock, QuietHours? quiet, Func<string, IReadOnlyList<string>?>? channelsOf)
        {
            (_database, Clock, _channelsOf) = (database, clock, channelsOf ?? (_ => null));
            File.WriteAllText(_folder["key"], "s3cret\n");
            _settings = new()
            {
                QuietHours = quiet,
                Channels =
                [
                    new() { Name = "team", Webhook = new(new($"{Web.Url}hook", null, null), "X-Key", new(null, _folder["key"], null)) },
                    new() { Name = "others", IsForEscalation = true, Mail = new() { Server = "127.0.0.1", Port = Mail.Port, Encrypted = false, From = "opportune@example.org", To = ["boss@example.org"] } },
                ],
            };
        }

        public HandClock Clock { get; }

        public HttpCatcher Web { get; } = new();

        public MailCatcher Mail { get; } = new();

        public OpportuneDatabase Database => _database.Database;

        public IReadOnlyList<AlarmCondition> Conditions { get; set; } = [];

        public List<string> Failures { get; } = [];

        /// <summary>Events that the webhook heard of, in order.</summary>
        public IReadOnlyList<string> ToTeam => [.. Web.All.Select(c => JsonDocument.Parse(c.Text).RootElement.GetProperty("event").GetString()!)];

        public IReadOnlyList<string> Subjects => [.. Web.All.Select(c => JsonDocument.Parse(c.Text).RootElement.GetProperty("subject").GetString()!)];

        public IReadOnlyCollection<string> ToOthers => Mail.All;

        public static async Task<Night> Begin(DatabaseEngine engine, QuietHours? quiet = null, Func<string, IReadOnlyList<string>?>? channelsOf = null)
        {
            var clock = new HandClock(Noon);
            return new(await BothEngines.Fresh(engine, clock), clock, quiet, channelsOf);
        }

        // Each time as a process that has just started would: nothing is kept in memory.
        public async Task Look()
        {
            await new AlarmWatch(Database, (_, _) => Conditions, new(_settings, _channelsOf), _ => { }).Look(TestContext.Current.CancellationToken);
            await new AlarmPost(Database, _settings, _http, (_, _, why) => Failures.Add(why)).Send(TestContext.Current.CancellationToken);
        }

        public Task LookAfter(TimeSpan time)
        {
            Clock.Advance(time);
            return Look();
        }

        public async Task<long> Count(string sql)
        {
            await using var connection = await _database.Connect();
            return connection.ExecuteScalar<long>(sql);
        }

        public async Task<string?> Text(string sql)
        {
            await using var connection = await _database.Connect();
            return connection.ExecuteScalar<string>(connection is Npgsql.NpgsqlConnection ? sql : sql.Replace("string_agg", "group_concat", StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await Web.DisposeAsync();
            await Mail.DisposeAsync();
            await _database.DisposeAsync();
            _folder.Dispose();
        }
    }
}
