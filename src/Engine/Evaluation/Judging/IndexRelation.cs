using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Keeps the events that stand in the relation to the episode's index events that a criterion asks for.</summary>
internal static class IndexRelation
{
    public static void Keep(Criterion criterion, Episode episode, List<Event> events)
    {
        if (criterion.NearIndex is { } near)
            events.RemoveAll(e => !IsNear(e, episode, near));
        if (criterion.AtIndexSite)
            events.RemoveAll(e => !IsAtIndexSite(e, episode));
    }

    private static bool IsNear(Event e, Episode episode, Period near)
    {
        foreach (var (index, _) in episode.Events)
        {
            if (e.Date >= near.SubtractFrom(index.Date) && e.Date <= near.AddTo(index.Date))
                return true;
        }
        return false;
    }

    // A code carries no site, so only what was read from text can be refused.
    private static bool IsAtIndexSite(Event e, Episode episode)
    {
        if (e.Mention is not { } mention)
            return true;
        foreach (var (index, _) in episode.Events)
        {
            if (index.Mention is { } indexed && SharesSite(mention, indexed))
                return true;
        }
        return false;
    }

    private static bool SharesSite(Mention a, Mention b) => a.Sites.Count == 0
        ? b.Sites.Count == 0 && a.Concept == b.Concept
        : Lists.Overlap(a.Sites, b.Sites);
}
