using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>A unit of a run waits; whoever hears of it goes on with those after it.</summary>
internal sealed class RunPartitionJob(RunHandlers handlers, CancellationToken enough, CancellationToken leaving) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var run = context.MergedJobDataMap.GetString(MessageJobs.RunId)!;
        await handlers.RunPartition(run, context.MergedJobDataMap.GetString(MessageJobs.PartitionId)!, leaving);
        await handlers.GoOn(run, enough, leaving);
    }
}
