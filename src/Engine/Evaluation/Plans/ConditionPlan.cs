using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The criteria that a condition names, in the order in which they are written, each once.</summary>
/// <param name="All">All of them.</param>
/// <param name="MayHelp">Those that help the condition to hold when they are met: not what stands under a "not".</param>
internal sealed record ConditionPlan(CriterionPlan[] All, CriterionPlan[] MayHelp);
