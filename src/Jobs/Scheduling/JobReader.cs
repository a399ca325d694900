using System.Globalization;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Sources;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Scheduling;

/// <summary>Reads one scheduled job, <c>jobs/&lt;id&gt;.yaml</c>.</summary>
internal static partial class JobReader
{
    private const string Excerpt = "evidence-text";

    public static JobDefinition? Read(string path, IReadOnlySet<string>? tags, JobChain chain, Problems problems)
    {
        if (YamlFile.Read(path, problems) is not { } map)
            return null;
        var id = Path.GetFileNameWithoutExtension(path);
        var written = map.RequiredText("id");
        if (map.Has("id") && written != id)
            map.ProblemAt("id", $"the id '{written}' differs from the file's name '{id}'");
        if (!map.Has("schedule"))
            chain.AddUnscheduled(id);
        var job = new JobDefinition
        {
            Id = id,
            Title = map.RequiredText("title"),
            MeasureTags = ReadMeasureTags(map, tags),
            Input = map.Text("input"),
            Source = map.Text("source"),
            Out = map.Text("out"),
            Cache = map.Text("cache"),
            Trust = map.Word("trust", Words.Trusts) ?? Trust.Footer,
            Schedule = map.Map("schedule") is { } schedule ? ScheduleReader.Read(schedule, s => chain.Add(id, s, schedule)) : null,
            Retention = ReadRetention(map),
            Notify = ReadChannels(map),
            Outputs = MeasureScope.Values(map, "outputs", Words.Outputs),
            Excerpt = ReadExcerpt(map),
        };
        if (job.Outputs.Count == 0 && !map.Has("outputs"))
            map.Problem(map.Node, "'outputs' is missing: parquet, arrow, csv");
        if (map.Has("trust") && job.Cache is null)
            map.ProblemAtKey("trust", "'trust' says when a kept file counts as unchanged; name the folder with 'cache'");
        if (job.Source is { } source && !File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "sources", source + ".yaml")))
            map.ProblemAt("source", $"there is no mapping sources/{source}.yaml");
        if (job is { Source: { } from, Schedule: not null, Input: null } && IsOfFiles(Path.Combine(Path.GetDirectoryName(path)!, "sources", from + ".yaml")))
            map.ProblemAt("source", $"sources/{from}.yaml names no database, so name the folder with the source's files with 'input'");
        map.Done();
        return job;
    }

    // What is wrong in the mapping itself is told where it is read.
    private static bool IsOfFiles(string mapping) => File.Exists(mapping) && SourceMappingReader.KindOf(mapping, new()) switch
    {
        null => false,
        "tables" => SourceMappingReader.Read(mapping, new()) is { Database: null },
        _ => true,
    };

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

    private static int ReadExcerpt(YamlMap map)
    {
        var length = map.Text(Excerpt) switch
        {
            null => ExcerptLength.Usual,
            "none" => ExcerptLength.None,
            "sentence" => ExcerptLength.Sentence,
            "full" => ExcerptLength.Full,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= ExcerptLength.Least and <= ExcerptLength.Most => number,
            _ => -1,
        };
        if (length < 0)
            map.ProblemAt(Excerpt, $"'{Excerpt}' is none, sentence, full, or a number of characters from {ExcerptLength.Least} to {ExcerptLength.Most}");
        return Math.Max(length, ExcerptLength.None);
    }

    private static Retention ReadRetention(YamlMap owner)
    {
        if (owner.Map("retention") is not { } map)
            return new(Runs: null, Files: null, Caches: null);
        var retention = new Retention(ScheduleReader.Duration(map, "runs"), ScheduleReader.Duration(map, "files"), ScheduleReader.Duration(map, "caches"));
        if (retention.Runs < retention.Files)
            map.ProblemAt("files", "'files' are kept longer than the runs that they belong to; make 'runs' at least as long");
        map.Done();
        return retention;
    }

    private static IReadOnlyList<string> ReadChannels(YamlMap map)
    {
        var channels = MeasureScope.Texts(map, "notify").ToList();
        foreach (var (node, name) in channels.Where(c => !Channel().IsMatch(c.Text)))
            map.Problem(node, $"'{name}' is no name of a channel: lower-case letters, digits and hyphens; addresses belong into the service's settings");
        return [.. channels.Select(c => c.Text).Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex Channel();
}
