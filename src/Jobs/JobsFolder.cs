using Opportune.Core;
using Opportune.Jobs.Cases;
using Opportune.Jobs.Clinical;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Reviewing;
using Opportune.Jobs.Scheduling;
using Opportune.Jobs.ValueSets;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs;

/// <summary>Everything under <c>jobs/</c> but the lexicon: the rules as clinicians and administrators wrote them.</summary>
public sealed class JobsFolder
{
    private JobsFolder() { }

    /// <summary>Measures, by id (ordinal).</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>All value sets with a site's additions, by name.</summary>
    public required IReadOnlyDictionary<string, ValueSet> ValueSets { get; init; }

    /// <summary>Scheduled jobs, by id.</summary>
    public required IReadOnlyDictionary<string, JobDefinition> Jobs { get; init; }

    /// <summary>The cases of the measures, by measure id.</summary>
    public required IReadOnlyDictionary<string, CaseFile> Cases { get; init; }

    /// <summary>What a person may decide about an entry; none where the folder has no <c>review/dispositions.yaml</c>.</summary>
    public required Dispositions Dispositions { get; init; }

    /// <summary>How much of the backlog comes to people, and when.</summary>
    public required Workload Workload { get; init; }

    /// <summary>What a measure must show before it goes live.</summary>
    public ValidationSettings Validation { get; init; } = new();

    /// <summary>How patients are handed to clinicians; null where the folder has no <c>review/hand-off.yaml</c>.</summary>
    public required HandOffRules? HandOff { get; init; }

    /// <summary>What measured quantities can be.</summary>
    public required IReadOnlyList<Quantity> Quantities { get; init; }

    /// <summary>The lexicon's ids, by which names in cases are checked; null: they are not.</summary>
    public KnownIds? Known { get; init; }

    /// <summary>Reads the folder. All problems are gathered before anything is refused.</summary>
    /// <param name="place">The folder that holds <c>measures/</c> and <c>value-sets/</c>; of a site's over it what is no rule.</param>
    /// <param name="siteValueSets">A folder whose value sets add rows, or null.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    /// <param name="known">The lexicon's ids, or null when they are not to be checked.</param>
    /// <param name="today">For review dates that have passed (a warning), or null.</param>
    /// <param name="judge">Tells what is wrong with the times of a job's schedule, or null: only the form counts.</param>
    /// <param name="rulesDir">The folder that holds measures, value sets and what values can be meant, where that is another; null: the same.</param>
    /// <returns>The rules, or null where there are errors.</returns>
    public static JobsFolder? Load(
        JobsPlace place, string? siteValueSets, Problems problems, KnownIds? known = null, DateOnly? today = null,
        Func<JobSchedule, IEnumerable<ScheduleFault>>? judge = null, string? rulesDir = null)
    {
        rulesDir ??= place.Folder;
        var (measuresDir, setsDir) = (Path.Combine(rulesDir, "measures"), Path.Combine(rulesDir, "value-sets"));
        string[] missing = [.. new[] { measuresDir, setsDir }.Where(d => !Directory.Exists(d))];
        foreach (var folder in missing)
            problems.Add(new(folder, 0, 0, "no such folder; --jobs names the folder that holds measures/ and value-sets/"));
        if (missing.Length > 0)
            return null;

        var sets = ValueSetFolder.Read(setsDir, siteValueSets, today, problems);
        var areSetsSound = !problems.HasErrors;
        var used = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<(YamlMap Map, Measure Measure)>();
        var measureFiles = Files(measuresDir, "*.yaml").Where(p => !p.EndsWith(".cases.yaml", StringComparison.Ordinal)).ToList();
        foreach (var path in measureFiles)
        {
            var scope = new MeasureScope(sets, known);
            if (YamlFile.Read(path, problems) is { } map)
                read.Add((map, MeasureReader.Read(map, path, scope, today)));
            used.UnionWith(scope.UsedValueSets);
        }
        var measures = read.ConvertAll(r => r.Measure);
        MeasuresLint.CheckRanks(read);
        var bounds = new MeasureScope(sets, known);
        var quantities = QuantityReader.Read(rulesDir, bounds, problems);
        used.UnionWith(bounds.UsedValueSets);
        // A measure that could not be read is there all the same: no second problem follows from the first.
        var ids = measureFiles.ConvertAll(p => Path.GetFileNameWithoutExtension(p));
        var areAllRead = measures.Count == ids.Count;
        foreach (var unused in sets.Keys.Where(s => areAllRead && !used.Contains(s)).Order(StringComparer.Ordinal))
            problems.Add(new(Path.Combine(setsDir, unused + ".csv"), 0, 0, "no measure uses this value set", IsWarning: true));
        var tags = areAllRead && measures.TrueForAll(m => m.Tags.Count > 0)
            ? measures.SelectMany(m => m.Tags).ToHashSet(StringComparer.Ordinal)
            : null;
        var cases = new Dictionary<string, CaseFile>(StringComparer.Ordinal);
        foreach (var path in Files(measuresDir, "*.cases.yaml"))
        {
            if (CaseReader.Read(path, ids, problems) is { } file)
                cases[file.Measure] = file;
        }
        var (jobFiles, chain) = (place.Files("", "*.yaml"), new JobChain(judge));
        var jobs = chain.Settle(
            [.. jobFiles.Select(p => JobReader.Read(p, tags, chain, problems)).OfType<JobDefinition>()], [.. jobFiles.Select(p => Path.GetFileNameWithoutExtension(p))]);
        // A job that could not be read may ask for the tag.
        if (!problems.All.Any(p => !p.IsWarning && jobFiles.Contains(p.File)))
            MeasuresLint.CheckTags(read, jobs);
        if (areAllRead)
            RuleHomes.Read(rulesDir, measures, problems);
        var pathways = areAllRead ? measures.Select(m => m.Pathway).Concat(Pathways.Known).ToHashSet(StringComparer.Ordinal) : null;
        var dispositions = ReadDispositions(place.Find("review/dispositions.yaml"), areSetsSound ? sets : null, pathways, problems);
        MeasuresLint.CheckPathways(read, dispositions);
        var workload = WithMeasures(WorkloadReader.Read(place.Find("review/workload.yaml"), ids, problems), measures);
        var validation = ValidationReader.Read(place.Find("review/validation.yaml"), problems);
        var handOff = ReadHandOff(place.Find("review/hand-off.yaml"), dispositions, problems);
        return problems.HasErrors ? null : new JobsFolder
        {
            Measures = [.. measures.OrderBy(m => m.Id, StringComparer.Ordinal)],
            ValueSets = sets,
            Jobs = jobs.ToDictionary(j => j.Id, StringComparer.Ordinal),
            Cases = cases,
            Dispositions = dispositions,
            Workload = workload,
            Validation = validation,
            HandOff = handOff,
            Quantities = quantities,
            Known = known,
        };
    }

    // What a measure says of its own beginning holds where the site says nothing.
    private static Workload WithMeasures(Workload workload, List<Measure> measures) => workload with
    {
        GoLive = measures.Where(m => m.GoLive is not null && !workload.GoLive.ContainsKey(m.Id)).Select(m => KeyValuePair.Create(m.Id, m.GoLive!))
            .Concat(workload.GoLive).ToDictionary(StringComparer.Ordinal),
        Uncapped = measures.Where(m => m.IsUncapped).Select(m => m.Id).ToHashSet(StringComparer.Ordinal),
    };

    private static Dispositions ReadDispositions(string path, IReadOnlyDictionary<string, ValueSet>? sets, IReadOnlySet<string>? pathways, Problems problems)
    {
        if (File.Exists(path))
            return DispositionReader.Read(path, sets, pathways, problems);
        problems.Add(new(path, 0, 0, "no such file: nobody could decide anything about an entry", IsWarning: true));
        return new([]);
    }

    private static HandOffRules? ReadHandOff(string path, Dispositions dispositions, Problems problems)
    {
        if (File.Exists(path))
            return HandOffReader.Read(path, problems);
        if (dispositions.All.Any(d => d.HandOff is not null))
            problems.Add(new(path, 0, 0, "no such file: nothing could be handed to a clinician", IsWarning: true));
        return null;
    }

    /// <summary>The measures that the job runs, with the value sets that they name.</summary>
    public Rulebook For(JobDefinition job) => For([.. Measures.Where(m => m.Tags.Intersect(job.MeasureTags).Any())]);

    /// <summary>One measure alone.</summary>
    public Rulebook For(Measure measure) => For([measure]);

    private Rulebook For(IReadOnlyList<Measure> measures) =>
        new()
        {
            Measures = measures,
            ValueSets = measures.SelectMany(MeasureValueSets.Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .ToDictionary(name => name, name => ValueSets[name], StringComparer.Ordinal),
            Quantities = Quantities,
        };

    private static IOrderedEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal);
}
