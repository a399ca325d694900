using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs.Cases;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>Judges cases as <c>check</c> does.</summary>
internal static class CaseJudge
{
    public static IReadOnlyList<Gap> Evaluate(Rulebook rulebook, CaseSetting setting) =>
        [.. new MeasureEvaluator(rulebook, setting.Coverage, SiteControls.HoldingExcept(setting.Unproven), setting.AsOf).Evaluate(setting.Record).SelectMany(r => r.Gaps)];
}
