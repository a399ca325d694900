using System.Data.Common;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Opportune.Database;
using Opportune.Runs;

namespace Opportune.HangfireDispatch;

/// <summary>
/// Messages through Hangfire: on PostgreSQL in tables of its own schema in our database, so that any process that is free takes the next; on
/// SQLite in memory. What a message is about the ledger knows; here are ids, and nothing else. Schedules, their pauses, retries and what runs
/// at a time are the ledger's too: of Hangfire's recurring jobs, retries and locks none is used.
/// </summary>
public sealed class HangfireDispatcher : IDispatch, IAsyncDisposable
{
    // Who does not send a message himself hears of it so late, on average half of it.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    // A message is taken anew when nothing was heard of it for so long, five signs of life; harmless where it is still worked on, for the ledger knows.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    // Several processes that start together on a new database may be in each other's way as they make its tables.
    private const int Starts = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200), LongestWait = TimeSpan.FromSeconds(2);

    // A message that failed is dropped: the ledger knows why it did, whether it is tried again, and when.
    private static readonly JobFilterCollection Filters = new()
    {
        new AutomaticRetryAttribute { Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false },
        new StatisticsHistoryAttribute(),
    };

    private readonly JobStorage _storage;
    private readonly BackgroundJobClient _client;
    private readonly string _me;
    private readonly int _threads;
    private readonly CancellationTokenSource _resting = new();
    private BackgroundJobServer? _server;

    static HangfireDispatcher() => GlobalConfiguration.Configuration
        .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
        .UseRecommendedSerializerSettings()
        // Without a version: a message outlives the program that sent it.
        .UseSimpleAssemblyNameTypeSerializer();

    private HangfireDispatcher(JobStorage storage, string me, int threads) => (_storage, _client, _me, _threads) = (storage, new(storage, Filters), me, threads);

    /// <summary>Maps the engine's own pages at a path: read-only, and for whom the caller lets in.</summary>
    public Func<IEndpointRouteBuilder, string, IEndpointConventionBuilder>? MapPages => (app, path) => EnginePages.Map(app, path, _storage);

    /// <summary>Takes part in sending messages; <see cref="Listen"/> begins to take them.</summary>
    /// <param name="database">The database.</param>
    /// <param name="me">A name that no other process has.</param>
    /// <param name="threads">How many messages it works on at a time.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<HangfireDispatcher> Open(OpportuneDatabase database, string me, int threads, CancellationToken cancel) =>
        Task.Run(() => new HangfireDispatcher(StorageOf(database), me, threads), cancel);

    /// <summary>Begins to take messages.</summary>
    /// <param name="handlers">Who they are handed to.</param>
    /// <param name="leaving">Stops what is being worked on.</param>
    /// <param name="cancel">Gives up.</param>
    public Task Listen(RunHandlers handlers, CancellationToken leaving, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _server = new(new()
        {
            ServerName = _me,
            WorkerCount = _threads,
            FilterProvider = Filters,
            Activator = new HandsTo(new(handlers, this, _resting.Token, leaving)),
            // Who leaves says himself how long that may take.
            StopTimeout = Timeout.InfiniteTimeSpan,
            ShutdownTimeout = Timeout.InfiniteTimeSpan,
        }, _storage);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more messages; those being worked on go on.</summary>
    public async Task Rest()
    {
        await _resting.CancelAsync();
        _server?.SendStop();
    }

    /// <inheritdoc/>
    public Task StartRun(string runId, CancellationToken cancel) => Task.Run(() => _client.Enqueue<RunMessages>(messages => messages.StartRun(runId)), cancel);

    /// <inheritdoc/>
    public Task RunPartition(string runId, string partitionId, CancellationToken cancel) => Task.Run(() => _client.Enqueue<RunMessages>(messages => messages.RunPartition(runId, partitionId)), cancel);

    /// <inheritdoc/>
    public Task FinishRun(string runId, CancellationToken cancel) => Task.Run(() => _client.Enqueue<RunMessages>(messages => messages.FinishRun(runId)), cancel);

    /// <summary>Waits for what is being worked on, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await Rest();
        if (_server is not null)
            await _server.WaitForShutdownAsync(CancellationToken.None);
        _server?.Dispose();
        (_storage as IDisposable)?.Dispose();
        _resting.Dispose();
    }

    private static JobStorage StorageOf(OpportuneDatabase database) => database.Server is { } server
        ? new PostgreSqlStorage(new Pool(server), new()
        {
            QueuePollInterval = LookEvery,
            InvisibilityTimeout = Silence,
            UseSlidingInvisibilityTimeout = true,
            StartupConnectionMaxRetries = Starts,
            StartupConnectionBaseDelay = FirstWait,
            StartupConnectionMaxDelay = LongestWait,
            AllowDegradedModeWithoutStorage = false,
        })
        : new InMemoryStorage();

    /// <summary>Hands every message to this process' handlers.</summary>
    private sealed class HandsTo(RunMessages messages) : JobActivator
    {
        public override object ActivateJob(Type jobType) => messages;
    }

    /// <summary>Connections of the pool that the program has; its owner closes it.</summary>
    private sealed class Pool(DbDataSource server) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => (NpgsqlConnection)server.CreateConnection();
    }
}
