using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Opportune.Database;
using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>
/// Messages through Quartz: on PostgreSQL in its clustered store, whose tables lie in our database under their own prefix, so that any
/// process that is free takes the next; on SQLite in memory. What a message is about the ledger knows; here are ids, and nothing else.
/// </summary>
public sealed class QuartzDispatcher : IDispatch, IAsyncDisposable
{
    private const string SchedulerName = "opportune";

    // Quartz allows no less. Who does not send a message himself is called to look at once; a call may be lost.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private const string Channel = "opportune_messages";

    // A node that is silent for longer is dead, and its messages are delivered again; harmless where it is not, for the ledger knows.
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(5), Silence = TimeSpan.FromSeconds(10);

    private readonly OpportuneDatabase _database;
    private readonly StandaloneSchedulerFactory _factory;
    private readonly MessageJobs _jobs;
    private readonly string _me;
    private readonly IScheduler _scheduler;
    private readonly CancellationTokenSource _resting = new();
    private Task _listening = Task.CompletedTask;
    private int _sent;

    private QuartzDispatcher(OpportuneDatabase database, StandaloneSchedulerFactory factory, IScheduler scheduler, MessageJobs jobs, string me) =>
        (_database, _factory, _scheduler, _jobs, _me) = (database, factory, scheduler, jobs, me);

    /// <summary>Maps the engine's own pages at a path; null: it has none.</summary>
    public Func<IEndpointRouteBuilder, string, IEndpointConventionBuilder>? MapPages { get; }

    /// <summary>Takes part in sending messages; <see cref="Listen"/> begins to take them.</summary>
    /// <param name="database">The database.</param>
    /// <param name="me">A name that no other process has.</param>
    /// <param name="threads">How many messages it works on at a time.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<QuartzDispatcher> Open(OpportuneDatabase database, string me, int threads, CancellationToken cancel)
    {
        var jobs = new MessageJobs();
        var factory = QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options => (options.InstanceName, options.InstanceId, options.IdleWaitTime) = (SchedulerName, me, LookEvery));
            quartz.UseDefaultThreadPool(threads);
            quartz.UseJobFactory(jobs);
            if (database.Server is { } server)
                quartz.UsePersistentStore(store => Configure(store, server));
            else
                quartz.UseInMemoryStore();
        }).Build();
        var scheduler = await factory.GetScheduler(cancel);
        await MessageJobs.Register(scheduler, cancel);
        return new(database, factory, scheduler, jobs, me);
    }

    /// <summary>Begins to take messages.</summary>
    /// <param name="handlers">Who they are handed to.</param>
    /// <param name="leaving">Stops what is being worked on.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task Listen(RunHandlers handlers, CancellationToken leaving, CancellationToken cancel)
    {
        _jobs.HandTo(new(handlers, this, _resting.Token, leaving));
        await _scheduler.Start(cancel);
        _listening = _database.Listen(Channel, Look, _resting.Token);
    }

    /// <summary>Takes no more messages; those being worked on go on.</summary>
    public async Task Rest()
    {
        await _resting.CancelAsync();
        await _scheduler.Standby();
    }

    /// <inheritdoc/>
    public Task StartRun(string runId, CancellationToken cancel) => Send(MessageJobs.StartRun, runId, null, cancel);

    /// <inheritdoc/>
    public Task RunPartition(string runId, string partitionId, CancellationToken cancel) => Send(MessageJobs.RunPartition, runId, partitionId, cancel);

    /// <inheritdoc/>
    public Task FinishRun(string runId, CancellationToken cancel) => Send(MessageJobs.FinishRun, runId, null, cancel);

    /// <summary>Waits for what is being worked on, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _resting.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _scheduler.Shutdown(waitForJobsToComplete: true);
        await _factory.DisposeAsync();
        _resting.Dispose();
    }

    private static void Configure(IPersistentStoreBuilder store, System.Data.Common.DbDataSource server)
    {
        // The pool's owner closes it.
        store.UsePostgres(source => source.DataSourceFactory = _ => server);
        store.ConfigureStore(options =>
        {
            options.TablePrefix = "qrtz_";
            options.StoreJobDataAsStrings = true;
        });
        store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (CheckIn, Silence));
        store.ProvisionSchema();
    }

    private async Task Send(JobKey job, string runId, string? partitionId, CancellationToken cancel)
    {
        // Of its own name each time: a message that is sent again may find the first still under way, with a process that is gone.
        var trigger = TriggerBuilder.Create()
            .WithIdentity($"{_me}-{Interlocked.Increment(ref _sent)}", runId)
            .ForJob(job)
            .UsingJobData(MessageJobs.RunId, runId)
            // It is worth as much late as in time; nobody need look after those that wait.
            .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
            .StartNow();
        if (partitionId is not null)
            trigger = trigger.UsingJobData(MessageJobs.PartitionId, partitionId);
        await _scheduler.ScheduleJob(trigger.Build(), cancellationToken: cancel);
        await _database.Call(Channel, cancel);
    }

    // Whatever changes its plans has a scheduler look at the store; this changes nothing, for no job is ever paused.
    private async Task Look()
    {
        try
        {
            await _scheduler.ResumeJob(MessageJobs.StartRun);
        }
        catch (SchedulerException)
        {
            // It looks by itself soon.
        }
    }
}
