using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Walks the measures once and notes which value sets and concepts they use where. Names of drugs in
/// <see cref="EventMatch.DisplayNames"/> need nothing here: the rows come for their codes.
/// </summary>
internal sealed class RuleUse
{
    private static readonly Assertion[] AllAssertions = Enum.GetValues<Assertion>();

    private readonly Dictionary<Table, HashSet<string>> _wanted = [];
    private readonly Dictionary<Table, HashSet<string>> _also = [];
    private readonly Dictionary<Table, Dictionary<string, ulong>> _index = [];

    public RuleUse(Rulebook rulebook)
    {
        foreach (var (number, measure) in rulebook.Measures.Index())
        {
            foreach (var match in measure.Index.Classes.SelectMany(c => c.AnyOf))
            {
                Use(match);
                UseAsIndex(match, CompiledRules.BitOf(number));
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
    }

    public MentionRules Mentions { get; } = new();

    public ReportRules Reports { get; } = new();

    public HashSet<Table> NeededTables { get; } = [];

    /// <summary>Sets that make a row of the table matter.</summary>
    public IReadOnlySet<string> WantedSets(Table table) => _wanted.GetValueOrDefault(table, []);

    /// <summary>Sets that do not, but are asked for beside those ("in this set but not in that").</summary>
    public IReadOnlySet<string> AlsoSets(Table table) => _also.GetValueOrDefault(table, []);

    /// <summary>Sets from which index events are taken, with the measures (<see cref="CompiledRules.IsIndex"/>) that do.</summary>
    public IReadOnlyDictionary<string, ulong> IndexSets(Table table) => _index.GetValueOrDefault(table, []);

    private static IReadOnlyList<Table> TablesOf(EventMatch match) => match.Tables.Count > 0 ? match.Tables : CompiledRules.CodedTables;

    private void Use(EventMatch match)
    {
        Note(_wanted, TablesOf(match), match.ValueSets);
        Note(_also, TablesOf(match), match.NotValueSets);
        foreach (var concept in match.Concepts)
            Mentions.Use(concept, match.Assertions);
        if (match.AnyReport)
            Reports.Use(match);
    }

    private void UseAsIndex(EventMatch match, ulong measure)
    {
        foreach (var concept in match.Concepts)
            Mentions.UseAsIndex(concept, match.Assertions, measure);
        if (match.AnyReport)
            Reports.UseAsIndex(match.Modalities, measure);
        foreach (var table in TablesOf(match))
        {
            foreach (var set in match.ValueSets)
            {
                if (!_index.TryGetValue(table, out var sets))
                    _index[table] = sets = new(StringComparer.Ordinal);
                sets[set] = sets.GetValueOrDefault(set) | measure;
            }
        }
    }

    private void UseEpisodes(NewEpisode? episode)
    {
        Note(_also, CompiledRules.CodedTables, episode?.InitialValueSets ?? []);
        if (episode?.Crosses is { } crossing)
            Mentions.Use(crossing.Concept, AllAssertions);
    }

    private static void Note(Dictionary<Table, HashSet<string>> to, IEnumerable<Table> tables, IEnumerable<string> sets)
    {
        foreach (var set in sets)
        {
            foreach (var table in tables)
            {
                if (!to.TryGetValue(table, out var known))
                    to[table] = known = new(StringComparer.Ordinal);
                known.Add(set);
            }
        }
    }
}
