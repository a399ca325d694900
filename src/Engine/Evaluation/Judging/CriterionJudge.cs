using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Answers one criterion for one episode: finds the events, then drops those that do not count.</summary>
internal sealed class CriterionJudge(Trial trial)
{
    public CriterionResult Judge(CriterionPlan plan)
    {
        var criterion = plan.Criterion;
        var window = criterion.Window.Resolve(trial.Episode.IndexDate, trial.AsOf);
        if (trial.Lasting is { } lasting)
            LastingCriterion.Add(lasting, plan, trial.Facts, trial.Episode.IndexDate, window);
        // Exposure asks what a drug's row does on the last day, however long ago the row began.
        var searched = criterion.Exposure is null ? window : window with { From = DateOnly.MinValue };
        var events = Find(plan, searched, askValue: !criterion.LatestOnly);
        IndexRelation.Keep(criterion, trial.Episode, events);
        if (criterion.LatestOnly)
            KeepLatest(plan, events);
        if (plan.Derive is { } derive)
            events = [.. derive(new(events, window.To, trial.Plan.Rulebook, criterion.Derived))];
        if (criterion.Exposure is { InAll: { } inAll } total)
            KeepLongEnough(total, inAll, window, events);
        else if (criterion.Exposure is { } rule)
            events.RemoveAll(e => !DrugExposure.Reaches(e, rule, window.To));
        if (criterion.After is { } after)
            KeepAfter(after, events);
        if (criterion.UnlessLater is { } other)
            DropDoneAway(other, events);
        if (criterion.Beds is { } beds && !beds.Groups.Values.Where(sites => events.Exists(e => Lists.Overlap(sites, e.Mention?.Sites ?? []))).Skip(beds.AtLeast - 1).Any())
            events.Clear();
        return new(plan, window, events, IsEnough(criterion, events));
    }

    private DateWindow UpToAsOf => new(DateOnly.MinValue, trial.AsOf);

    private List<Event> Find(CriterionPlan plan, DateWindow window, bool askValue)
    {
        var numbers = new List<int>();
        EventFinder.Find(trial.Facts, plan.AnyOf, window, askValue, numbers, inForce: !window.IsEmpty && !plan.Criterion.OnsetOnly);
        if (numbers.Count == 0)
            return [];
        var events = new List<Event>(numbers.Count);
        foreach (var number in numbers)
            events.Add(trial.Facts[number]);
        return events;
    }

    // The latest of what would match apart from its value: an older value that would do is out of date. What has no value, or
    // none in a unit that is asked for, is unknown: it neither does nor makes an older one old.
    private static void KeepLatest(CriterionPlan plan, List<Event> events)
    {
        var latest = events.FindLast(e => EventFinder.AnyReads(plan.AnyOf, e));
        events.Clear();
        if (latest is not null && EventFinder.AnyTakes(plan.AnyOf, latest))
            events.Add(latest);
    }

    // All of the rows or none: it is together that they are long enough.
    private static void KeepLongEnough(ExposureRule rule, Period inAll, DateWindow window, List<Event> events)
    {
        var (days, last) = DrugExposure.DaysOf(events, rule, window.To);
        if (events.Count == 0 || last < window.From || Period.OfDays(days).AddTo(events[0].Date) < inAll.AddTo(events[0].Date))
            events.Clear();
    }

    private void KeepAfter(AfterRule after, List<Event> events)
    {
        var plan = trial.Plan.Criterion(after.Criterion);
        var earlier = Find(plan, UpToAsOf, askValue: true);
        events.RemoveAll(e => !earlier.Exists(first => Follows(e, first, plan.Criterion.Exposure, after.Within)));
    }

    private bool Follows(Event e, Event first, ExposureRule? exposure, Period within)
    {
        var last = exposure is null ? first.Date : DrugExposure.LastDay(first, exposure, Period.Zero, trial.AsOf);
        return last is { } day && e.Date >= first.Date && e.Date <= within.AddTo(day);
    }

    private void DropDoneAway(string other, List<Event> events)
    {
        var later = Find(trial.Plan.Criterion(other), UpToAsOf, askValue: true);
        if (later.Count > 0)
            events.RemoveAll(e => e.Date < later[^1].Date);
    }

    // Rows of one day are one occasion: what is asked for twice was asked to happen on two days.
    private static bool IsEnough(Criterion criterion, List<Event> events)
    {
        if (events.Count == 0)
            return criterion.AtLeast == 0;
        var dates = 1;
        for (var i = 1; i < events.Count; i++)
            dates += events[i].Date != events[i - 1].Date ? 1 : 0;
        return dates >= criterion.AtLeast
            && (criterion.Apart is not { } apart || apart.AddTo(events[0].Date) <= events[^1].Date);
    }
}
