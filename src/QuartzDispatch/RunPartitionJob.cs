using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>A unit of a run waits.</summary>
internal sealed class RunPartitionJob(RunHandlers handlers, CancellationToken leaving) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await handlers.RunPartition(context.MergedJobDataMap.GetString(MessageJobs.RunId)!, context.MergedJobDataMap.GetString(MessageJobs.PartitionId)!, leaving);
}
