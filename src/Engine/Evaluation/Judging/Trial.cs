using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>One patient's episode before one measure: each criterion is answered once, when first asked.</summary>
internal sealed class Trial(MeasurePlan plan, PatientFacts facts, Episode episode, EvaluationFrame frame)
{
    private readonly CriterionResult?[] _results = new CriterionResult?[plan.CriteriaCount];
    private (bool Known, FindingCourse? Course) _course;
    private readonly bool[] _asked = new bool[plan.CriteriaCount];

    public MeasurePlan Plan => plan;

    public PatientFacts Facts => facts;

    public Episode Episode => episode;

    public EvaluationFrame Frame => frame;

    public DateOnly AsOf => frame.AsOf;

    /// <summary>Hears until when each answer holds; null where nobody asks. What is tried as of other days is no answer.</summary>
    public Lasting? Lasting => facts.Lasting is { } lasting && lasting.AsOf == frame.AsOf ? lasting : null;

    /// <summary>What the patient's reports say of the finding that leads; null where one report alone says it.</summary>
    public FindingCourse? Course => (_course = _course.Known ? _course : (true, FindingCourse.Of(episode.Lead.Event, facts))).Course;

    /// <summary>The same episode as of another day, with the same data.</summary>
    public Trial AsOfDay(DateOnly day) => new(plan, facts, episode, frame with { AsOf = day });

    /// <summary>The answer to a criterion.</summary>
    /// <exception cref="InputException">Criteria refer to each other in a circle.</exception>
    public CriterionResult Result(string name) => Result(plan.Criterion(name));

    /// <inheritdoc cref="Result(string)"/>
    public CriterionResult Result(CriterionPlan criterion)
    {
        if (_results[criterion.Number] is { } known)
            return known;
        if (_asked[criterion.Number])
            throw new InputException($"measure {plan.Measure.Id}: criterion '{criterion.Criterion.Name}' depends on itself");
        _asked[criterion.Number] = true;
        return _results[criterion.Number] = new CriterionJudge(this).Judge(criterion);
    }

    /// <summary>Whether a condition holds.</summary>
    public bool Holds(Condition condition) => condition switch
    {
        Condition.Met met => Result(met.Criterion).Met,
        Condition.Not not => !Holds(not.Inner),
        Condition.AnyOf any => AnyHolds(any.Inner),
        Condition.AllOf all => AllHold(all.Inner),
        Condition.Age age => AgeAt(age.Band.At) is var years && !(years < age.Band.From) && !(years > age.Band.To),
        Condition.SexIs sex => facts.Patient.Sex == sex.Sex,
        Condition.IndexIs index => index.Classes.Any(episode.Has),
        Condition.IndexOnly only => episode.Events.All(e => only.Classes.Contains(e.Class.Class.Name)),
        Condition.IndexDates dates => episode.Dates >= dates.AtLeast,
        _ => throw new NotSupportedException($"condition {condition.GetType().Name}"),
    };

    /// <summary>How much of a window a feed covers for the patient, in code systems that can be read; null: any.</summary>
    public CoverageAnswer Ask(Table table, DateWindow window, IReadOnlySet<string>? systems) => frame.Ask(table, window, facts.Record, systems);

    /// <summary>How much of a criterion's window a feed covers for the patient.</summary>
    public CoverageAnswer Ask(Table table, CriterionResult result) => Ask(table, result.Window, result.Plan.SystemsIn(table));

    /// <summary>Completed years at the episode's index or at the as-of date.</summary>
    public int AgeAt(Anchor anchor) => facts.Patient.AgeOn(anchor == Anchor.Index ? episode.IndexDate : frame.AsOf);

    private bool AnyHolds(IReadOnlyList<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (Holds(condition))
                return true;
        }
        return false;
    }

    private bool AllHold(IReadOnlyList<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (!Holds(condition))
                return false;
        }
        return true;
    }
}
