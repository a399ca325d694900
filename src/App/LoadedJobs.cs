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
/// <param name="Folder">The jobs folder: jobs, sources, how people review.</param>
/// <param name="Files">The files that decide who is listed: the folder's with the site's additions, or those that were put in force.</param>
/// <param name="Rules">All of it, read.</param>
/// <param name="Lexicon">How reports are read.</param>
internal sealed record LoadedJobs(string Folder, RuleFiles Files, JobsFolder Rules, CompiledLexicon Lexicon)
{
    /// <summary>Reads all of it.</summary>
    /// <param name="jobs">The jobs folder; null: that beside the program.</param>
    /// <param name="siteValueSets">The site's additions to value sets, or null.</param>
    /// <param name="inForce">The rules that were put in force; null: the folder's.</param>
    /// <exception cref="InputException">There is no such folder, or it has errors; they were told.</exception>
    public static LoadedJobs Load(string? jobs, string? siteValueSets, RuleFiles? inForce = null)
    {
        var folder = CommonOptions.FindJobs(jobs);
        var problems = new Problems();
        var loaded = TryLoad(folder, siteValueSets, inForce, problems);
        Tell(problems, folder);
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
    /// <inheritdoc cref="Load"/>
    public static LoadedJobs? TryLoad(string folder, string? siteValueSets, RuleFiles? inForce, Problems problems)
    {
        using var laid = inForce is null ? null : RuleFolder.Lay(inForce);
        var mine = new Problems();
        var (rules, lexicon) = Read(folder, laid is null ? siteValueSets : laid.SiteSets, mine, laid?.Root);
        // Where they lie for a moment is nobody's concern.
        foreach (var problem in mine.All)
            problems.Add(laid is not null && problem.File.StartsWith(laid.Root, StringComparison.Ordinal) ? problem with { File = Path.GetRelativePath(laid.Root, problem.File) } : problem);
        return rules is null || lexicon is null ? null : new(folder, inForce ?? RuleFolder.Read(folder, siteValueSets), rules, CompiledLexicon.Compile(lexicon));
    }

    /// <summary>Reads rules and lexicon; either is null where it has errors.</summary>
    public static (JobsFolder? Rules, Lexicon? Lexicon) Read(string folder, string? siteValueSets, Problems problems, string? rulesFolder = null)
    {
        if (siteValueSets is not null && !Directory.Exists(siteValueSets))
            throw new InputException($"--value-sets: there is no folder {siteValueSets}");
        var lexicon = LexiconReader.Read(Path.Combine(rulesFolder ?? folder, "lexicon"), problems);
        var known = lexicon is null ? null : KnownIds.Of(lexicon, Derivations.Meanings.Keys);
        return (JobsFolder.Load(folder, siteValueSets, problems, known, judge: s => ScheduleLint.Faults(s, TimeProvider.System.GetUtcNow()), rulesDir: rulesFolder), lexicon);
    }

    /// <summary>The lexicon alone, ready to read with.</summary>
    /// <exception cref="InputException">It has errors; they were told.</exception>
    public static CompiledLexicon LexiconOf(string folder)
    {
        var problems = new Problems();
        var lexicon = LexiconReader.Read(Path.Combine(folder, "lexicon"), problems);
        Tell(problems, folder);
        return CompiledLexicon.Compile(lexicon!);
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
        return row.CacheFolder is not { } folder ? request : request with { Cache = new(folder) { Trust = row.CacheTrust == "bytes" ? Trust.Bytes : Trust.Footer } };
    }

    /// <summary>What the input of a run of the ledger is made of; null where it is there.</summary>
    public RunSource? SourceOf(RunRow row, int threads) => row.Source is { } id ? SourceTaking.From(Folder, id, row.SourceFrom).Into(row.Input, threads) : null;

    /// <summary>The folder that a job's file names as its input, which is relative to the one that holds the jobs; null: none.</summary>
    public string? InputOf(string job) =>
        Rules.Jobs.GetValueOrDefault(job)?.Input is { } input ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Folder))!, input)) : null;

    /// <summary>Version of the program, with the commit it was built from.</summary>
    public static string Version { get; } =
        typeof(LoadedJobs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Prints the problems; throws when any is an error.</summary>
    public static void Tell(Problems problems, string folder)
    {
        foreach (var problem in problems.All.Where(p => !p.IsWarning))
            Console.Error.WriteLine(problem);
        if (problems.HasErrors)
            throw new InputException($"{problems.All.Count(p => !p.IsWarning)} errors under {folder}; nothing was run (mend them, then try 'check')");
    }

    /// <summary>SHA-256 over names and bytes of every file that the rules came from, in a fixed order: by it runs name them.</summary>
    public string Hash => _hash ??= HashOf(Folder, Files);

    private string? _hash;

    /// <inheritdoc cref="Hash"/>
    public static string HashOf(string folder, RuleFiles rules)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Where(n => !RuleFiles.IsRule(n));
        var site = RuleFiles.SiteSets + "/";
        var own = rules.Contents.Keys.ToLookup(IsOfSite);
        foreach (var name in names.Concat(own[false]).Order(StringComparer.Ordinal))
            Add(name, rules.Contents.GetValueOrDefault(name) ?? File.ReadAllBytes(Path.Combine(folder, name)));
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
        var sets = new StringBuilder();
        foreach (var set in Rules.For(measure).ValueSets.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            sets.Append(set.Name).Append('\n').AppendJoin('\n', set.Names).Append('\n');
            foreach (var row in set.Rows)
                sets.Append(row with { Meaning = null }).Append('\n');
        }
        foreach (var quantity in Rules.Quantities)
            sets.Append(quantity.Name).Append('\n').AppendJoin('\n', quantity.Plausible).Append('\n');
        return new(RuleFiles.HashOf(Files.Contents[$"measures/{measure.Id}.yaml"]), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sets.ToString()))), Lexicon.Hash);
    }
}
