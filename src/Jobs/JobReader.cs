using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs;

/// <summary>Reads one scheduled job, <c>jobs/&lt;id&gt;.yaml</c>.</summary>
internal static partial class JobReader
{
    public static JobDefinition? Read(string path, IReadOnlySet<string>? tags, Problems problems)
    {
        if (YamlFile.Read(path, problems) is not { } map)
            return null;
        var id = Path.GetFileNameWithoutExtension(path);
        var written = map.RequiredText("id");
        if (map.Has("id") && written != id)
            map.ProblemAt("id", $"the id '{written}' differs from the file's name '{id}'");
        var job = new JobDefinition
        {
            Id = id,
            Title = map.RequiredText("title"),
            MeasureTags = ReadMeasureTags(map, tags),
            Input = map.Text("input"),
            Schedule = map.Map("schedule") is { } schedule ? ReadSchedule(schedule) : null,
            Outputs = MeasureScope.Values(map, "outputs", Words.Outputs),
        };
        if (job.Outputs.Count == 0 && !map.Has("outputs"))
            map.Problem(map.Node, "'outputs' is missing: parquet, arrow, csv");
        map.Done();
        return job;
    }

    private static IReadOnlyList<string> ReadMeasureTags(YamlMap owner, IReadOnlySet<string>? known)
    {
        if (owner.Map("measures") is not { } map)
        {
            if (!owner.Has("measures"))
                owner.Problem(owner.Node, "'measures' is missing");
            return [];
        }
        var tags = MeasureScope.Texts(map, "tagged").ToList();
        if (tags.Count == 0)
            map.Problem(map.Node, "'tagged' is missing: tags of the measures that the job runs");
        foreach (var (node, tag) in tags.Where(t => known?.Contains(t.Text) == false))
            map.Problem(node, Problems.Unknown("tag", tag, known!));
        map.Done();
        return [.. tags.Select(t => t.Text)];
    }

    private static JobSchedule ReadSchedule(YamlMap map)
    {
        var (cron, zone) = (map.RequiredText("cron"), map.RequiredText("time-zone"));
        if (map.Has("cron") && !IsCron(cron))
            map.ProblemAt("cron", "'cron' must have five fields: minute hour day-of-month month day-of-week");
        // Whether this machine knows the zone is the scheduler's question; here only the form counts, so that check gives
        // the same answer everywhere.
        if (map.Has("time-zone") && !Zone().IsMatch(zone))
            map.ProblemAt("time-zone", "'time-zone' must be an IANA zone such as Europe/Berlin or UTC");
        var schedule = new JobSchedule(cron, zone,
            map.Word("overlap", Words.Overlaps) ?? OverlapPolicy.Skip, map.Word("catch-up", Words.CatchUps) ?? CatchUpPolicy.Latest);
        map.Done();
        return schedule;
    }

    private static bool IsCron(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (int Low, int High)[] bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
        return fields.Length == 5 && fields.Zip(bounds).All(f => CronField().Match(f.First) is { Success: true }
            && Number().Matches(f.First.Split('/')[0]).All(n => int.TryParse(n.Value, out var value) && value >= f.Second.Low && value <= f.Second.High));
    }

    [GeneratedRegex(@"^(\*|(\d+|[A-Z]{3})(-(\d+|[A-Z]{3}))?)(/\d+)?(,(\d+|[A-Z]{3})(-(\d+|[A-Z]{3}))?(/\d+)?)*$")]
    private static partial Regex CronField();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]+){1,2})$")]
    private static partial Regex Zone();
}
