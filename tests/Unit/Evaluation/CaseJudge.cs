using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>Judges cases as <c>check</c> does.</summary>
internal static class CaseJudge
{
    public static Func<CaseSetting, IReadOnlyList<Gap>> Evaluate(Rulebook rulebook)
    {
        MeasureEvaluator? planned = null;
        return setting =>
        {
            var controls = SiteControls.HoldingExcept(setting.Unproven);
            planned = planned is null ? new(rulebook, setting.Coverage, controls, setting.AsOf) : planned.With(setting.Coverage, controls, setting.AsOf);
            return [.. planned.Evaluate(setting.Record).SelectMany(r => r.Gaps)];
        };
    }

    public static IReadOnlyList<string> Missing(JobsFolder jobs, Measure measure) => CaseAudit.Missing(jobs, measure, Evaluate, CaseRunner.Run(jobs, measure, Evaluate));
}
