using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>What became of a drug that a patient began after day 0, once enough time has passed to say so.</summary>
internal sealed class FollowUpJudge
{
    private readonly Trial _trial;
    private readonly CriterionPlan[] _drugs;
    private readonly List<(DateOnly From, DateOnly To)> _spans = [];
    private DateOnly? _begun;
    private bool _isVague;

    private FollowUpJudge(Trial trial, FollowRule rule)
    {
        _trial = trial;
        _drugs = [.. rule.Drugs.Select(trial.Plan.Criterion)];
        foreach (var drug in _drugs)
            AddSpans(drug);
    }

    public static FollowUp Of(Trial trial)
    {
        if (trial.Plan.Measure.Follow is not { } rule)
            return default;
        var judge = new FollowUpJudge(trial, rule);
        return judge._begun is { } begun ? new(judge.Kept(begun), rule.Recheck is { } recheck ? judge.Rechecked(begun, recheck) : null) : default;
    }

    // What is taken before day 0 began before it, and would have settled the gap then.
    private void AddSpans(CriterionPlan drug)
    {
        foreach (var e in Find(drug, new(_trial.Episode.ReportDate.AddDays(1), _trial.AsOf)))
        {
            var (last, isVague) = Span(drug.Criterion, e);
            if (last < e.Date)
                continue;
            _isVague |= isVague;
            _spans.Add((e.Date, last));
            _begun = _begun < e.Date ? _begun : e.Date;
        }
    }

    // A supply of 90 days is in hand on 90 days, the first included. How long a row lasts whose supply nobody wrote down is taken in the
    // patient's favour where a gap is asked, and not known here: its own day alone is.
    private (DateOnly Last, bool IsVague) Span(Criterion drug, Event e)
    {
        if (drug.Exposure is not { } exposure)
            return (drug.Window.From.LastAsOfUpTo(e.Date), false);
        var last = DrugExposure.LastDay(e, exposure, Period.Zero, _trial.AsOf) ?? DateOnly.MinValue;
        if (e.DaysSupply is > 0)
            return (DrugExposure.EndsBySupply(e, last) ? last.AddDays(-1) : last, false);
        return last == exposure.WithoutSupply.AddTo(e.Date) ? (e.Date, true) : (last, false);
    }

    private bool? Kept(DateOnly begun)
    {
        var window = new DateWindow(begun, begun.AddDays(FollowUp.KnownAfter));
        if (!IsOver(window.To) || _trial.Facts.Patient.DeathDate <= window.To)
            return null;
        var around = begun.AddDays(FollowUp.Days - 1 - FollowUp.Around);
        if (DaysOf(begun, begun.AddDays(FollowUp.Days - 1)) >= FollowUp.KeptDays || _spans.Exists(s => s.To >= around && s.From <= window.To))
            return true;
        return _isVague ? null : Nothing(_drugs, window);
    }

    private bool? Rechecked(DateOnly begun, RecheckRule rule)
    {
        var plan = _trial.Plan.Criterion(rule.Criterion);
        var window = new DateWindow(rule.From.AddTo(begun), rule.To.AddTo(begun));
        if (Find(plan, window).Count > 0)
            return true;
        return IsOver(window.To) && !(_trial.Facts.Patient.DeathDate <= window.To) ? Nothing([plan], window) : null;
    }

    private bool IsOver(DateOnly day)
    {
        if (_trial.AsOf >= day)
            return true;
        _trial.Lasting?.Add(day.AddDays(-1));
        return false;
    }

    // "No" is said only where the feeds would have shown it, as of the last day that was looked at: what covered it then covers it for ever. They may do so later.
    private bool? Nothing(IReadOnlyList<CriterionPlan> plans, DateWindow window)
    {
        if (plans.All(p => p.Tables.All(t => _trial.Frame.Coverage.Ask(t, window, _trial.Facts.Record, window.To, p.SystemsIn(t)).State == CoverageState.Covered)))
            return false;
        if (_trial.AsOf <= window.To.AddDays(FollowUp.LateDays))
            _trial.Lasting?.Add(_trial.AsOf);
        return null;
    }

    // Each day once, as HEDIS counts them.
    private int DaysOf(DateOnly first, DateOnly last)
    {
        var (days, next) = (0, first.DayNumber);
        foreach (var (from, to) in _spans.OrderBy(s => s.From))
        {
            var end = Math.Min(to.DayNumber, last.DayNumber) + 1;
            days += Math.Max(0, end - Math.Max(from.DayNumber, next));
            next = Math.Max(next, end);
        }
        return days;
    }

    private List<Event> Find(CriterionPlan plan, DateWindow window)
    {
        var numbers = new List<int>();
        EventFinder.Find(_trial.Facts, plan.AnyOf, window, askValue: true, numbers);
        return numbers.ConvertAll(n => _trial.Facts[n]);
    }
}
