using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Serving;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Serving;

/// <summary>A service inside the test's process, on a port of its own; what it does beside answering the test decides.</summary>
internal sealed partial class ServedHere : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly ILoggerFactory _logs;
    private readonly FreshDatabase _database;
    private Task _running = Task.CompletedTask;

    private ServedHere(FreshDatabase database)
    {
        _database = database;
        _logs = LoggerFactory.Create(builder => builder.AddProvider(Log).SetMinimumLevel(LogLevel.Trace));
        Settings = new() { Database = database.Url, Out = _folder.Path, Listen = "http://127.0.0.1:0", Alarms = new() { LookEvery = TimeSpan.FromMilliseconds(100) } };
        Work = new()
        {
            WorkerId = "w1",
            Begin = (_, _) => Task.CompletedTask,
            LookAtSchedules = _ => Task.CompletedTask,
            TakeWork = _ => Task.CompletedTask,
            Beat = _ => Beat(TimeSpan.FromMinutes(1)),
            AtWork = () => 0,
            Rest = () => Task.CompletedTask,
            Leave = () => Task.CompletedTask,
            Missed = (_, _, _) => [],
            FindsTierOne = _ => true,
            ChannelsOf = _ => null,
            Kept = _ => null,
        };
    }

    public LogCatcher Log { get; } = new();

    public ServeSettings Settings { get; set; }

    public ServiceWork Work { get; set; }

    public HttpClient Http { get; } = new();

    public string Out => _folder.Path;

    public FreshDatabase Database => _database;

    public static ServedHere Prepare(FreshDatabase database) => new(database);

    /// <summary>Starts it and waits until it listens.</summary>
    public async Task Start()
    {
        _running = Task.Run(() => new Service(_database.Database, Settings, Work, "0.0-test", _logs).Run(_stop.Token));
        await Soon.Until(() => Task.FromResult(Log.Lines.Any(l => Address().IsMatch(l)) || _running.IsCompleted));
        if (_running.IsCompleted)
            await _running;
        Http.BaseAddress = new(Address().Match(Log.Lines.First(l => Address().IsMatch(l))).Groups[1].Value);
    }

    /// <summary>Waits for its end.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Writes a sign of life of its worker.</summary>
    public async Task Beat(TimeSpan lease)
    {
        await using var connection = await _database.Connect();
        var until = connection is Npgsql.NpgsqlConnection ? $"now() + interval '{lease.TotalSeconds} seconds'" : $"strftime('%Y-%m-%dT%H:%M:%f', 'now', '{lease.TotalSeconds:+0;-0} seconds') || '000Z'";
        var now = connection is Npgsql.NpgsqlConnection ? "now()" : "strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'";
        await connection.ExecuteAsync(
            $"insert into workers (worker_id, host, process_id, process_started_at, threads, program, state, started_at, beat_at, lease_until) values ('w1', 'here', 1, {now}, 1, 'x', 'working', {now}, {now}, {until}) on conflict (worker_id) do update set lease_until = excluded.lease_until");
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Http.Dispose();
        _stop.Dispose();
        _logs.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex(@"Serving at (http://\S+),")]
    private static partial Regex Address();
}
