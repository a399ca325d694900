using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Tells, class by class, which events could have started the clock and why they did or did not.</summary>
internal sealed class IndexExplainer(MeasurePlan plan, PatientFacts facts, EvaluationFrame frame)
{
    public List<ExplanationStep> Explain(string outcome, List<IndexEvent>? taken)
    {
        var lookBack = new DateWindow(plan.Measure.Index.LookBack.SubtractFrom(frame.AsOf), frame.AsOf);
        var steps = new List<ExplanationStep>();
        foreach (var one in plan.Classes)
        {
            var events = EventsOf(one);
            var details = events.ConvertAll(e => $"{EvidenceWords.Of(e, plan.Words)}: {Fate(e, one, lookBack, taken)}");
            var counted = taken?.Count(t => t.Class == one) ?? 0;
            steps.Add(new($"index event: {one.Class.Title} [{one.Class.Name}], {Dates.Text(lookBack)}", counted > 0 ? $"{counted} found" : "none", false, details));
        }
        if (outcome != FunnelSteps.HasIndex)
            steps.Add(new("index event of any class", outcome, true, []));
        return steps;
    }

    private List<Event> EventsOf(ClassPlan one)
    {
        var numbers = new List<int>();
        EventFinder.Find(facts, one.AnyOf, new(DateOnly.MinValue, frame.AsOf), askValue: true, numbers);
        return numbers.ConvertAll(number => facts[number]);
    }

    private string Fate(Event e, ClassPlan one, DateWindow lookBack, List<IndexEvent>? taken)
    {
        if (taken is not null && taken.Exists(t => ReferenceEquals(t.Event, e)))
            return taken.Exists(t => ReferenceEquals(t.Event, e) && t.Class == one) ? "counts" : "counts in an earlier class";
        if (!lookBack.Contains(e.Date))
            return $"before the look-back, which begins on {Dates.Text(lookBack.From)}";
        if (e.MatchedBy == MatchWays.Name)
            return "matched by name only";
        if (one.Class.Age is { } band)
        {
            var age = facts.Patient.AgeOn(band.At == Anchor.Index ? e.Date : frame.AsOf);
            if (age < band.From || age > band.To)
                return $"age {age}, asked is {RuleWords.Of(band)}";
        }
        return taken is null ? "a condition of the class does not hold, or under 18" : "a copy of another on the same day, or a condition of the class does not hold";
    }
}
