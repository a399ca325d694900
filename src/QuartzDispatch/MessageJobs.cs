using Opportune.Runs;
using Quartz;
using Quartz.Extensibility;

namespace Opportune.QuartzDispatch;

/// <summary>The three jobs of Quartz, one for each message, and what makes them. Their names lie in the database: they are kept from version to version.</summary>
internal sealed class MessageJobs : IJobFactory
{
    public const string RunId = "run", PartitionId = "partition";

    private RunMessages? _messages;

    public static JobKey StartRun { get; } = new("StartRun", "opportune");

    public static JobKey RunPartition { get; } = new("RunPartition", "opportune");

    public static JobKey FinishRun { get; } = new("FinishRun", "opportune");

    /// <summary>Writes the jobs down, in place of those of another version.</summary>
    public static async Task Register(IScheduler scheduler, CancellationToken cancel)
    {
        await Add<StartRunJob>(StartRun);
        await Add<RunPartitionJob>(RunPartition);
        await Add<FinishRunJob>(FinishRun);

        async Task Add<T>(JobKey key) where T : IJob =>
            await scheduler.AddJob(JobBuilder.Create().OfType<T>().WithIdentity(key).StoreDurably().RequestRecovery().Build(), AddJobOptions.Replacing, cancel);
    }

    /// <summary>Messages go there from now on.</summary>
    public void HandTo(RunMessages messages) => _messages = messages;

    /// <inheritdoc/>
    public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default)
    {
        var messages = _messages ?? throw new SchedulerException("nobody listens yet");
        var type = bundle.JobDetail.JobType.Type;
        IJob job = type == typeof(StartRunJob) ? new StartRunJob(messages)
            : type == typeof(RunPartitionJob) ? new RunPartitionJob(messages)
            : new FinishRunJob(messages);
        return ValueTask.FromResult(new JobScope(job));
    }

    /// <inheritdoc/>
    public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
