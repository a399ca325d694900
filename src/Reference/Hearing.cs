using Opportune.Core;

namespace Opportune.Reference;

/// <summary>One episode of a patient before one measure.</summary>
internal sealed class Hearing(Chart chart, Story story, Measure measure, Rulebook rules, DateOnly asOf)
{
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    public Story Story => story;

    public bool Holds(Condition condition) => condition switch
    {
        Condition.Met met => Ask(met.Criterion).IsYes,
        Condition.Not not => !Holds(not.Inner),
        Condition.AnyOf any => any.Inner.Any(Holds),
        Condition.AllOf all => all.Inner.All(Holds),
        Condition.Age age => IsWithin(age.Band, Days.Age(chart.Patient.BirthDate, age.Band.At == Anchor.Index ? story.Date : asOf)),
        Condition.SexIs sex => chart.Patient.Sex == sex.Sex,
        Condition.IndexIs index => story.Events.Any(e => index.Classes.Contains(e.Class.Name)),
        Condition.IndexOnly only => story.Events.All(e => only.Classes.Contains(e.Class.Name)),
        Condition.IndexDates dates => story.Dates >= dates.AtLeast,
        _ => throw new NotSupportedException($"condition {condition.GetType().Name}"),
    };

    public static bool IsWithin(AgeBand band, int age) => !(band.From is { } from && age < from) && !(band.To is { } to && age > to);

    /// <summary>Asks a criterion, once.</summary>
    public Answer Ask(string name)
    {
        if (!_answers.TryGetValue(name, out var answer))
            _answers[name] = answer = Judge(measure.Criteria[name]);
        return answer;
    }

    private Answer Judge(Criterion asked)
    {
        var window = Days.Of(asked.Window, story.Date, asOf);
        // A drug's row may have begun at any time: what it does on the last day is asked.
        var searched = asked.Exposure is null ? window : window with { From = DateOnly.MinValue };
        var events = chart.Find(asked.AnyOf, searched, askValue: !asked.LatestOnly, inForce: !searched.IsEmpty && !asked.OnsetOnly);
        if (asked.NearIndex is { } near)
            events = events.FindAll(e => story.Events.Any(i => e.Date >= Days.Before(i.Date, near) && e.Date <= Days.After(i.Date, near)));
        if (asked.AtIndexSite)
            events = events.FindAll(e => e.Mention is null || story.Events.Any(i => i.Event.Mention is { } said && IsAtSiteOf(e.Mention, said)));
        if (asked.LatestOnly)
            events = [.. events.Where(e => asked.AnyOf.Any(rule => Taking.Takes(Readable(rule), e, rules))).TakeLast(1).Where(e => asked.AnyOf.Any(rule => Taking.Takes(rule, e, rules)))];
        events = asked.Derivation switch
        {
            null => events,
            "glucocorticoid-5mg-90d" => Steroids.Long(events, window.To, rules),
            "corrected-calcium" => Minerals.CorrectedCalcium(events, asked.Derived),
            "calcium-phosphorus-product" => Minerals.Product(events, asked.Derived),
            "height-loss" => Heights.Lost(events, asked.Derived),
            "statin-low-intensity" => events.FindAll(e => Statins.IntensityOf(e, rules) == "low"),
            "statin-moderate-intensity" => events.FindAll(e => Statins.IntensityOf(e, rules) == "moderate"),
            "statin-high-intensity" => events.FindAll(e => Statins.IntensityOf(e, rules) == "high"),
            var name => throw new NotSupportedException($"derivation {name}"),
        };
        if (asked.Exposure is { } exposure)
            events = Exposed(events, exposure, window);
        if (asked.After is { } after)
            events = events.FindAll(e => IsSoonAfter(e, after));
        if (asked.UnlessLater is { } undone && AllOf(undone).Select(e => (DateOnly?)e.Date).Max() is { } last)
            events = events.FindAll(e => e.Date >= last);
        if (asked.Beds is { } beds && beds.Groups.Values.Count(sites => events.Any(e => Taking.Share(sites, e.Mention?.Sites ?? []))) < beds.AtLeast)
            events = [];
        return new(window, events, AreEnough(asked, events));
    }

    // The same, with any value in its unit.
    private static EventMatch Readable(EventMatch rule) =>
        rule.Value is not { } range ? rule : rule with { Value = new(null, null, null, null, range.Unit) };

    private static bool IsAtSiteOf(Mention asked, Mention index) =>
        asked.Sites.Count == 0 ? index.Sites.Count == 0 && asked.Concept == index.Concept : Taking.Share(asked.Sites, index.Sites);

    private static List<Event> Exposed(List<Event> events, ExposureRule rule, DateWindow window)
    {
        if (rule.InAll is not { } inAll)
            return events.FindAll(e => e.Date <= window.To && Drugs.LastDay(e, rule, rule.Grace, window.To) >= window.To);
        var days = Drugs.AllDays(events, rule, window.To);
        if (days.Count == 0 || days.Max < window.From.DayNumber)
            return [];
        var first = events[0].Date;
        return first.AddDays(days.Count) >= Days.After(first, inAll) ? events : [];
    }

    private bool IsSoonAfter(Event e, AfterRule rule)
    {
        var exposure = measure.Criteria[rule.Criterion].Exposure;
        return AllOf(rule.Criterion).Any(first => e.Date >= first.Date
            && e.Date <= Days.After(exposure is null ? first.Date : Drugs.LastDay(first, exposure, Period.Zero, asOf), rule.Within));
    }

    private List<Event> AllOf(string criterion) => chart.Find(measure.Criteria[criterion].AnyOf, new(DateOnly.MinValue, asOf));

    // Rows of one day are one occasion.
    private static bool AreEnough(Criterion asked, List<Event> events)
    {
        var dates = events.Select(e => e.Date).Distinct().ToList();
        return dates.Count >= asked.AtLeast && (dates.Count == 0 || asked.Apart is not { } apart || dates[^1] >= Days.After(dates[0], apart));
    }
}
