using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A criterion made ready.</summary>
internal sealed class CriterionPlan
{
    public CriterionPlan(Criterion criterion, int number, RuleKeys keys, Rulebook rulebook)
    {
        Criterion = criterion;
        Number = number;
        AnyOf = [.. criterion.AnyOf.Select(m => new MatchPlan(m, keys, rulebook))];
        Tables = [.. criterion.AnyOf.SelectMany(m => Homes.Of(m, rulebook)).Distinct().Order()];
        Derive = criterion.Derivation is { } name ? Derivations.Named(name) : null;
    }

    public Criterion Criterion { get; }

    /// <summary>Its place in the measure's plan.</summary>
    public int Number { get; }

    public MatchPlan[] AnyOf { get; }

    /// <summary>The tables in which its events would be.</summary>
    public Table[] Tables { get; }

    public Derivation? Derive { get; }
}
