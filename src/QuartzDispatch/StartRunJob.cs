using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>A queued run is to begin.</summary>
internal sealed class StartRunJob(RunHandlers handlers, CancellationToken leaving) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await handlers.StartRun(context.MergedJobDataMap.GetString(MessageJobs.RunId)!, leaving);
}
