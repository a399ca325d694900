using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Asks every question of an episode again, in order, and marks the first that keeps it off the list.</summary>
internal sealed class EpisodeExplainer(Trial trial, Gap gap)
{
    private readonly List<ExplanationStep> _steps = [];
    private bool _decided;

    private Measure Measure => trial.Plan.Measure;

    public EpisodeExplanation Explain()
    {
        var patient = trial.Facts.Patient;
        var dead = patient.DeathDate <= trial.AsOf;
        if (trial.Course is { } course)
            Add("over the patient's reports", course.Words, false, []);
        if (patient.OptedOut)
            Add("opted out", gap.StatusReason, true, []);
        else
            Add("dead", dead ? gap.StatusReason : "no death known", dead, []);
        foreach (var exclusion in Measure.Exclude)
            AddCondition($"excluded: {exclusion.Label}", trial.Holds(exclusion.When), exclusion.When);
        if (Measure.ActiveWithin is not null)
            Add("not active here", gap.StatusReason == StatusJudge.NotActive ? "yes" : "no sign of it, or not asked", gap.StatusReason == StatusJudge.NotActive, []);
        foreach (var satisfaction in Measure.SatisfiedBy)
            AddSatisfaction(satisfaction);
        AddWhenDecides("a later episode", GapStatus.Closed, "there is none that has begun");
        AddWhenDecides("may none found be claimed", GapStatus.Withheld, gap.CoveredTo is { } to ? $"up to {Dates.Text(to)}" : "no feed is needed");
        AddWhenDecides("grace", GapStatus.Prospective, $"over since {Dates.Text(StatusJudge.Opens(trial))}");
        AddTier();
        return new(gap, _steps);
    }

    private void AddSatisfaction(Satisfaction satisfaction)
    {
        if (satisfaction.Where is { } where && !trial.Holds(where))
        {
            Add($"closed by: {satisfaction.Label}", "not asked here", false, []);
            return;
        }
        var undone = satisfaction.Unless is { } unless && trial.Holds(unless);
        if (satisfaction.KeepsOpen)
        {
            Add($"done, and open all the same: {satisfaction.Label}", trial.Holds(satisfaction.When) && !undone ? "yes" : "no", false, Details(satisfaction.When, undone ? satisfaction.Unless : null));
            return;
        }
        AddCondition($"closed by: {satisfaction.Label}", trial.Holds(satisfaction.When) && !undone, satisfaction.When, undone ? satisfaction.Unless : null);
    }

    private void AddCondition(string question, bool holds, Condition condition, Condition? undoneBy = null) =>
        Add(question, holds ? "yes" : undoneBy is null ? "no" : "no, something on record speaks against it", holds, Details(condition, undoneBy));

    private List<string> Details(Condition condition, Condition? undoneBy)
    {
        var names = ConditionCriteria.Of(condition).Concat(undoneBy is null ? [] : ConditionCriteria.Of(undoneBy)).Distinct(StringComparer.Ordinal);
        return [.. names.SelectMany(name => EvidenceWords.Of(trial.Result(name), trial))];
    }

    // What is not decided by now and has that status is decided by this question.
    private void AddWhenDecides(string question, GapStatus status, string otherwise)
    {
        var decides = !_decided && gap.Status == status;
        Add(question, decides ? gap.StatusReason : otherwise, decides, []);
    }

    private void AddTier()
    {
        var details = new List<string>();
        foreach (var tier in Measure.Tiers)
        {
            var holds = tier.When is not { } when || trial.Holds(when);
            details.Add($"tier {tier.Tier}, {tier.Label}: {(holds ? "yes" : "no")}");
            if (holds)
                break;
        }
        foreach (var shift in Measure.Shifts)
            details.Add($"shift {shift.By:+0;-0;0}, {shift.Label}: {(trial.Holds(shift.When) ? "yes" : "no")}");
        Add("tier", $"{gap.Tier} ({gap.Priority})", false, details);
    }

    private void Add(string question, string answer, bool stops, IReadOnlyList<string> details)
    {
        _steps.Add(new(question, answer, stops && !_decided, details));
        _decided |= stops;
    }
}
