using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The answer to a criterion for one episode.</summary>
/// <param name="Plan">The question.</param>
/// <param name="Window">Where it was asked.</param>
/// <param name="Events">The events that count, in order, whether or not they are enough.</param>
/// <param name="Met">Whether they are enough.</param>
internal sealed record CriterionResult(CriterionPlan Plan, DateWindow Window, IReadOnlyList<Event> Events, bool Met);
