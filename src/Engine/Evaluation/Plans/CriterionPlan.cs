using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A criterion made ready.</summary>
internal sealed class CriterionPlan
{
    private readonly Dictionary<Table, IReadOnlySet<string>?> _systems;

    public CriterionPlan(Criterion criterion, int number, RuleKeys keys, Rulebook rulebook)
    {
        Criterion = criterion;
        Number = number;
        AnyOf = [.. criterion.AnyOf.Select(m => new MatchPlan(m, keys, rulebook))];
        Tables = [.. criterion.AnyOf.SelectMany(m => Homes.Of(m, rulebook)).Distinct().Order()];
        _systems = Tables.ToDictionary(table => table, table => AskedSystems.Of(criterion.AnyOf, table, rulebook));
        Derive = criterion.Derivation is { } name ? Derivations.Named(name) : null;
        CountsDays = criterion.Exposure?.InAll is not null || (criterion.Derivation is { } counting && Derivations.CountsDays(counting));
    }

    public Criterion Criterion { get; }

    /// <summary>Its place in the measure's plan.</summary>
    public int Number { get; }

    public MatchPlan[] AnyOf { get; }

    /// <summary>The tables in which its events would be.</summary>
    public Table[] Tables { get; }

    /// <summary>The code systems that it can read in one of <see cref="Tables"/>; null: any.</summary>
    public IReadOnlySet<string>? SystemsIn(Table table) => _systems.GetValueOrDefault(table);

    public Derivation? Derive { get; }

    /// <summary>Whether it sums days up to the window's last day, so that another day may answer otherwise over the same rows.</summary>
    public bool CountsDays { get; }
}
