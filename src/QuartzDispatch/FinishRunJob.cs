using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>All units of a run are done.</summary>
internal sealed class FinishRunJob(RunMessages messages) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await messages.FinishRun(context.MergedJobDataMap.GetString(MessageJobs.RunId)!);
}
