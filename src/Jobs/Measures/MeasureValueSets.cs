using Opportune.Core;

namespace Opportune.Jobs.Measures;

/// <summary>The value sets that a measure names anywhere.</summary>
public static class MeasureValueSets
{
    /// <summary>Their names, some of them more than once.</summary>
    public static IEnumerable<string> Of(Measure measure)
    {
        var matches = measure.Index.Classes.SelectMany(c => c.AnyOf).Concat(measure.Criteria.Values.SelectMany(c => c.AnyOf));
        return matches.SelectMany(m => m.ValueSets.Concat(m.NotValueSets).Concat(m.DisplayNames))
            .Concat(measure.Index.NewEpisode?.InitialValueSets ?? [])
            .Concat(measure.SatisfiedBy.Select(s => s.Control?.ValueSet).OfType<string>());
    }
}
