using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// How long a condition goes on holding when nothing is added to the data. Time alone changes it only on few days: when a
/// row leaves or enters a window counted from the as-of date, when exposure to a drug ends, on a birthday. Each of those
/// days is tried. What a derivation makes of days to come is not foreseen.
/// </summary>
internal sealed class Horizon
{
    private readonly Trial _trial;
    private readonly SortedSet<DateOnly> _lastDays = [];

    private Horizon(Trial trial) => _trial = trial;

    /// <summary>The last as-of date on which a condition that holds now still does; null where time alone does not end it.</summary>
    public static DateOnly? LastDay(Trial trial, Condition rule)
    {
        var horizon = new Horizon(trial);
        horizon.Visit(rule);
        foreach (var day in horizon._lastDays)
        {
            if (!trial.AsOfDay(day.AddDays(1)).Holds(rule))
                return day;
        }
        return null;
    }

    private void Visit(Condition condition)
    {
        switch (condition)
        {
            case Condition.Met met:
                Visit(_trial.Plan.Criterion(met.Criterion));
                break;
            case Condition.Not not:
                Visit(not.Inner);
                break;
            case Condition.AnyOf any:
                Visit(any.Inner);
                break;
            case Condition.AllOf all:
                Visit(all.Inner);
                break;
            case Condition.Age { Band: { At: Anchor.AsOf } band }:
                VisitBirthday(band.From);
                VisitBirthday(band.To + 1);
                break;
        }
    }

    private void Visit(IReadOnlyList<Condition> conditions)
    {
        foreach (var inner in conditions)
            Visit(inner);
    }

    private void Visit(CriterionPlan plan)
    {
        var (window, exposure) = (plan.Criterion.Window, plan.Criterion.Exposure);
        var (leaves, enters) = (exposure is null && window.From.Anchor == Anchor.AsOf, window.To is { Anchor: Anchor.AsOf, Sign: < 0 });
        if (!leaves && !enters && exposure is null)
            return;
        // A window between the two anchors closes when its start passes its end; then not even what is in force counts.
        if (leaves && window.To.Anchor == Anchor.Index)
            AddWhile(window.From, window.To.Resolve(_trial.Episode.IndexDate, _trial.AsOf, isStart: false));
        var numbers = new List<int>();
        EventFinder.Find(_trial.Facts, plan.AnyOf, new(DateOnly.MinValue, _trial.AsOf), askValue: false, numbers);
        foreach (var number in numbers)
        {
            var e = _trial.Facts[number];
            if (leaves)
            {
                AddWhile(window.From, e.Date);
                AddWhile(window.From, e.EndDate);
            }
            if (enters)
                AddWhile(window.To, e.Date.AddDays(-1));
            if (exposure is not null && DrugExposure.LastDay(e, exposure, exposure.Grace, _trial.AsOf) is { } last)
                AddExposure(window.To, last, asOfAnotherDay: enters);
        }
    }

    // Exposure is asked on the window's last day, which is the as-of date unless the window ends so long before it.
    private void AddExposure(WindowEnd end, DateOnly last, bool asOfAnotherDay)
    {
        if (asOfAnotherDay)
            AddWhile(end, last);
        else
            Add(last);
    }

    // The last as-of date on which that end of a window is not after the date.
    private void AddWhile(WindowEnd end, DateOnly? date)
    {
        if (date is { } limit && limit < DateOnly.MaxValue)
            Add(end.LastAsOfUpTo(limit));
    }

    // A birthday of 29 February falls on 1 March in other years.
    private void VisitBirthday(int? years)
    {
        if (years is not { } age)
            return;
        var day = Period.OfDays(-1).AddTo(new Period(age * 12, 0).AddTo(_trial.Facts.Patient.BirthDate));
        Add(day);
        Add(Period.OfDays(1).AddTo(day));
    }

    private void Add(DateOnly day)
    {
        if (day >= _trial.AsOf && day < DateOnly.MaxValue)
            _lastDays.Add(day);
    }
}
