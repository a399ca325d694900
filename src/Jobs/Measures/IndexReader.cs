using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>Reads what starts the clock.</summary>
internal static class IndexReader
{
    public static IndexRule Read(YamlMap map, MeasureScope scope)
    {
        map.Shape?.Require("classes");
        var classes = new List<IndexClass>();
        if (map.Map("classes") is { } all)
        {
            foreach (var name in all.Keys)
            {
                if (all.Map(name) is { } one)
                    classes.Add(ReadClass(name, one, scope));
            }
        }
        if (classes.Count == 0)
            map.Problem(map.Node, "'classes' is missing: nothing starts the clock");
        var rule = new IndexRule
        {
            LookBack = MeasureScope.Period(map, "look-back"),
            Classes = classes,
            NewEpisode = map.Map("new-episode") is { } episode ? ReadNewEpisode(episode, scope) : null,
        };
        map.Done();
        return rule;
    }

    private static IndexClass ReadClass(string name, YamlMap map, MeasureScope scope)
    {
        var one = new IndexClass
        {
            Name = name,
            Title = map.RequiredText("title"),
            Source = map.Text("source"),
            AnyOf = MatchReader.ReadAll(map, "any-of", scope),
            Events = map.Word("events", Words.IndexChoices) ?? IndexChoice.Each,
            Age = ConditionReader.ReadAge(map, "age"),
            When = ConditionReader.Optional(map, "when", scope),
            JoinsOnly = map.Flag("joins-only"),
        };
        if (CriterionReader.HasThreshold(one.AnyOf) && one.Source is null)
            map.Problem(map.Node, $"the threshold in '{name}' has no 'source'");
        WordingLint.Check(map, "title", one.Title);
        map.Done();
        return one;
    }

    private static NewEpisode ReadNewEpisode(YamlMap map, MeasureScope scope)
    {
        var rule = new NewEpisode
        {
            AcuteAfter = MeasureScope.OptionalPeriod(map, "acute-after"),
            InitialValueSets = scope.ValueSets(map, "initial-codes"),
            Grown = map.Flag("grown"),
            FirstSites = scope.Sites(map, "first-site"),
            SeverityUp = map.Flag("severity-up"),
            Crosses = map.Map("crosses") is { } crosses ? ReadCrossing(crosses, scope) : null,
        };
        if (rule is { Grown: true, AcuteAfter: null })
            map.ProblemAtKey("grown", "'grown' asks for 'acute-after': how long after the last index event");
        map.Done();
        return rule;
    }

    private static Crossing ReadCrossing(YamlMap map, MeasureScope scope)
    {
        var concepts = scope.Concepts(map, "concept");
        map.Shape?.Say("at", () => Forms.OneOrMore(Forms.Number));
        var at = new List<double>();
        foreach (var (node, text) in MeasureScope.Texts(map, "at"))
        {
            if (double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number))
                at.Add(number);
            else
                map.Problem(node, "'at' must be a list of numbers");
        }
        if (concepts.Count != 1 || at.Count == 0)
            map.Problem(map.Node, "'crosses' names one 'concept' and the values 'at' which it counts");
        map.Done();
        return new(concepts.Count > 0 ? concepts[0] : "", at);
    }
}
