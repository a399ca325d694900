namespace Opportune.Core;

/// <summary>
/// What earlier index events said, to know what is new: the engine keeps one while it parts events into episodes, and an
/// entry of the worklist keeps one for as long as it lives. Events may come in any order and more than once; one that is
/// already remembered is never new.
/// </summary>
public sealed partial class EpisodeMemory
{
    // Sorted, so that equal memories have one text.
    private readonly SortedSet<string> _sites = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Severity> _worst = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _highest = new(StringComparer.Ordinal);

    /// <summary>Date of the latest index event; null before the first.</summary>
    public DateOnly? Last { get; private set; }

    /// <summary>Remembers an index event. What only joins an episode is no news and leaves no trace.</summary>
    public void Add(IndexFact fact)
    {
        if (fact.JoinsOnly)
            return;
        AddLast(fact.Date);
        _sites.Add(fact.Class);
        _sites.UnionWith(fact.Sites);
        AddWorst(fact.Class, fact.Severity);
        if (fact is { Concept: { } concept, Value: { } value })
            AddHighest(concept, value);
    }

    /// <summary>Remembers what another one does, as after two patients were found to be one.</summary>
    public void Merge(EpisodeMemory other)
    {
        if (other.Last is { } last)
            AddLast(last);
        _sites.UnionWith(other._sites);
        foreach (var (byClass, severity) in other._worst)
            AddWorst(byClass, severity);
        foreach (var (concept, value) in other._highest)
            AddHighest(concept, value);
    }

    /// <summary>Whether the rule calls the event the beginning of something new, beside all that is remembered.</summary>
    public bool IsNew(IndexFact fact, NewEpisode rule) =>
        !fact.JoinsOnly && (IsNewlyAcute(fact, rule) || IsFirstSite(fact, rule) || IsWorse(fact, rule) || Crosses(fact, rule));

    private bool IsNewlyAcute(IndexFact fact, NewEpisode rule) =>
        rule.AcuteAfter is { } period && fact.BeginsAcute && !(Last is { } last && fact.Date <= period.AddTo(last));

    // A code or a score names no site; the class that took it, where it is called after a site, says which.
    private bool IsFirstSite(IndexFact fact, NewEpisode rule)
    {
        if (IsFirst(fact.Class, rule))
            return true;
        foreach (var site in fact.Sites)
        {
            if (IsFirst(site, rule))
                return true;
        }
        return false;
    }

    private bool IsFirst(string site, NewEpisode rule) => rule.FirstSites.Contains(site) && !_sites.Contains(site);

    // Reports that did not grade the finding before give nothing to compare with; nor does the grade of another bed.
    private bool IsWorse(IndexFact fact, NewEpisode rule) =>
        rule.SeverityUp && _worst.TryGetValue(fact.Class, out var worst) && fact.Severity > worst;

    private bool Crosses(IndexFact fact, NewEpisode rule)
    {
        if (rule.Crosses is not { } crossing || fact.Concept != crossing.Concept
            || fact.Value is not { } value || !_highest.TryGetValue(crossing.Concept, out var high))
            return false;
        foreach (var at in crossing.At)
        {
            if (high < at && value >= at)
                return true;
        }
        return false;
    }

    private void AddLast(DateOnly date) => Last = Last > date ? Last : date;

    private void AddWorst(string byClass, Severity severity)
    {
        if (severity > _worst.GetValueOrDefault(byClass))
            _worst[byClass] = severity;
    }

    private void AddHighest(string concept, double value) =>
        _highest[concept] = _highest.TryGetValue(concept, out var high) ? Math.Max(high, value) : value;
}
