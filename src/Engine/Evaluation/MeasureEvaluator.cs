using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Applies a rulebook to one patient after the other. Immutable and thread-safe: each measure is planned once, and a
/// patient's answer depends on that patient alone.
/// </summary>
public sealed class MeasureEvaluator
{
    private readonly RuleKeys _keys;
    private readonly MeasurePlan[] _plans;
    private readonly EvaluationFrame _frame;

    /// <param name="rulebook">The measures, with every value set that they name.</param>
    /// <param name="coverage">Which feeds cover which days.</param>
    /// <param name="controls">What was seen at each site; must not change any more.</param>
    /// <param name="asOf">The date as of which the run looks, included. No event may be later.</param>
    /// <param name="words">How concepts and sites are named; the shipped words where null.</param>
    public MeasureEvaluator(Rulebook rulebook, Coverage coverage, SiteControls controls, DateOnly asOf, FindingWords? words = null)
    {
        (_keys, _frame) = (new(), new(coverage, controls, asOf));
        _plans = [.. rulebook.Measures.Select(m => new MeasurePlan(m, rulebook, _keys, words ?? FindingWords.Default))];
    }

    private MeasureEvaluator(MeasureEvaluator planned, EvaluationFrame frame) => (_keys, _plans, _frame) = (planned._keys, planned._plans, frame);

    /// <summary>The same measures over other feeds, or as of another date: what was planned is not planned again.</summary>
    public MeasureEvaluator With(Coverage coverage, SiteControls controls, DateOnly asOf) => new(this, new(coverage, controls, asOf));

    /// <summary>One result a measure, in the order of the rulebook.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="lasting">Hears how long it holds; then days that move with the as-of date are left open in the texts.</param>
    public IReadOnlyList<MeasureResult> Evaluate(PatientRecord patient, Lasting? lasting = null)
    {
        var facts = new PatientFacts(_keys, patient, lasting);
        if (lasting is not null)
            AddAge(lasting, patient.Patient);
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

    /// <summary>How far "none found" reaches for an episode tonight.</summary>
    /// <param name="measure">The measure's place in the rulebook.</param>
    /// <param name="patient">The patient; no event is needed.</param>
    /// <param name="index">The episode's index date.</param>
    /// <param name="asked">What would close it and was asked, as <see cref="AskedGap.Satisfactions"/> has it.</param>
    public AbsenceReach Absence(int measure, PatientRecord patient, DateOnly index, ulong asked)
    {
        var plan = _plans[measure];
        return new AbsenceJudge(plan, patient, index, _frame)
            .Judge(plan.Measure.SatisfiedBy.Where((_, i) => (asked >> i & 1) != 0), plan.Measure.Exclude).ToReach();
    }

    /// <summary>The days of a criterion's window that a feed covers tonight; null where nothing may be claimed.</summary>
    /// <param name="measure">The measure's place in the rulebook.</param>
    /// <param name="criterion">See <see cref="NumberOf"/>.</param>
    /// <param name="table">The table that was searched.</param>
    /// <param name="patient">The patient; no event is needed.</param>
    /// <param name="index">The episode's index date.</param>
    public DateWindow? Searched(int measure, int criterion, Table table, PatientRecord patient, DateOnly index)
    {
        var plan = _plans[measure].Numbered(criterion);
        var window = plan.Criterion.Window.Resolve(index, _frame.AsOf);
        var answer = _frame.Ask(table, window, patient, plan.SystemsIn(table));
        return answer.State == CoverageState.None ? null : EvidenceList.Cut(window, answer);
    }

    /// <summary>The number of a criterion of a measure.</summary>
    public int NumberOf(int measure, string criterion) => _plans[measure].Criterion(criterion).Number;

    // Ages count everywhere: nothing is taken to outlast a birthday. A death to come is not yet known.
    private static void AddAge(Lasting lasting, Patient patient)
    {
        var (day, age) = (lasting.AsOf, patient.AgeOn(lasting.AsOf));
        var birthday = patient.BirthDate.Year + age + 1 > DateOnly.MaxValue.Year ? DateOnly.MaxValue : patient.BirthDate.AddYears(age + 1);
        while (birthday > day && patient.AgeOn(birthday.AddDays(-1)) > age)
            birthday = birthday.AddDays(-1);
        lasting.Add(birthday.AddDays(-1));
        if (patient.DeathDate is { } died)
            lasting.Add(died.AddDays(-1));
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
        return new(plan.Measure.Id, facts.Patient.Id, _frame.AsOf, step, index, episodes, new ChangeFinder(plan, _keys, facts.Record, _frame).Find());
    }

    private MeasureResult Evaluate(MeasurePlan plan, PatientFacts facts)
    {
        var events = new IndexFinder(plan, facts, _frame).Find(out var step);
        if (events is null)
            return plan.Outcomes[step];
        return new(plan.Measure, step, Judgement.Of(plan, facts, events, _frame).ToGaps());
    }
}
