using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>Reads <c>review/dispositions.yaml</c>.</summary>
internal sealed class DispositionReader(IReadOnlyDictionary<string, ValueSet>? valueSets, IReadOnlySet<string>? pathways)
{
    private static readonly Role[] Everybody = [Role.Reviewer, Role.Clinician, Role.ClinicalLead];

    /// <param name="path">The file.</param>
    /// <param name="valueSets">Those that a reported code has to be in; null: not checked, because one could not be read.</param>
    /// <param name="pathways">Known ones; null: not checked, because a measure could not be read.</param>
    /// <param name="problems">Gets all that is wrong.</param>
    /// <returns>The dispositions, with harmless values where there were problems.</returns>
    public static Dispositions Read(string path, IReadOnlyDictionary<string, ValueSet>? valueSets, IReadOnlySet<string>? pathways, Problems problems)
    {
        if (YamlFile.Read(path, problems) is not { } file)
            return new([]);
        var reader = new DispositionReader(valueSets, pathways);
        var all = new List<Disposition>();
        foreach (var map in file.Maps("dispositions"))
        {
            var disposition = reader.Read(map);
            DispositionLint.Check(map, disposition);
            map.Done();
            if (disposition.HandOff is { } step && all.Exists(d => d.HandOff == step))
                map.ProblemAt("hand-off", $"there are two dispositions of the hand-off '{EntryNames.Of(step)}'");
            if (all.Exists(d => d.Id == disposition.Id))
                map.ProblemAt("id", $"there are two dispositions of the id '{disposition.Id}'");
            else
                all.Add(disposition);
        }
        if (all.Count == 0)
            file.Problem(file.Node, "'dispositions' is missing or empty");
        file.Done();
        return new(all);
    }

    private Disposition Read(YamlMap map) => new()
    {
        Id = map.RequiredText("id"),
        Label = Shown(map, "label") ?? Missing(map, "label"),
        Effect = map.Word("effect", Words.Effects) ?? MissingEffect(map),
        Pathways = Pathways(map),
        Who = PerPathwayOf(map, "who", Roles) is { Usual: var usual } who ? who with { Usual = usual ?? Everybody } : PerPathway.Same<IReadOnlyList<Role>>(Everybody),
        ReturnsAfter = PerPathwayOf<Period?>(map, "returns-after", Days) ?? PerPathway.Same<Period?>(null),
        AfterAppointment = map.Has("after-appointment") ? MeasureScope.Period(map, "after-appointment") : null,
        AtMost = PerPathwayOf<Period?>(map, "at-most", Days) ?? PerPathway.Same<Period?>(null),
        Tries = map.Integer("tries"),
        ReturnsAs = Shown(map, "returns-as"),
        LastReturnsAs = Shown(map, "last-returns-as"),
        Required = MeasureScope.Values(map, "required", Words.Fields),
        Asked = MeasureScope.Values(map, "asked", Words.Fields),
        Reports = Reports(map),
        WholePatient = map.Flag("whole-patient"),
        Expects = Shown(map, "expects"),
        HandOff = map.Word("hand-off", Words.HandOffSteps),
        Answer = map.Word("answer", Words.HandOffAnswers),
        Disputes = map.Word("disputes", Words.DisputeKinds),
    };

    private List<ReportRule> Reports(YamlMap owner)
    {
        var rules = new List<ReportRule>();
        foreach (var map in owner.Maps("reports"))
        {
            rules.Add(ReportReader.Read(map, valueSets));
            map.Done();
        }
        return rules;
    }

    private List<string> Pathways(YamlMap map)
    {
        var names = new List<string>();
        foreach (var (node, name) in MeasureScope.Texts(map, "pathways"))
        {
            if (pathways?.Contains(name) == false)
                map.Problem(node, Problems.Unknown("pathway", name, pathways));
            names.Add(name);
        }
        return names;
    }

    private static IReadOnlyList<Role> Roles(YamlMap map, string key) => MeasureScope.Values(map, key, Words.Roles);

    private static Period? Days(YamlMap map, string key)
    {
        var period = MeasureScope.Period(map, key);
        if (period == Period.Zero && map.Text(key) is "P0D" or "P0M" or "P0Y" or "P0W")
            map.ProblemAt(key, $"'{key}' is at least a day");
        return period;
    }

    // One value for all, or a mapping of 'usual' and the pathways that differ. Without 'usual' the rest has none.
    private PerPathway<T>? PerPathwayOf<T>(YamlMap map, string key, Func<YamlMap, string, T> read)
    {
        switch (map.Optional(key))
        {
            case null:
                return null;
            case not YamlDotNet.RepresentationModel.YamlMappingNode:
                return PerPathway.Same(read(map, key));
        }
        var inner = map.Map(key)!;
        var usual = inner.Has("usual") ? read(inner, "usual") : default;
        var others = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var name in inner.Keys.Where(k => k != "usual"))
        {
            if (pathways?.Contains(name) == false)
                inner.ProblemAtKey(name, Problems.Unknown("pathway", name, pathways.Append("usual")));
            others[name] = read(inner, name);
        }
        return new(usual!, others);
    }

    private static string? Shown(YamlMap map, string key)
    {
        var text = map.Text(key)?.Trim();
        if (text is not null)
            WordingLint.Check(map, key, text);
        return text;
    }

    private static string Missing(YamlMap map, string key)
    {
        map.Problem(map.Node, $"'{key}' is missing");
        return "";
    }

    private static DispositionEffect MissingEffect(YamlMap map)
    {
        if (!map.Has("effect"))
            Missing(map, "effect");
        return DispositionEffect.Review;
    }
}
