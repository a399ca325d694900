using Opportune.Core;
using Opportune.Runs.Bands;

namespace Opportune.Runs.Guards;

/// <summary>
/// Compares a run with the last publication and says which parts must wait for a person: the smallest that depend on what
/// looks like a fault of the source. Pure: the same counts give the same answer.
/// </summary>
public static class RunGuards
{
    /// <summary>The held parts, each once, with the first guard in the order of <see cref="GuardNames.All"/> that holds it.</summary>
    /// <param name="now">This run.</param>
    /// <param name="published">The run that each part was last published from; a part that never was is only looked at for itself.</param>
    /// <param name="parts">The parts of this run.</param>
    /// <param name="rules">The measures, which say what depends on what.</param>
    /// <param name="settings">The bounds.</param>
    /// <param name="nights">What earlier nights saw at each site, the oldest first, as far as it may be learned from; null: nothing.</param>
    public static IReadOnlyList<HeldPart> Check(
        GuardedRun now, IReadOnlyDictionary<MeasurePart, GuardedRun> published, IReadOnlyCollection<MeasurePart> parts, Rulebook rules, GuardSettings settings,
        IReadOnlyDictionary<string, IReadOnlyList<DayCounts>>? nights = null)
    {
        var use = MeasureUse.Of(rules);
        var held = new List<HeldPart>();
        var outOfBand = new BandGuards(now, nights ?? new Dictionary<string, IReadOnlyList<DayCounts>>(), use, settings).Check().ToList();
        foreach (var group in parts.GroupBy(p => published.GetValueOrDefault(p)))
        {
            var compared = group.ToList();
            var findings = new SourceGuards(now, group.Key, use, settings).Check().Concat(outOfBand);
            if (group.Key is { } before)
                findings = findings.Concat(new SiteGuards(now, before, use, settings).Check(compared));
            var inOrder = findings.OrderBy(f => Array.IndexOf([.. GuardNames.All], f.Guard)).ToList();
            foreach (var part in compared)
            {
                var reaching = inOrder.Where(f => f.Reaches(part)).ToList();
                if (reaching.Count > 0)
                    held.Add(new(part, reaching[0].Guard, reaching[0].Detail + (reaching.Count > 1 ? $"; {reaching.Count - 1} more signs" : "")));
            }
        }
        return [.. held.OrderBy(h => h.Part.Measure, StringComparer.Ordinal).ThenBy(h => h.Part.Site, StringComparer.Ordinal)];
    }
}
