using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>Reads the lists of a measure: exclusions, what satisfies, tiers, shifts and notes.</summary>
internal sealed class PartsReader(MeasureScope scope, IReadOnlyDictionary<string, Criterion> criteria)
{
    private static readonly string[] ControlKeys = ["table", "at-least", "per-hundred"];

    public IReadOnlyList<Exclusion> Exclusions(YamlMap measure)
    {
        var exclusions = Read(measure, "exclude", required: true, map => (Map: map, Rule: new Exclusion
        {
            Label = Label(map, "label"),
            When = ConditionReader.Required(map, "when", scope),
            MustKnow = map.Flag("must-know"),
        }));
        TellUnreached(exclusions.Select(e => (e.Map, e.Rule.Label, (Condition?)e.Rule.When)), "exclusion");
        return [.. exclusions.Select(e => e.Rule)];
    }

    public IReadOnlyList<Satisfaction> Satisfactions(YamlMap measure)
    {
        var satisfactions = Read(measure, "satisfied-by", required: true, ReadSatisfaction);
        if (satisfactions.Count > Measure.MaxSatisfactions)
            measure.ProblemAtKey("satisfied-by", $"{satisfactions.Count} things would close a gap; a measure can have {Measure.MaxSatisfactions} (join some by any-of)");
        return satisfactions;
    }

    public IReadOnlyList<TierRule> Tiers(YamlMap measure)
    {
        var tiers = Read(measure, "tiers", required: true, map =>
        {
            var tier = map.Integer("tier");
            map.Shape?.Require("tier");
            if (tier is null or < 1)
                map.ProblemAt("tier", "'tier' must be a whole number from 1");
            return (Map: map, Rule: new TierRule(tier ?? 1, Label(map, "label"), ConditionReader.Optional(map, "when", scope)));
        });
        var rest = tiers.Select(t => t.Rule.When is null).ToList().IndexOf(true);
        if (tiers.Count > 0 && rest < 0)
            tiers[^1].Map.Problem(tiers[^1].Map.Node, "the last tier must have no 'when': it takes the rest");
        foreach (var (map, _) in rest < 0 ? [] : tiers.Skip(rest + 1))
            map.Problem(map.Node, "no patient reaches this tier: one above has no 'when' and takes all");
        TellUnreached(tiers.Select(t => (t.Map, t.Rule.Label, t.Rule.When)), "tier");
        return [.. tiers.Select(t => t.Rule)];
    }

    public IReadOnlyList<TierShift> Shifts(YamlMap measure) =>
        Read(measure, "shifts", required: false, map =>
        {
            var by = map.Integer("by");
            map.Shape?.Require("by");
            if (by is null or < -1 or > 1)
                map.ProblemAt("by", "'by' must be -1 (raises), 1 (lowers) or 0 (label only)");
            return new TierShift(by ?? 0, Label(map, "label"), ConditionReader.Required(map, "when", scope));
        });

    public IReadOnlyList<Note> Notes(YamlMap measure) =>
        Read(measure, "notes", required: false, map =>
        {
            scope.CheckPlaceholders(map, "text", map.RequiredText("text"));
            return new Note(Label(map, "text"), ConditionReader.Optional(map, "when", scope)) { First = map.Flag("first"), OfClosed = map.Flag("of-closed"), Rules = map.Texts("rules") };
        });

    public static IReadOnlyList<RuleOff> Off(YamlMap measure) =>
        Read(measure, "off", required: false, map => new RuleOff(map.RequiredText("rule"), Label(map, "why")));

    // Of two that ask the same the first is taken.
    private static void TellUnreached(IEnumerable<(YamlMap Map, string Label, Condition? When)> parts, string what)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (map, label, _) in parts.Where(p => p.When is not null && !asked.Add(ConditionText.Of(p.When))))
            map.Problem(map.Node, $"no patient reaches the {what} '{label}': one above asks the same");
    }

    private static List<T> Read<T>(YamlMap measure, string key, bool required, Func<YamlMap, T> read)
    {
        var items = new List<T>();
        foreach (var map in measure.Maps(key))
        {
            items.Add(read(map));
            map.Done();
        }
        if (required)
            measure.Require(key);
        return items;
    }

    private static string Label(YamlMap map, string key)
    {
        var text = map.RequiredText(key).Trim();
        WordingLint.Check(map, key, text);
        return text;
    }

    private Satisfaction ReadSatisfaction(YamlMap map)
    {
        if (map.Has("needs") && !map.Has("window"))
            map.Problem(map.Node, "'window' is missing: the days that the feeds under 'needs' must cover");
        var satisfaction = new Satisfaction
        {
            Label = Label(map, "label"),
            When = ConditionReader.Required(map, "when", scope),
            Unless = ConditionReader.Optional(map, "unless", scope),
            KeepsOpen = map.Flag("keeps-open"),
            Where = ConditionReader.Optional(map, "where", scope),
            Needs = MeasureScope.Values(map, "needs", Words.Tables),
            Window = CriterionReader.ReadWindow(map, "window", scope),
            Control = map.Map("control") is { } control ? ReadControl(control) : null,
        };
        if (satisfaction is { Control: null, KeepsOpen: false, Needs.Count: > 0 } && !RestsOnReports(satisfaction))
        {
            map.Problem(
                map.Node,
                $"'{satisfaction.Label}' has no control: 'none found' rests on the feed's coverage alone; "
                + "add 'control: {table: ..., value-set: ..., at-least: ..., per-hundred: ...}'",
                warning: true);
        }
        return satisfaction;
    }

    // A control counts codes of a value set, and reports have none: the feed that is needed is the one that the reader works on every night.
    private bool RestsOnReports(Satisfaction satisfaction) =>
        satisfaction.Needs.Contains(Table.ImagingFindings)
        && ConditionCriteria.Of(satisfaction.When).Where(criteria.ContainsKey).SelectMany(name => criteria[name].AnyOf).Any(m => m.AnyReport || m.Concepts.Count > 0);

    private PositiveControl ReadControl(YamlMap map)
    {
        var control = new PositiveControl(
            map.Word("table", Words.Tables) ?? Table.Procedures,
            scope.ValueSet(map, "value-set"),
            map.Integer("at-least") ?? 0,
            map.Number("per-hundred") ?? 0);
        foreach (var key in ControlKeys)
            map.Require(key);
        map.Done();
        return control;
    }
}
