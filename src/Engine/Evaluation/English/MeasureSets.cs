using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The value sets that a measure names.</summary>
internal static class MeasureSets
{
    public static IEnumerable<string> Of(Measure measure) =>
        measure.Index.Classes.SelectMany(c => c.AnyOf)
            .Concat(measure.Criteria.Values.SelectMany(c => c.AnyOf))
            .SelectMany(m => m.ValueSets.Concat(m.NotValueSets).Concat(m.DisplayNames))
            .Concat(measure.Index.NewEpisode?.InitialValueSets ?? [])
            .Concat(measure.SatisfiedBy.Select(s => s.Control?.ValueSet).OfType<string>())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
