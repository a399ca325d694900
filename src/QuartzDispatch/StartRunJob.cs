using Opportune.Runs;
using Quartz;

namespace Opportune.QuartzDispatch;

/// <summary>A queued run is to begin.</summary>
internal sealed class StartRunJob(RunMessages messages) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await messages.StartRun(context.MergedJobDataMap.GetString(MessageJobs.RunId)!);
}
