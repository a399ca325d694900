using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>A unit of a run waits.</summary>
internal sealed class RunPartitionJob(RunMessages messages) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await messages.RunPartition(context.MergedJobDataMap.GetString(MessageJobs.RunId)!, context.MergedJobDataMap.GetString(MessageJobs.PartitionId)!);
}
