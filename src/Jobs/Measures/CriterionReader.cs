using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>Reads the named questions of a measure.</summary>
internal static class CriterionReader
{
    public static Dictionary<string, Criterion> ReadAll(YamlMap? criteria, MeasureScope scope)
    {
        var all = new Dictionary<string, Criterion>(StringComparer.Ordinal);
        foreach (var name in criteria?.Keys ?? [])
        {
            if (criteria!.Map(name) is { } map)
                all[name] = Read(name, map, scope);
        }
        return all;
    }

    public static WindowRule ReadWindow(YamlMap map, string key, MeasureScope scope)
    {
        map.Shape?.Say(key, Forms.Window);
        if (map.Text(key) is not { } text)
            return WindowRule.Ever;
        if (!WindowRule.TryParse(text, out var window))
            map.ProblemAt(key, $"'{key}' must be a window such as 'index-P730D .. as-of', or 'ever'");
        else if (IsImpossible(window, scope.LookBack))
            map.ProblemAt(key, "this window holds no day: it begins after it ends, or after the as-of date");
        return window;
    }

    private static Criterion Read(string name, YamlMap map, MeasureScope scope)
    {
        var criterion = new Criterion
        {
            Name = name,
            Title = map.RequiredText("title"),
            Source = map.Text("source"),
            AnyOf = MatchReader.ReadAll(map, "any-of", scope),
            Window = ReadWindow(map, "window", scope),
            OnsetOnly = map.Flag("onset-only"),
            AtLeast = map.Integer("at-least") ?? 1,
            Apart = MeasureScope.OptionalPeriod(map, "apart"),
            LatestOnly = map.Flag("latest-only"),
            Exposure = ReadExposure(map),
            NearIndex = MeasureScope.OptionalPeriod(map, "near-index"),
            AtIndexSite = map.Flag("at-index-site"),
            UnlessLater = Other(map, "unless-later", scope),
            After = ReadAfter(map, scope),
            Beds = ReadBeds(map, scope),
            Derivation = scope.Derivation(map, "derivation"),
            Derived = MatchReader.ReadRange(map, "derived"),
        };
        if (criterion.AtLeast < 1)
            map.ProblemAt("at-least", "'at-least' counts events: 1 or more");
        if (criterion.Apart is not null && criterion.AtLeast < 2)
            map.ProblemAtKey("apart", "'apart' asks for 'at-least: 2' or more");
        if (criterion is { LatestOnly: true, AtLeast: > 1 })
            map.ProblemAtKey("latest-only", "this is never met: only the latest event counts, and 'at-least' asks for more");
        if (criterion.Apart is { } apart && IsShorter(criterion.Window, apart))
            map.ProblemAtKey("apart", "this is never met: no two days of the window are so far apart");
        if (criterion is { Derived: not null, Derivation: null })
            map.ProblemAtKey("derived", "'derived' bounds the number of a 'derivation'");
        if ((HasThreshold(criterion.AnyOf) || criterion.Derived is not null) && criterion.Source is null)
            map.Problem(map.Node, $"the threshold in '{name}' has no 'source'");
        WordingLint.Check(map, "title", criterion.Title);
        map.Done();
        return criterion;
    }

    /// <summary>Whether a number decides that somebody chose once.</summary>
    public static bool HasThreshold(IEnumerable<EventMatch> matches) =>
        matches.Any(m => m.Value is not null || m.Dose is not null || m.NotDose is not null);

    private static ExposureRule? ReadExposure(YamlMap owner)
    {
        if (owner.Map("exposure") is not { } map)
            return null;
        var rule = new ExposureRule(MeasureScope.Period(map, "grace"), MeasureScope.Period(map, "without-supply"), map.Flag("orders-until-ended"))
        {
            InAll = MeasureScope.OptionalPeriod(map, "in-all"),
        };
        map.Done();
        return rule;
    }

    private static SiteGroups? ReadBeds(YamlMap owner, MeasureScope scope)
    {
        if (owner.Map("beds") is not { } map)
            return null;
        var groups = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var of = map.Map("of");
        foreach (var name in of?.Keys ?? [])
            groups[name] = scope.Sites(of!, name);
        var beds = new SiteGroups(map.Integer("at-least") ?? 0, groups);
        if (beds.AtLeast < 1 || beds.AtLeast > groups.Count)
            map.Problem(map.Node, "'beds' says 'at-least' how many, and 'of' which groups of sites, at least so many");
        map.Done();
        return beds;
    }

    private static AfterRule? ReadAfter(YamlMap owner, MeasureScope scope)
    {
        if (owner.Map("after") is not { } map)
            return null;
        var rule = new AfterRule(Other(map, "criterion", scope) ?? map.RequiredText("criterion"), MeasureScope.Period(map, "within"));
        map.Done();
        return rule;
    }

    private static string? Other(YamlMap map, string key, MeasureScope scope)
    {
        if (map.Text(key) is not { } name)
            return null;
        scope.UseCriterion(map, map.Optional(key)!, name);
        return name;
    }

    private static bool IsShorter(WindowRule window, Period apart)
    {
        var any = new DateOnly(2025, 1, 15);
        return window.From.Anchor == window.To.Anchor && window.From.Anchor != Anchor.Ever
            && apart.AddTo(window.From.Resolve(any, any, isStart: true)) > window.To.Resolve(any, any, isStart: false);
    }

    // Where one end hangs on the index and the other on the as-of date, the index is taken where the window is longest: as early as the look-back allows, or as late as the as-of date.
    private static bool IsImpossible(WindowRule window, Period lookBack)
    {
        var asOf = new DateOnly(2025, 1, 15);
        if (window.From is { Anchor: Anchor.AsOf, Sign: > 0 } from && from.Period != Period.Zero)
            return true;
        if (window.From.Anchor == Anchor.Ever || window.To.Anchor == Anchor.Ever)
            return false;
        var hangs = window.From.Anchor == Anchor.Index && window.To.Anchor == Anchor.AsOf;
        if (hangs && lookBack == Period.Zero)
            return false;
        var index = hangs ? new WindowEnd(Anchor.AsOf, -1, lookBack).Resolve(asOf, asOf, isStart: true) : asOf;
        return window.From.Resolve(index, asOf, isStart: true) > window.To.Resolve(index, asOf, isStart: false);
    }
}
