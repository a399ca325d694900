using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What came of one measure for one patient.</summary>
/// <param name="Measure">Which measure.</param>
/// <param name="Outcome">The funnel step at which the patient left; <see cref="FunnelSteps.HasIndex"/> where there are gaps.</param>
/// <param name="Gaps">One per episode, by index date; exactly one of them leads.</param>
public sealed record MeasureResult(Measure Measure, string Outcome, IReadOnlyList<Gap> Gaps);
