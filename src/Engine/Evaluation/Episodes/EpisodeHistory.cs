using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What earlier index events said, to know what is new.</summary>
internal sealed class EpisodeHistory
{
    private readonly HashSet<string> _sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _highest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Severity> _worst = new(StringComparer.Ordinal);
    private DateOnly _last;

    public void Add(List<IndexEvent> sameDate)
    {
        foreach (var (e, by) in sameDate)
        {
            _last = e.Date;
            _sites.Add(by.Class.Name);
            if (e.Mention is not { } mention)
                continue;
            _sites.UnionWith(mention.Sites);
            if (mention.Severity > WorstOf(by))
                _worst[by.Class.Name] = mention.Severity;
            if (MatchPlan.ValueOf(e) is { } value)
                _highest[mention.Concept] = _highest.TryGetValue(mention.Concept, out var high) ? Math.Max(high, value) : value;
        }
    }

    /// <summary>Whether the rule calls the event the beginning of something new.</summary>
    public bool IsNew(IndexEvent one, NewEpisode rule) =>
        IsNewlyAcute(one.Event, rule) || IsFirstSite(one, rule) || IsWorse(one, rule) || Crosses(one.Event, rule);

    private bool IsNewlyAcute(Event e, NewEpisode rule) =>
        rule.AcuteAfter is { } period && e.Date > period.AddTo(_last)
        && (e.Mention?.Age == LesionAge.Acute || Lists.Overlap(rule.InitialValueSets, e.ValueSets));

    // A code or a score names no site; the class that took it, where it is called after a site, says which.
    private bool IsFirstSite(IndexEvent one, NewEpisode rule)
    {
        if (IsFirst(one.Class.Class.Name, rule))
            return true;
        foreach (var site in one.Event.Mention?.Sites ?? [])
        {
            if (IsFirst(site, rule))
                return true;
        }
        return false;
    }

    private bool IsFirst(string site, NewEpisode rule) => rule.FirstSites.Contains(site) && !_sites.Contains(site);

    // Reports that did not grade the finding before give nothing to compare with; nor does the grade of another bed.
    private bool IsWorse(IndexEvent one, NewEpisode rule) =>
        rule.SeverityUp && WorstOf(one.Class) is var worst && worst != Severity.None && one.Event.Mention?.Severity > worst;

    private Severity WorstOf(ClassPlan by) => _worst.GetValueOrDefault(by.Class.Name);

    private bool Crosses(Event e, NewEpisode rule)
    {
        if (rule.Crosses is not { } crossing || e.Mention?.Concept != crossing.Concept
            || MatchPlan.ValueOf(e) is not { } value || !_highest.TryGetValue(crossing.Concept, out var high))
            return false;
        foreach (var at in crossing.At)
        {
            if (high < at && value >= at)
                return true;
        }
        return false;
    }
}
