using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Until when a criterion finds the same rows: none of those filed under it leaves or enters its window, or stops to count.</summary>
internal static class LastingCriterion
{
    // Ends that both move, by months and by days, may pass each other where months differ in length.
    private const int MonthsDiffer = 4;

    public static void Add(Lasting lasting, CriterionPlan plan, PatientFacts facts, DateOnly index, DateWindow window)
    {
        var (from, to, exposure) = (plan.Criterion.Window.From, plan.Criterion.Window.To, plan.Criterion.Exposure);
        // No window reaches beyond the as-of date, so an end after it moves with it.
        if (to.Anchor != Anchor.AsOf && to.Resolve(index, lasting.AsOf, isStart: false) >= lasting.AsOf)
            to = WindowRule.Ever.To;
        AddEnds(lasting, from, to, window);
        foreach (var match in plan.AnyOf)
        {
            foreach (var key in match.Keys)
            {
                foreach (var number in facts.Under(key))
                {
                    AddRow(lasting, facts[number], from, to);
                    if (exposure is not null)
                        AddExposure(lasting, facts[number], exposure, to, window.To);
                    if (plan.CountsDays)
                        lasting.Add(lasting.AsOf);
                }
            }
        }
    }

    // An empty window does not even hold what is in force.
    private static void AddEnds(Lasting lasting, WindowEnd from, WindowEnd to, DateWindow window)
    {
        if (from.Anchor == Anchor.AsOf && to.Anchor == Anchor.AsOf)
        {
            if (from.Period.Months != to.Period.Months && Math.Abs(window.To.DayNumber - window.From.DayNumber) < MonthsDiffer)
                lasting.Add(lasting.AsOf);
            return;
        }
        lasting.AddWhile(from, window.To);
        if (window.From > DateOnly.MinValue)
            lasting.AddWhile(to, window.From.AddDays(-1));
    }

    private static void AddRow(Lasting lasting, Event e, WindowEnd from, WindowEnd to)
    {
        lasting.AddWhile(from, e.Date);
        lasting.AddWhile(to, e.Date.AddDays(-1));
        if (e.EndDate is not { } end)
            return;
        lasting.AddWhile(from, end);
        lasting.AddWhile(to, end.AddDays(-1));
    }

    private static void AddExposure(Lasting lasting, Event e, ExposureRule exposure, WindowEnd to, DateOnly day)
    {
        if (DrugExposure.LastDay(e, exposure, exposure.Grace, day) is { } last)
            lasting.AddWhile(to, last);
    }
}
