using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What holds for every patient of a run.</summary>
internal sealed record EvaluationFrame(Coverage Coverage, SiteControls Controls, DateOnly AsOf)
{
    /// <summary>How much of a window a feed covers for the patient, in code systems that can be read; null: any.</summary>
    public CoverageAnswer Ask(Table table, DateWindow window, PatientRecord patient, IReadOnlySet<string>? systems) => Coverage.Ask(table, window, patient, AsOf, systems);
}
