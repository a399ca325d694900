using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What holds for every patient of a run.</summary>
internal sealed record EvaluationFrame(Coverage Coverage, SiteControls Controls, DateOnly AsOf);
