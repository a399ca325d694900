using System.Collections.Frozen;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A measure made ready, once for all patients.</summary>
internal sealed class MeasurePlan
{
    private readonly FrozenDictionary<string, CriterionPlan> _criteria;

    private readonly CriterionPlan[] _numbered;

    private readonly Dictionary<Condition, ConditionPlan> _conditions = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Satisfaction, Dictionary<Table, IReadOnlySet<string>?>> _needed = new(ReferenceEqualityComparer.Instance);

    public MeasurePlan(Measure measure, Rulebook rulebook, RuleKeys keys, FindingWords words)
    {
        Measure = measure;
        Rulebook = rulebook;
        Words = words;
        Classes = [.. measure.Index.Classes.Select((c, i) => new ClassPlan(c, i, keys, rulebook))];
        // Ordinal order, so that a plan never depends on how a dictionary was filled.
        _criteria = measure.Criteria.OrderBy(c => c.Key, StringComparer.Ordinal).Select((c, i) => KeyValuePair.Create(c.Key, new CriterionPlan(c.Value, i, keys, rulebook)))
            .ToFrozenDictionary(StringComparer.Ordinal);
        _numbered = [.. _criteria.Values.OrderBy(c => c.Number)];
        foreach (var condition in Shown(measure))
            _conditions[condition] = new(Criteria(ConditionCriteria.Of(condition)), Criteria(ConditionCriteria.MayHelp(condition)));
        foreach (var one in measure.SatisfiedBy)
            _needed[one] = one.Needs.Distinct().ToDictionary(table => table, table => AskedSystems.Of(one, table, measure, rulebook));
        Texts = new(measure.Wording);
        Notes = [.. measure.Notes.Select(n => new WordingTemplate(n.Text))];
        LowestTier = measure.Tiers.Count == 0 ? 1 : measure.Tiers.Max(t => t.Tier);
        CountsAgeAt = measure.Index.Classes.FirstOrDefault(c => c.Age is not null)?.Age?.At ?? Anchor.Index;
        Outcomes = FunnelSteps.All.ToDictionary(step => step, step => new MeasureResult(measure, step, []), StringComparer.Ordinal);
    }

    public Measure Measure { get; }

    public Rulebook Rulebook { get; }

    public FindingWords Words { get; }

    public ClassPlan[] Classes { get; }

    public WordingTexts Texts { get; }

    public WordingTemplate[] Notes { get; }

    /// <summary>The highest number among the tiers; no shift goes beyond it.</summary>
    public int LowestTier { get; }

    /// <summary>The date on which the measure counts ages, where a class does not say otherwise.</summary>
    public Anchor CountsAgeAt { get; }

    /// <summary>What patients without an index event share.</summary>
    public IReadOnlyDictionary<string, MeasureResult> Outcomes { get; }

    public int CriteriaCount => _criteria.Count;

    /// <summary>The code systems in which a feed that a satisfaction needs could show it; null: any.</summary>
    public IReadOnlySet<string>? SystemsOf(Satisfaction satisfaction, Table table) => _needed[satisfaction].GetValueOrDefault(table);

    /// <summary>The criteria that a condition of the measure's lists names.</summary>
    public ConditionPlan Of(Condition condition) => _conditions[condition];

    /// <summary>The criterion of that name.</summary>
    /// <exception cref="InputException">The measure has none; the loader tells this earlier, with file and line.</exception>
    public CriterionPlan Criterion(string name) => _criteria.TryGetValue(name, out var plan)
        ? plan
        : throw new InputException($"measure {Measure.Id}: unknown criterion '{name}'");

    /// <summary>The criterion of that number.</summary>
    public CriterionPlan Numbered(int number) => _numbered[number];

    // The conditions whose criteria are shown as evidence or asked for coverage.
    private static IEnumerable<Condition> Shown(Measure measure) =>
        measure.Exclude.Select(e => e.When)
            .Concat(measure.SatisfiedBy.Select(s => s.When))
            .Concat(measure.SatisfiedBy.Select(s => s.Unless).OfType<Condition>())
            .Concat(measure.Tiers.Select(t => t.When).OfType<Condition>())
            .Concat(measure.Shifts.Select(s => s.When))
            .Concat(measure.Notes.Select(n => n.When).OfType<Condition>());

    private CriterionPlan[] Criteria(IEnumerable<string> names) => [.. names.Select(Criterion)];
}

/// <summary>An index class made ready.</summary>
internal sealed class ClassPlan(IndexClass definition, int number, RuleKeys keys, Rulebook rulebook)
{
    public IndexClass Class { get; } = definition;

    public int Number { get; } = number;

    public MatchPlan[] AnyOf { get; } = [.. definition.AnyOf.Select(m => new MatchPlan(m, keys, rulebook))];
}
