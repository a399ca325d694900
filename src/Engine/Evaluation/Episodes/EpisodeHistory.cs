using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What earlier index events said, to know what is new.</summary>
internal sealed class EpisodeHistory
{
    private readonly HashSet<string> _sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _highest = new(StringComparer.Ordinal);
    private Severity _worst;
    private DateOnly _last;

    public void Add(List<IndexEvent> sameDate)
    {
        foreach (var (e, _) in sameDate)
        {
            _last = e.Date;
            if (e.Mention is not { } mention)
                continue;
            _sites.UnionWith(mention.Sites);
            _worst = mention.Severity > _worst ? mention.Severity : _worst;
            if (MatchPlan.ValueOf(e) is { } value)
                _highest[mention.Concept] = _highest.TryGetValue(mention.Concept, out var high) ? Math.Max(high, value) : value;
        }
    }

    /// <summary>Whether the rule calls the event the beginning of something new.</summary>
    public bool IsNew(Event e, NewEpisode rule) =>
        IsNewlyAcute(e, rule) || IsFirstSite(e, rule) || IsWorse(e, rule) || Crosses(e, rule);

    private bool IsNewlyAcute(Event e, NewEpisode rule) =>
        rule.AcuteAfter is { } period && e.Date > period.AddTo(_last)
        && (e.Mention?.Age == LesionAge.Acute || Lists.Overlap(rule.InitialValueSets, e.ValueSets));

    private bool IsFirstSite(Event e, NewEpisode rule)
    {
        foreach (var site in e.Mention?.Sites ?? [])
        {
            if (rule.FirstSites.Contains(site) && !_sites.Contains(site))
                return true;
        }
        return false;
    }

    // Reports that did not grade the finding before give nothing to compare with.
    private bool IsWorse(Event e, NewEpisode rule) =>
        rule.SeverityUp && _worst != Severity.None && e.Mention?.Severity > _worst;

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
