using System.Numerics;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What the scan must know about the rules: which codes, names and concepts matter in which table, and which make a candidate.</summary>
internal sealed class CompiledRules
{
    private const int Bits = 64;

    private readonly Dictionary<Table, TableRules> _tables = [];
    private readonly HashSet<Table> _indexTables = [Table.ImagingFindings];
    private readonly HashSet<Table> _needed = [];
    private readonly DateOnly[] _since = new DateOnly[Bits];
    private readonly List<Period>[] _lookBacks = [.. Enumerable.Range(0, Bits).Select(_ => new List<Period>())];

    public CompiledRules(Rulebook rulebook, DateOnly asOf)
    {
        (AsOf, Quantities) = (asOf, rulebook.Quantities);
        AsOfDay = CanonicalValue.DayOf(asOf);
        ValueSets = [.. rulebook.ValueSets.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];
        SetNames = [.. ValueSets.Select(s => s.Name)];
        UsedFamilies = new(ValueSets);
        Controls = [.. rulebook.Measures.SelectMany(m => m.SatisfiedBy).Select(s => s.Control).OfType<PositiveControl>()
            .Select(c => (c.Table, c.ValueSet)).Distinct().OrderBy(c => c.Table).ThenBy(c => c.ValueSet, StringComparer.Ordinal)];
        Array.Fill(_since, DateOnly.MaxValue);
        foreach (var (number, measure) in rulebook.Measures.Index())
        {
            var since = measure.Index.LookBack.SubtractFrom(asOf);
            ref var known = ref _since[number % Bits];
            known = known < since ? known : since;
            if (!_lookBacks[number % Bits].Contains(measure.Index.LookBack))
                _lookBacks[number % Bits].Add(measure.Index.LookBack);
        }
        var use = new RuleUse(rulebook);
        (Mentions, Reports) = (use.Mentions, use.Reports);
        foreach (var quantity in Quantities)
            Mentions.Bound(quantity);
        foreach (var table in CodedTables)
        {
            _tables[table] = new(this, table, use);
            if (use.IndexSets(table).Count > 0)
                _indexTables.Add(table);
        }
        _needed.UnionWith(use.NeededTables);
    }

    /// <summary>Tables whose rows carry codes.</summary>
    public static IReadOnlyList<Table> CodedTables { get; } =
        [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results];

    public DateOnly AsOf { get; }

    public int AsOfDay { get; }

    /// <summary>All value sets by name; records name a set by its place here.</summary>
    public IReadOnlyList<ValueSet> ValueSets { get; }

    public IReadOnlyList<string> SetNames { get; }

    /// <summary>Which codes of used families are in no set.</summary>
    public UsedFamilies UsedFamilies { get; }

    public IReadOnlyList<(Table Table, string ValueSet)> Controls { get; }

    /// <summary>What the quantities that rules read can be.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>Which mentions matter.</summary>
    public MentionRules Mentions { get; }

    /// <summary>Which reports matter whatever they say.</summary>
    public ReportRules Reports { get; }

    public TableRules Of(Table table) => _tables[table];

    /// <summary>The bit that stands for a measure, by its place in the rulebook; beyond 64 measures some share one.</summary>
    public static ulong BitOf(int measure) => 1UL << (measure % Bits);

    /// <summary>
    /// Whether what can be an index event of those measures may start a clock when it is of that date. Too often yes does no
    /// harm: the evaluator asks again, with everything.
    /// </summary>
    public bool IsIndex(ulong measures, DateOnly date)
    {
        for (; measures != 0; measures &= measures - 1)
        {
            if (date >= _since[BitOperations.TrailingZeroCount(measures)])
                return true;
        }
        return false;
    }

    /// <summary>The last day as of which such a row of that day may start a clock, as it does now.</summary>
    public long IsIndexUntil(ulong measures, long day)
    {
        var (until, date) = (DateOnly.MinValue, CanonicalValue.DateOf(day));
        for (; measures != 0; measures &= measures - 1)
        {
            foreach (var lookBack in _lookBacks[BitOperations.TrailingZeroCount(measures)])
                until = new WindowEnd(Anchor.AsOf, -1, lookBack).LastAsOfUpTo(date) is var last && last > until ? last : until;
        }
        return CanonicalValue.DayOf(until);
    }

    /// <summary>Whether a measure takes an index event from the table.</summary>
    public bool IsIndexTable(Table table) => _indexTables.Contains(table);

    /// <summary>Whether a rule claims that something is not in the table, and so must know whether it sees the patient.</summary>
    public bool AsksWhenLastSeen(Table table) => _needed.Contains(table);
}
