using Opportune.Core;
using Opportune.Jobs.Reviewing;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>Reads one measure file.</summary>
internal static class MeasureReader
{
    /// <param name="map">The file as it was opened, which gets all that is wrong; or a probe.</param>
    /// <param name="path">The file; its name is the measure's id.</param>
    /// <param name="scope">What names may refer to; gets the value sets that are used.</param>
    /// <param name="today">For the review date; null: not looked at.</param>
    /// <returns>The measure, with harmless values where there were problems.</returns>
    public static Measure Read(YamlMap map, string path, MeasureScope scope, DateOnly? today)
    {
        map.Require("index");
        var index = map.Map("index") is { } indexMap ? IndexReader.Read(indexMap, scope) : new() { LookBack = default, Classes = [] };
        scope.LookBack = index.LookBack;
        var criteriaMap = map.Map("criteria");
        var criteria = CriterionReader.ReadAll(criteriaMap, scope);
        var parts = new PartsReader(scope, criteria);
        var (due, firstDue) = ReadDue(map);
        var version = Required(map, "version");
        var measure = new Measure
        {
            Id = ReadId(map, path),
            Version = version,
            Changes = ReadChanges(map, version),
            Title = Shown(map, "title"),
            Label = map.Text("label") is null ? Shown(map, "title") : Shown(map, "label"),
            Pathway = map.RequiredText("pathway"),
            Rank = Required(map, "rank"),
            Tags = map.Texts("tags"),
            Why = Shown(map, "why"),
            Sources = ReadSources(map),
            Review = ReadReview(map, today),
            ActiveWithin = MeasureScope.OptionalPeriod(map, "active-within"),
            ListsMinors = map.Flag("under-18"),
            Rules = map.Texts("rules"),
            Off = PartsReader.Off(map),
            GoLive = map.Has("go-live") ? GoLiveReader.Read(map, "go-live") : null,
            IsUncapped = map.Word("release-cap", Words.ReleaseCaps) ?? false,
            Index = index,
            Criteria = criteria,
            Exclude = parts.Exclusions(map),
            SatisfiedBy = parts.Satisfactions(map),
            Tiers = parts.Tiers(map),
            Shifts = parts.Shifts(map),
            Notes = parts.Notes(map),
            OpensAfter = ReadGrace(map, scope),
            DueAfter = due,
            FirstTierDueAfter = firstDue,
            Follow = ReadFollow(map, scope),
            Wording = ReadWording(map, scope),
        };
        map.Shape?.Require("tags");
        if (measure.Tags.Count == 0)
            map.ProblemAtKey("tags", "'tags' is missing or empty: no job would run this measure");
        scope.Settle(criteria.Keys, [.. index.Classes.Select(c => c.Name)], criteriaMap);
        map.Done();
        return measure;
    }

    private static string ReadId(YamlMap map, string path)
    {
        var id = map.RequiredText("id");
        var name = Path.GetFileNameWithoutExtension(path);
        if (map.Has("id") && id != name)
            map.ProblemAt("id", $"the id '{id}' differs from the file's name '{name}'");
        return name;
    }

    private static string Shown(YamlMap map, string key)
    {
        var text = map.RequiredText(key).Trim();
        WordingLint.Check(map, key, text);
        return text;
    }

    // Each version after the first says what it changed.
    private static List<RuleChange> ReadChanges(YamlMap map, int version)
    {
        var changes = new List<RuleChange>();
        foreach (var change in map.Maps("changes"))
        {
            changes.Add(new(Required(change, "version"), RequiredDate(change, "date"), Shown(change, "what")));
            change.Done();
        }
        if (version >= 1 && !changes.Select(c => c.Version).SequenceEqual(Enumerable.Range(2, version - 1)))
            map.ProblemAt("version", version == 1 ? "'changes' tells of versions after the first, and this is the first" : $"'changes' must say what each of the versions 2 to {version} changed, in order");
        return changes;
    }

    private static List<SourceReference> ReadSources(YamlMap map)
    {
        var sources = new List<SourceReference>();
        foreach (var source in map.Maps("sources"))
        {
            sources.Add(new(source.RequiredText("name"), source.Text("url")));
            source.Done();
        }
        map.Shape?.Require("sources");
        if (sources.Count == 0)
            map.ProblemAtKey("sources", "'sources' is missing or empty: a rule says where it comes from");
        return sources;
    }

    private static Review ReadReview(YamlMap owner, DateOnly? today)
    {
        owner.Require("review");
        if (owner.Map("review") is not { } map)
            return new("", null, default, default);
        var review = new Review(
            map.RequiredText("authored-by"), map.Text("checked-by"), RequiredDate(map, "reviewed"), RequiredDate(map, "next-review"));
        if (review.NextReview < today && map.Has("next-review"))
            map.ProblemAt("next-review", $"the review of this measure was due on {review.NextReview:yyyy-MM-dd}", warning: true);
        map.Done();
        return review;
    }

    private static DateOnly RequiredDate(YamlMap map, string key)
    {
        map.Require(key);
        return map.Date(key) ?? default;
    }

    // One period, or a mapping of the usual one and that of tier 1.
    private static (Period Usual, Period? FirstTier) ReadDue(YamlMap owner)
    {
        owner.Shape?.Require("due-after");
        if (owner.MapOr("due-after", Forms.Period) is not { } map)
            return (MeasureScope.Period(owner, "due-after"), null);
        var due = (MeasureScope.Period(map, "usual"), MeasureScope.Period(map, "tier-1"));
        map.Done();
        return due;
    }

    private static FollowRule? ReadFollow(YamlMap owner, MeasureScope scope)
    {
        if (owner.Map("follow") is not { } map)
            return null;
        map.Shape?.Require("drugs");
        var drugs = MeasureScope.Texts(map, "drugs").ToList();
        foreach (var (node, name) in drugs)
            scope.UseCriterion(map, node, name);
        if (drugs.Count == 0)
            map.ProblemAtKey("drugs", "'drugs' is missing or empty: name the criteria whose rows are the drug");
        var recheck = map.Map("recheck") is { } again ? ReadRecheck(again, scope) : null;
        map.Done();
        return new([.. drugs.Select(d => d.Text)], recheck);
    }

    private static RecheckRule ReadRecheck(YamlMap map, MeasureScope scope)
    {
        var criterion = map.RequiredText("criterion");
        if (map.Has("criterion"))
            scope.UseCriterion(map, map.Optional("criterion")!, criterion);
        var rule = new RecheckRule(criterion, MeasureScope.Period(map, "from"), MeasureScope.Period(map, "to"));
        map.Done();
        return rule;
    }

    private static Grace ReadGrace(YamlMap owner, MeasureScope scope)
    {
        owner.Require("opens-after");
        if (owner.Map("opens-after") is not { } map)
            return new(default, default);
        var grace = new Grace(MeasureScope.Period(map, "usual"), MeasureScope.Period(map, "inpatient"))
        {
            AtOnce = ConditionReader.Optional(map, "at-once", scope),
        };
        map.Done();
        return grace;
    }

    private static Wording ReadWording(YamlMap owner, MeasureScope scope)
    {
        owner.Require("wording");
        if (owner.Map("wording") is not { } map)
            map = new(owner.File, new YamlDotNet.RepresentationModel.YamlMappingNode(), new());
        var wording = new Wording
        {
            WhyListed = Text("why-listed"),
            LookedFor = Text("looked-for"),
            WouldClose = Text("would-close"),
            Paragraph = Text("paragraph"),
            Instead = ReadInstead(),
            Limits = Text("limits"),
        };
        map.Done();
        return wording;

        string Text(string key) => Paragraph(map, key);

        string Paragraph(YamlMap from, string key)
        {
            var text = Shown(from, key);
            scope.CheckPlaceholders(from, key, text);
            return text;
        }

        List<ParagraphInstead> ReadInstead()
        {
            var instead = new List<ParagraphInstead>();
            foreach (var one in map.Maps("instead"))
            {
                instead.Add(new(ConditionReader.Required(one, "when", scope), Paragraph(one, "paragraph")));
                one.Done();
            }
            return instead;
        }
    }

    private static int Required(YamlMap map, string key)
    {
        map.Require(key);
        return map.Integer(key) ?? 0;
    }
}
