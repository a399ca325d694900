using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>A queued run is to begin.</summary>
internal sealed class StartRunJob(RunHandlers handlers, CancellationToken enough, CancellationToken leaving) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var run = context.MergedJobDataMap.GetString(MessageJobs.RunId)!;
        await handlers.StartRun(run, leaving);
        await handlers.GoOn(run, enough, leaving);
    }
}
