using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Opportune.App.Commands;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Rules;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Lexicon;
using Opportune.Reading;
using Opportune.Runs;
using Opportune.Schedules;

namespace Opportune.App;

/// <summary>The jobs folder, read for a command: with errors in it, they are told on standard error and nothing is used.</summary>
/// <param name="Place">The jobs folder, and the site's over it: jobs, sources, how people review.</param>
/// <param name="Files">The files that decide who is listed: the folder's with the site's additions, or those that were put in force.</param>
/// <param name="Rules">All of it, read.</param>
/// <param name="Lexicon">How reports are read.</param>
internal sealed record LoadedJobs(JobsPlace Place, RuleFiles Files, JobsFolder Rules, CompiledLexicon Lexicon)
{
    /// <summary>Reads all of it.</summary>
    /// <param name="jobs">The jobs folder; null: that beside the program.</param>
    /// <param name="siteValueSets">The site's additions to value sets, or null.</param>
    /// <param name="inForce">The rules that were put in force; null: the folder's.</param>
    /// <exception cref="InputException">There is no such folder, or it has errors; they were told.</exception>
    public static LoadedJobs Load(string? jobs, string? siteValueSets, RuleFiles? inForce = null)
    {
        return Load(CommonOptions.FindJobs(jobs), siteValueSets, inForce);
    }

    /// <inheritdoc cref="Load(string?, string?, RuleFiles?)"/>
    public static LoadedJobs Load(JobsPlace place, string? siteValueSets, RuleFiles? inForce)
    {
        var problems = new Problems();
        var loaded = TryLoad(place, siteValueSets, inForce, problems);
        Tell(problems, place);
        return loaded!;
    }

    /// <summary>The rules that runs of a database go by: those of <paramref name="jobs"/> where somebody names them, else what was put in force there, else those beside the program.</summary>
    /// <inheritdoc cref="Load"/>
    public static async Task<LoadedJobs> Of(OpportuneDatabase? database, string? jobs, string? siteValueSets, CancellationToken cancel) =>
        Load(jobs, siteValueSets, database is null || jobs is not null ? null : await RulesInForce(database, cancel));

    /// <summary>What was put in force in a database; null: nothing was.</summary>
    public static Task<RuleFiles?> RulesInForce(OpportuneDatabase database, CancellationToken cancel = default) =>
        database.Read(connection => RuleTable.InForce(connection) is { } hash ? RuleTable.Load(connection, hash) : null, cancel);

    /// <summary>Reads all of it; null where there are errors.</summary>
    /// <inheritdoc cref="Load(JobsPlace, string?, RuleFiles?)"/>
    public static LoadedJobs? TryLoad(JobsPlace place, string? siteValueSets, RuleFiles? inForce, Problems problems)
    {
        var (rules, lexicon) = Read(place, siteValueSets, problems, inForce);
        return rules is null || lexicon is null ? null : new(place, inForce ?? RuleFolder.Read(place, siteValueSets), rules, CompiledLexicon.Compile(lexicon))
        {
            Origins = OriginsOf(place, siteValueSets, inForce),
            Whence = WhereFrom(place, inForce),
        };
    }

    /// <summary>Where files come from that are not as the program brings them, in words, by path.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; private init; } = new Dictionary<string, string>();

    /// <summary>Where the rules come from, in a line.</summary>
    public string Whence { get; private init; } = "";

    /// <inheritdoc cref="Whence"/>
    public static string WhereFrom(JobsPlace place, RuleFiles? inForce)
    {
        var folders = $"{Path.GetFullPath(place.Folder)}{(place.Site is { } site ? $", and over it the site's {Path.GetFullPath(site)}" : "")}";
        return inForce is null ? $"rules: {folders}" : $"rules: those in force in the database; jobs, sources and review: {folders}";
    }

    private static Dictionary<string, string> OriginsOf(JobsPlace place, string? siteValueSets, RuleFiles? inForce) => inForce is null
        ? SiteRules.Of(place).ToDictionary(f => f.Path, f => f.ToString(), StringComparer.Ordinal)
        : inForce.DifferentFrom(RuleFolder.Read(place, siteValueSets)).ToDictionary(path => path, _ => "what was put in force here", StringComparer.Ordinal);

    /// <summary>Reads rules and lexicon; either is null where it has errors.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="siteValueSets">The site's additions to value sets, or null.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    /// <param name="inForce">The rules that were put in force; null: the folder's.</param>
    /// <param name="today">For reviews that are overdue (a warning each); null: they are not looked at.</param>
    public static (JobsFolder? Rules, Lexicon? Lexicon) Read(JobsPlace place, string? siteValueSets, Problems problems, RuleFiles? inForce = null, DateOnly? today = null)
    {
        if (siteValueSets is not null && !Directory.Exists(siteValueSets))
            throw new InputException($"--value-sets: there is no folder {siteValueSets}");
        return In(place, siteValueSets, inForce, problems, (rules, sets, mine) =>
        {
            var lexicon = LexiconReader.Read(Path.Combine(rules, "lexicon"), mine);
            var known = lexicon is null ? null : KnownIds.Of(lexicon, Derivations.Meanings.Keys);
            return (JobsFolder.Load(place, sets, mine, known, today, judge: s => ScheduleLint.Faults(s, TimeProvider.System.GetUtcNow()), rulesDir: rules), lexicon);
        });
    }

    /// <summary>The lexicon alone, ready to read with.</summary>
    /// <exception cref="InputException">It has errors; they were told.</exception>
    public static CompiledLexicon LexiconOf(JobsPlace place)
    {
        var problems = new Problems();
        var lexicon = In(place, null, null, problems, (rules, _, mine) => LexiconReader.Read(Path.Combine(rules, "lexicon"), mine));
        Tell(problems, place);
        return CompiledLexicon.Compile(lexicon!);
    }

    // Rules of more than one folder, or of a database, are laid out for whoever reads folders. Where they lie for a moment is nobody's concern.
    private static T In<T>(JobsPlace place, string? siteValueSets, RuleFiles? inForce, Problems problems, Func<string, string?, Problems, T> read)
    {
        using var laid = inForce is null && place.Site is null ? null : RuleFolder.Lay(inForce ?? RuleFolder.Read(place, siteValueSets));
        var mine = new Problems();
        var result = read(laid?.Root ?? place.Folder, laid is null ? siteValueSets : laid.SiteSets, mine);
        foreach (var problem in mine.All)
            problems.Add(laid is not null && Path.GetRelativePath(laid.Root, problem.File) is var path && !path.StartsWith("..", StringComparison.Ordinal) ? problem with { File = inForce is null ? place.Find(path) : path } : problem);
        return result;
    }

    /// <summary>A run of the job of that name.</summary>
    /// <exception cref="InputException">There is no such job, or no thread to run it on.</exception>
    public RunRequest Request(string job, DateOnly asOf, string input, int threads)
    {
        if (!Rules.Jobs.TryGetValue(job, out var definition))
            throw new InputException(Problems.Unknown("job", job, Rules.Jobs.Keys));
        if (threads < 1)
            throw new InputException("--threads: name a number from 1");
        return new()
        {
            Job = definition.Id,
            AsOf = asOf,
            Input = input,
            Rules = Rules.For(definition),
            Workload = Rules.Workload,
            Dispositions = Rules.Dispositions,
            Validation = Rules.Validation,
            Worklists = [.. definition.Outputs.Select(o => $"worklist.{o.ToString().ToLowerInvariant()}")],
            Lexicon = Lexicon,
            Excerpt = definition.Excerpt,
            RulesHash = Hash,
            Hashes = Rules.For(definition).Measures.ToDictionary(m => m.Id, HashesOf, StringComparer.Ordinal),
            Program = Version,
            Attribution = Rules.HandOff?.Attribution ?? new(),
            Threads = threads,
        };
    }

    /// <summary>What a run of the ledger asks for, by these rules.</summary>
    /// <exception cref="InputException">There is no such job any more.</exception>
    public RunRequest Request(RunRow row)
    {
        var request = Request(row.Job, row.AsOf, row.Input, (int)Math.Max(1, row.Threads)) with { Source = SourceOf(row, (int)Math.Max(1, row.Threads)) };
        return row.CacheFolder is not { } folder ? request : request with { Cache = CacheOf(row.Job, folder, row.CacheTrust == "bytes" ? Trust.Bytes : Trust.Footer) };
    }

    /// <summary>What runs of a job keep in a folder, for as long as the job says.</summary>
    public CacheSettings CacheOf(string job, string folder, Trust trust) =>
        new(folder) { Trust = trust, Kept = Rules.Jobs.GetValueOrDefault(job)?.Retention.Caches ?? CacheSettings.UsuallyKept };

    /// <summary>What the input of a run of the ledger is made of; null where it is there.</summary>
    public RunSource? SourceOf(RunRow row, int threads) => row.Source is { } id ? SourceTaking.From(Place, id, row.SourceFrom).Into(row.Input, threads) : null;

    /// <summary>The folder that a job's file names as its input, which is relative to the one that holds the jobs; null: none.</summary>
    public string? InputOf(string job) =>
        Rules.Jobs.GetValueOrDefault(job)?.Input is { } input ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Place.Folder))!, input)) : null;

    /// <summary>The folder that a job's file names for the files of its runs, which is relative to the one that holds the jobs; null: none.</summary>
    public string? OutOf(string job) =>
        Rules.Jobs.GetValueOrDefault(job)?.Out is { } output ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Place.Folder))!, output)) : null;

    /// <summary>Version of the program, with the commit it was built from.</summary>
    public static string Version { get; } =
        typeof(LoadedJobs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Prints the problems; throws when any is an error.</summary>
    public static void Tell(Problems problems, JobsPlace place)
    {
        foreach (var problem in problems.All.Where(p => !p.IsWarning))
            Console.Error.WriteLine(problem);
        if (problems.HasErrors)
            throw new InputException($"{Amounts.Of(problems.All.Count(p => !p.IsWarning), "error")} under {place}; nothing was run (mend them, then try 'check')");
    }

    /// <summary>SHA-256 over names and bytes of every file that the rules came from, in a fixed order: by it runs name them.</summary>
    public string Hash => _hash ??= HashOf(Place, Files);

    private string? _hash;

    /// <inheritdoc cref="Hash"/>
    public static string HashOf(JobsPlace place, RuleFiles rules)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var names = place.Paths().Where(n => !RuleFiles.IsRule(n));
        var site = RuleFiles.SiteSets + "/";
        var own = rules.Contents.Keys.ToLookup(IsOfSite);
        foreach (var name in names.Concat(own[false]).Order(StringComparer.Ordinal))
            Add(name, rules.Contents.GetValueOrDefault(name) ?? File.ReadAllBytes(place.Find(name)));
        foreach (var name in own[true])
            Add(name[site.Length..], rules.Contents[name]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        bool IsOfSite(string name) => name.StartsWith(site, StringComparison.Ordinal);

        void Add(string name, byte[] content)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(SHA256.HashData(content));
        }
    }

    // What a measure's result rests on: its file, the rows of the sets that it names (a site's additions too), the lexicon.
    private RuleHashes HashesOf(Measure measure)
    {
        var (sets, each) = (new StringBuilder(), new SortedDictionary<string, string>(StringComparer.Ordinal));
        foreach (var set in Rules.For(measure).ValueSets.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            var begins = sets.Length;
            sets.Append(set.Name).Append('\n').AppendJoin('\n', set.Names).Append('\n');
            foreach (var row in set.Rows)
                sets.Append(row with { Meaning = null }).Append('\n');
            each[set.Name] = HashOf(sets.ToString(begins, sets.Length - begins));
        }
        foreach (var quantity in Rules.Quantities)
            sets.Append(quantity.Name).Append('\n').AppendJoin('\n', quantity.Plausible).Append('\n');
        return new(RuleFiles.HashOf(Files.Contents[$"measures/{measure.Id}.yaml"]), HashOf(sets.ToString()), Lexicon.Hash) { EachSet = each };
    }

    private static string HashOf(string text) => RuleFiles.HashOf(Encoding.UTF8.GetBytes(text));
}
