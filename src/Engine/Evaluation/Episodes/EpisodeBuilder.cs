using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Parts index events into episodes. The events of one date stay together, so that two findings of one report are never
/// two episodes and the order of its lines does not matter.
/// </summary>
internal sealed class EpisodeBuilder(NewEpisode? rule)
{
    private readonly List<Episode> _episodes = [];
    private readonly EpisodeMemory _memory = new();

    /// <summary>The episodes by index date, each date different.</summary>
    public static List<Episode> Build(List<IndexEvent> events, NewEpisode? rule)
    {
        var onlyJoining = events.TrueForAll(e => e.Class.Class.JoinsOnly);
        var builder = new EpisodeBuilder(rule);
        for (var start = 0; start < events.Count;)
        {
            var end = start + 1;
            while (end < events.Count && events[end].Event.Date == events[start].Event.Date)
                end++;
            builder.AddDate(events[start..end], onlyJoining);
            start = end;
        }
        return builder.Finish(events, onlyJoining);
    }

    private void AddDate(List<IndexEvent> sameDate, bool onlyJoining)
    {
        var leading = onlyJoining ? sameDate : sameDate.FindAll(e => !e.Class.Class.JoinsOnly);
        var facts = leading.ConvertAll(e => e.ToFact(rule));
        if (leading.Count > 0 && (_episodes.Count == 0 || Opens(facts)))
            _episodes.Add(new(leading[0].Event.Date, beganNew: _episodes.Count > 0));
        facts.ForEach(_memory.Add);
        if (_episodes.Count == 0)
            return;
        foreach (var e in sameDate)
            _episodes[^1].Add(e, mayLead: onlyJoining || !e.Class.Class.JoinsOnly);
    }

    // What only joins but lies before the first episode is evidence of that one.
    private List<Episode> Finish(List<IndexEvent> events, bool onlyJoining)
    {
        var first = _episodes[0];
        foreach (var e in events)
        {
            if (e.Event.Date >= first.IndexDate)
                break;
            first.Add(e, mayLead: onlyJoining);
        }
        return _episodes;
    }

    private bool Opens(List<IndexFact> sameDate) => rule is not null && sameDate.Exists(fact => _memory.IsNew(fact, rule));
}
