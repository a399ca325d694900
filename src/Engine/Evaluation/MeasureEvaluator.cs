using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Applies a rulebook to one patient after the other. Immutable and thread-safe: each measure is planned once, and a
/// patient's answer depends on that patient alone.
/// </summary>
public sealed class MeasureEvaluator
{
    private readonly RuleKeys _keys = new();
    private readonly MeasurePlan[] _plans;
    private readonly EvaluationFrame _frame;

    /// <param name="rulebook">The measures, with every value set that they name.</param>
    /// <param name="coverage">Which feeds cover which days.</param>
    /// <param name="controls">What was seen at each site; must not change any more.</param>
    /// <param name="asOf">The date as of which the run looks, included. No event may be later.</param>
    /// <param name="words">How concepts and sites are named; the shipped words where null.</param>
    public MeasureEvaluator(Rulebook rulebook, Coverage coverage, SiteControls controls, DateOnly asOf, FindingWords? words = null)
    {
        _frame = new(coverage, controls, asOf);
        _plans = [.. rulebook.Measures.Select(m => new MeasurePlan(m, rulebook, _keys, words ?? FindingWords.Default))];
    }

    /// <summary>One result a measure, in the order of the rulebook.</summary>
    public IReadOnlyList<MeasureResult> Evaluate(PatientRecord patient)
    {
        var facts = new PatientFacts(_keys, patient);
        var results = new MeasureResult[_plans.Length];
        for (var i = 0; i < _plans.Length; i++)
            results[i] = Evaluate(_plans[i], facts);
        return results;
    }

    /// <summary>Why the patient is or is not listed: every question with its evidence or its absence, a measure at a time.</summary>
    public IReadOnlyList<Explanation> Explain(PatientRecord patient)
    {
        var facts = new PatientFacts(_keys, patient);
        return [.. _plans.Select(plan => Explain(plan, facts))];
    }

    private Explanation Explain(MeasurePlan plan, PatientFacts facts)
    {
        var events = new IndexFinder(plan, facts, _frame).Find(out var step);
        var index = new IndexExplainer(plan, facts, _frame).Explain(step, events);
        var episodes = new List<EpisodeExplanation>();
        if (events is not null)
        {
            var judgement = Judgement.Of(plan, facts, events, _frame);
            foreach (var (trial, gap) in judgement.Trials.Zip(judgement.ToGaps()))
                episodes.Add(new EpisodeExplainer(trial, gap).Explain());
        }
        return new(plan.Measure.Id, facts.Patient.Id, _frame.AsOf, step, index, episodes);
    }

    private MeasureResult Evaluate(MeasurePlan plan, PatientFacts facts)
    {
        var events = new IndexFinder(plan, facts, _frame).Find(out var step);
        if (events is null)
            return plan.Outcomes[step];
        return new(plan.Measure, step, Judgement.Of(plan, facts, events, _frame).ToGaps());
    }
}
