using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Finds a measure's index events, or the step of the funnel at which the patient leaves.</summary>
internal sealed class IndexFinder(MeasurePlan plan, PatientFacts facts, EvaluationFrame frame)
{
    private const int AdultAge = 18;

    private readonly List<int> _found = [];
    private List<(int Number, ClassPlan Class)>? _taken;
    private bool _tooYoung;
    private bool _tooOld;
    private bool _notInPopulation;

    /// <summary>The index events in order, copies once; or null and the step.</summary>
    public List<IndexEvent>? Find(out string step)
    {
        var lookBack = new DateWindow(plan.Measure.Index.LookBackFrom(frame.AsOf), frame.AsOf);
        foreach (var candidate in plan.Classes)
            Take(candidate, lookBack);
        if (_taken is null)
        {
            step = LeavesAt(lookBack);
            return null;
        }
        if (!plan.Measure.ListsMinors && facts.Patient.AgeOn(frame.AsOf) < AdultAge)
        {
            step = FunnelSteps.TooYoung;
            return null;
        }
        step = FunnelSteps.HasIndex;
        return InOrder(_taken);
    }

    private void Take(ClassPlan candidate, DateWindow lookBack)
    {
        _found.Clear();
        EventFinder.Find(facts, candidate.AnyOf, lookBack, askValue: true, _found);
        if (facts.Lasting is { } lasting)
        {
            foreach (var number in _found)
                lasting.AddWhile(new(Anchor.AsOf, -1, plan.Measure.Index.LookBack), facts[number].Date);
        }
        // A drug or fracture known only by its name in a display never creates a gap.
        _found.RemoveAll(number => facts[number].MatchedBy == MatchWays.Name);
        Choose(candidate.Class.Events);
        foreach (var number in _found)
        {
            var e = facts[number];
            if (AgeFits(candidate.Class, e) && WhenHolds(candidate, e))
                (_taken ??= []).Add((number, candidate));
        }
    }

    private void Choose(IndexChoice choice)
    {
        if (choice == IndexChoice.Each || _found.Count < 2)
            return;
        var day = facts[choice == IndexChoice.First ? _found[0] : _found[^1]].Date;
        _found.RemoveAll(number => facts[number].Date != day);
    }

    private bool AgeFits(IndexClass asked, Event e)
    {
        if (asked.Age is not { } band)
            return true;
        var age = facts.Patient.AgeOn(band.At == Anchor.Index ? e.Date : frame.AsOf);
        _tooYoung |= age < band.From;
        _tooOld |= age > band.To;
        return !(age < band.From) && !(age > band.To);
    }

    private bool WhenHolds(ClassPlan candidate, Event e)
    {
        if (candidate.Class.When is not { } condition)
            return true;
        // Asked as if the event were an episode of its own, which it may become.
        var alone = new Episode(e.Date);
        alone.Add(new(e, candidate), mayLead: true);
        var holds = new Trial(plan, facts, alone, frame).Holds(condition);
        _notInPopulation |= !holds;
        return holds;
    }

    private string LeavesAt(DateWindow lookBack)
    {
        if (_notInPopulation)
            return FunnelSteps.NotInPopulation;
        if (_tooOld)
            return FunnelSteps.TooOld;
        if (_tooYoung)
            return FunnelSteps.TooYoung;
        if (lookBack.From == DateOnly.MinValue)
            return FunnelSteps.NoIndexEvent;
        var before = new DateWindow(DateOnly.MinValue, lookBack.From.AddDays(-1));
        foreach (var candidate in plan.Classes)
            EventFinder.Find(facts, candidate.AnyOf, before, askValue: true, _found);
        foreach (var number in _found)
        {
            if (facts[number].MatchedBy != MatchWays.Name)
                return FunnelSteps.BeforeLookBack;
        }
        return FunnelSteps.NoIndexEvent;
    }

    private List<IndexEvent> InOrder(List<(int Number, ClassPlan Class)> taken)
    {
        taken.Sort(static (a, b) => a.Number != b.Number ? a.Number.CompareTo(b.Number) : a.Class.Number.CompareTo(b.Class.Number));
        var events = new List<IndexEvent>(taken.Count);
        for (var i = 0; i < taken.Count; i++)
        {
            // The first class wins.
            if (i > 0 && taken[i].Number == taken[i - 1].Number)
                continue;
            var e = new IndexEvent(facts[taken[i].Number], taken[i].Class) { IsRestated = IsRestated(taken[i].Number) };
            if (!IsCopy(events, e))
                events.Add(e);
        }
        return events;
    }

    // Asked only where it matters: of measures whose episodes begin with what is newly acute.
    private bool IsRestated(int number)
    {
        var e = facts[number];
        if (plan.Measure.Index.NewEpisode?.AcuteAfter is null || e.Mention is not { } said)
            return false;
        for (var i = number - 1; i >= 0; i--)
        {
            if (facts.Counts(i) && facts[i].Mention is { Assertion: Assertion.Present } before && facts[i].Date < e.Date
                && SameFinding.Is(before, said) && SameFinding.IsRestated(before, said))
                return true;
        }
        return false;
    }

    private static bool IsCopy(List<IndexEvent> events, IndexEvent e)
    {
        for (var i = events.Count - 1; i >= 0 && events[i].Event.Date == e.Event.Date; i--)
        {
            if (events[i].IsCopyOf(e))
                return true;
        }
        return false;
    }
}
