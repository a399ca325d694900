using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;
using Opportune.Database.Audit;
using Opportune.Runs.Exports;
using Opportune.Runs.Ledger;
using Opportune.Serving.Alarms;

namespace Opportune.Serving;

/// <summary>One process that does everything: schedules, runs, alarms, retention, and the answers to who asks.</summary>
/// <param name="database">The database.</param>
/// <param name="said">The settings; database and out are named.</param>
/// <param name="work">What it does.</param>
/// <param name="program">Version of the program.</param>
/// <param name="logs">The log.</param>
public sealed class Service(OpportuneDatabase database, ServeSettings said, ServiceWork work, string program, ILoggerFactory logs)
{
    // What is left of the grace period for stopping what did not come to its end; a partition that is being read comes to its own.
    private const double LeftForHandingBack = 0.2;
    private static readonly TimeSpan LeastForHandingBack = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ScheduleEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WorkEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);
    // Where metrics are sent, as often as they are.
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromHours(1);

    private bool _toldOwner;

    private readonly ILogger _log = logs.CreateLogger("Opportune.Serving");

    // Whatever the file names: what is tried out tells nobody of patients that are none.
    private readonly ServeSettings _settings = said.Environment == InstallationKind.Test ? said.Unheard() : said;

    /// <summary>Serves until <paramref name="stop"/>, then finishes or hands back within the grace period.</summary>
    /// <exception cref="InputException">The settings cannot be used.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public async Task Run(CancellationToken stop)
    {
        ServiceWeb.RequireFree(_settings.Listen);
        var time = database.Time;
        var pulse = new Pulse(time);
        var readiness = new Readiness(database, _settings, work.WorkerId, pulse);
        using var meter = new ServiceMeter();
        using var exporting = _settings.Telemetry is { } telemetry ? new Exporting(telemetry, program) : null;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = true, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        using var leaving = new CancellationTokenSource();
        using var living = new CancellationTokenSource();
        var rounds = new Rounds(time, pulse, _log);
        await work.Beat(stop);
        await using var web = ServiceWeb.Create(database, _settings, work, program, readiness, meter, logs);
        await web.StartAsync(stop);
        Tell(web);
        await work.Begin(leaving.Token, stop);
        var beating = rounds.Go("the sign of life", BeatEvery, work.Beat, living.Token);
        Task[] going =
        [
            rounds.Go(Readiness.Schedules, ScheduleEvery, work.LookAtSchedules, stop),
            rounds.Go("work", WorkEvery, _ => work.TakeWork(leaving.Token), stop),
            rounds.Go("alarms", _settings.Alarms.LookEvery, LookForAlarms(http), stop),
            rounds.Go("the state of things", LookEvery, cancel => meter.Look(database, cancel), stop),
            rounds.Go("the count of entries", _settings.Telemetry?.Every ?? CountEvery, cancel => meter.Count(database, cancel), stop),
            rounds.Go("retention", KeepEvery, Keep, stop),
            .. DeadManRound(rounds, readiness, http, stop),
            .. AnchorRound(rounds, http, stop),
        ];
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException)
        {
            readiness.Stop();
        }
        ServiceLog.Stopping(_log, work.AtWork(), _settings.Grace.TotalSeconds);
        await work.Rest();
        await Idle(_settings.Grace * (1 - LeftForHandingBack));
        await leaving.CancelAsync();
        var left = _settings.Grace * LeftForHandingBack;
        await Idle(left > LeastForHandingBack ? left : LeastForHandingBack);
        await living.CancelAsync();
        await Task.WhenAny(Task.WhenAll([.. going, beating]), Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None));
        await work.Leave();
        await web.StopAsync(CancellationToken.None);
        ServiceLog.Stopped(_log);
    }

    private void Tell(WebApplication web)
    {
        var address = web.Urls.FirstOrDefault() ?? _settings.Listen;
        ServiceLog.Serving(_log, address, database.Url.ToString(), work.WorkerId);
        if (said.Environment == InstallationKind.Test && said.ToldOutside() is { Count: > 0 } told)
            ServiceLog.Unheard(_log, string.Join(", ", told));
        if (!IPAddress.IsLoopback(ServiceWeb.Parse(_settings.Listen).Address))
            ServiceLog.Reachable(_log, address);
    }

    private Func<CancellationToken, Task> LookForAlarms(HttpClient http)
    {
        var watch = new AlarmWatch(
            database,
            (connection, now) => AlarmRules.Conditions(AlarmFacts.Read(connection), work.Missed(connection, now, _settings.Alarms.StartWithin), now, _settings.Alarms, work.FindsTierOne),
            new AlarmCourse(_settings.Alarms, work.ChannelsOf),
            change => ServiceLog.Alarm(_log, change.Kind, change.Subject, change.What));
        var post = new AlarmPost(database, _settings.Alarms, http, (channel, attempt, why) => ServiceLog.Undelivered(_log, channel, attempt, why));
        return async cancel =>
        {
            await watch.Look(cancel);
            await post.Send(cancel);
        };
    }

    private async Task Keep(CancellationToken cancel)
    {
        MadeFiles.Sweep(database.Time.GetUtcNow());
        foreach (var removed in await RunRetention.Apply(database, work.Kept, isDry: false, cancel))
            ServiceLog.Removed(_log, removed.ToString());
        if (_settings.Audit.Keep is not { } keep)
            return;
        var (trail, before) = (AuditFolder.Open(AuditFolder.PathFor(database.Url, _settings.Audit)), database.Time.GetUtcNow() - keep);
        if (await AuditRetention.IsAllowed(database, cancel))
        {
            foreach (var archived in await AuditRetention.Apply(database, trail, before, cancel: cancel))
                ServiceLog.Removed(_log, archived.ToString());
        }
        else if (!_toldOwner && await AuditRetention.Count(database, trail, before, cancel) is var waiting and > 0)
        {
            _toldOwner = true;
            ServiceLog.NotRemoved(_log, waiting);
        }
    }

    private IEnumerable<Task> DeadManRound(Rounds rounds, Readiness readiness, HttpClient http, CancellationToken stop)
    {
        if (_settings.DeadMan is not { } deadMan)
            yield break;
        var man = new DeadMan(database, deadMan, http, async cancel => (await readiness.Look(cancel)).All(c => c.IsReady));
        yield return rounds.Go("the dead man's switch", _settings.Alarms.LookEvery, async cancel =>
        {
            if (await man.Look(cancel) is { } failure)
                ServiceLog.DeadManSilent(_log, failure);
        }, stop);
    }

    private IEnumerable<Task> AnchorRound(Rounds rounds, HttpClient http, CancellationToken stop)
    {
        if (_settings.Audit.Anchors is { } anchors)
            yield return rounds.Go("the copy of the anchors", LookEvery, new AnchorPost(AuditFolder.Open(AuditFolder.PathFor(database.Url, _settings.Audit)).AnchorsFile, anchors, http).Send, stop);
    }

    private async Task Idle(TimeSpan patience)
    {
        var started = database.Time.GetTimestamp();
        while (work.AtWork() > 0 && database.Time.GetElapsedTime(started) < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(50), database.Time);
    }
}
