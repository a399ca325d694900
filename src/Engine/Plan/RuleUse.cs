using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Walks the measures once and notes which value sets and concepts they use where.</summary>
internal sealed class RuleUse
{
    private static readonly Assertion[] AllAssertions = Enum.GetValues<Assertion>();

    private readonly Dictionary<Table, HashSet<string>> _wanted = [];
    private readonly Dictionary<Table, HashSet<string>> _also = [];
    private readonly Dictionary<Table, Dictionary<string, DateOnly>> _index = [];
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    public RuleUse(Rulebook rulebook, DateOnly asOf)
    {
        foreach (var measure in rulebook.Measures)
        {
            var since = measure.Index.LookBack.SubtractFrom(asOf);
            foreach (var match in measure.Index.Classes.SelectMany(c => c.AnyOf))
            {
                Use(match);
                UseAsIndex(match, since);
            }
            foreach (var match in measure.Criteria.Values.SelectMany(c => c.AnyOf))
                Use(match);
            UseEpisodes(measure.Index.NewEpisode);
            foreach (var control in measure.SatisfiedBy.Select(s => s.Control).OfType<PositiveControl>())
                Note(_wanted, [control.Table], [control.ValueSet]);
            NeededTables.UnionWith(measure.SatisfiedBy.SelectMany(s => s.Needs));
            if (measure.Exclude.Any(e => e.MustKnow))
                NeededTables.UnionWith(CompiledRules.CodedTables);
        }
        // A computation may ask for a value set that no match names; then any table may hold it.
        Note(_wanted, CompiledRules.CodedTables, rulebook.ValueSets.Keys.Where(s => !_named.Contains(s)));
    }

    public MentionRules Mentions { get; } = new();

    public HashSet<Table> NeededTables { get; } = [];

    /// <summary>Sets that make a row of the table matter.</summary>
    public IReadOnlySet<string> WantedSets(Table table) => _wanted.GetValueOrDefault(table, []);

    /// <summary>Sets that do not, but are asked for beside those ("in this set but not in that").</summary>
    public IReadOnlySet<string> AlsoSets(Table table) => _also.GetValueOrDefault(table, []);

    /// <summary>Sets from which index events are taken, with the first day that counts.</summary>
    public IReadOnlyDictionary<string, DateOnly> IndexSets(Table table) => _index.GetValueOrDefault(table, []);

    private static IReadOnlyList<Table> TablesOf(EventMatch match) => match.Tables.Count > 0 ? match.Tables : CompiledRules.CodedTables;

    private void Use(EventMatch match)
    {
        Note(_wanted, TablesOf(match), match.ValueSets);
        Note(_also, TablesOf(match), match.NotValueSets);
        foreach (var concept in match.Concepts)
            Mentions.Use(concept, match.Assertions);
    }

    private void UseAsIndex(EventMatch match, DateOnly since)
    {
        foreach (var concept in match.Concepts)
            Mentions.UseAsIndex(concept, match.Assertions, since);
        foreach (var table in TablesOf(match))
        {
            foreach (var set in match.ValueSets)
            {
                if (!_index.TryGetValue(table, out var sets))
                    _index[table] = sets = new(StringComparer.Ordinal);
                sets[set] = sets.TryGetValue(set, out var known) && known < since ? known : since;
            }
        }
    }

    private void UseEpisodes(NewEpisode? episode)
    {
        if (episode?.InitialValueSet is { } set)
            Note(_also, CompiledRules.CodedTables, [set]);
        if (episode?.Crosses is { } crossing)
            Mentions.Use(crossing.Concept, AllAssertions);
    }

    private void Note(Dictionary<Table, HashSet<string>> to, IEnumerable<Table> tables, IEnumerable<string> sets)
    {
        foreach (var set in sets)
        {
            _named.Add(set);
            foreach (var table in tables)
            {
                if (!to.TryGetValue(table, out var known))
                    to[table] = known = new(StringComparer.Ordinal);
                known.Add(set);
            }
        }
    }
}

/// <summary>Which mentions a rule uses, and which of them can be index events.</summary>
internal sealed class MentionRules
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, Assertion), DateOnly> _index = [];

    public void Use(string concept, IReadOnlyList<Assertion> assertions) =>
        _used[concept] = _used.GetValueOrDefault(concept) | assertions.Aggregate(0, (bits, a) => bits | (1 << (int)a));

    public void UseAsIndex(string concept, IReadOnlyList<Assertion> assertions, DateOnly since)
    {
        foreach (var assertion in assertions)
            _index[(concept, assertion)] = _index.TryGetValue((concept, assertion), out var known) && known < since ? known : since;
    }

    /// <summary>Whether any rule asks for such a concept stated in such a way; others never leave the scan.</summary>
    public bool IsUsed(Mention mention) => (_used.GetValueOrDefault(mention.Concept) & (1 << (int)mention.Assertion)) != 0;

    /// <summary>Whether it may start a clock. Too often yes does no harm: the evaluator asks again, with everything.</summary>
    public bool IsIndex(Mention mention, DateOnly date) => _index.TryGetValue((mention.Concept, mention.Assertion), out var since) && date >= since;
}
