using Opportune.Core;

namespace Opportune.Reference;

/// <summary>An episode: index events that belong together.</summary>
/// <param name="Date">The day that opened it.</param>
/// <param name="Events">Its index events.</param>
/// <param name="Lead">The one of that day that stands for it.</param>
internal sealed record Story(DateOnly Date, List<IndexStatement> Events, IndexStatement Lead)
{
    public DateOnly Reported => Lead.Event.ReportDate ?? Lead.Date;

    /// <summary>Dates on which something was found that was not told before.</summary>
    public int Dates => Math.Max(1, Events.Where(e => !e.IsRestated && (Lead.Class.JoinsOnly || !e.Class.JoinsOnly)).Select(e => e.Date).Distinct().Count());

    /// <summary>Parts index events into episodes. What was found on one day is never parted.</summary>
    public static List<Story> Part(List<IndexStatement> events, IReadOnlyList<IndexClass> classes, NewEpisode? rule)
    {
        // What only joins opens an episode only where there is nothing else.
        var opening = events.Where(e => !e.Class.JoinsOnly).ToList();
        if (opening.Count == 0)
            opening = events;
        var starts = new List<DateOnly>();
        foreach (var day in opening.Select(e => e.Date).Distinct().Order())
        {
            var before = opening.Where(e => e.Date < day && !e.Class.JoinsOnly).ToList();
            if (starts.Count == 0 || (rule is not null && opening.Any(e => e.Date == day && !e.Class.JoinsOnly && IsNew(e, before, rule))))
                starts.Add(day);
        }
        return [.. starts.Select((start, i) => Of(start, i + 1 < starts.Count ? starts[i + 1] : DateOnly.MaxValue, isFirst: i == 0))];

        Story Of(DateOnly start, DateOnly next, bool isFirst)
        {
            var mine = events.FindAll(e => (isFirst || e.Date >= start) && (e.Date < next || next == DateOnly.MaxValue));
            // The worst finding of the day, not the first line of it.
            var lead = opening.Where(e => e.Date == start).MinBy(e => classes.ToList().IndexOf(e.Class))!;
            return new(start, mine, lead);
        }
    }

    private static bool IsNew(IndexStatement e, List<IndexStatement> before, NewEpisode rule)
    {
        if (rule.AcuteAfter is { } pause && e.IsAcute(rule) && (before.Count == 0 || e.Date > Days.After(before.Max(b => b.Date), pause)))
            return true;
        if (Places(e).Any(place => rule.FirstSites.Contains(place) && !before.SelectMany(Places).Contains(place)))
            return true;
        var graded = before.Where(b => b.Class.Name == e.Class.Name && b.Event.Mention is { Severity: not Severity.None }).ToList();
        if (rule.SeverityUp && graded.Count > 0 && e.Event.Mention?.Severity > graded.Max(b => b.Event.Mention!.Severity))
            return true;
        if (rule.Crosses is not { } line || e.Event.Mention?.Concept != line.Concept || Taking.ValueOf(e.Event) is not { } value)
            return false;
        var known = before.Where(b => b.Event.Mention?.Concept == line.Concept).Select(b => Taking.ValueOf(b.Event)).OfType<double>().ToList();
        return known.Count > 0 && line.At.Any(at => known.Max() < at && at <= value);
    }

    // A class that is called after a place says it of codes and scores.
    private static IEnumerable<string> Places(IndexStatement e) => [e.Class.Name, .. e.Event.Mention?.Sites ?? []];
}
