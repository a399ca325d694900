using System.Diagnostics;
using System.Globalization;
using Opportune.App.Commands;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Runs;

namespace Opportune.App.Upgrade;

/// <summary>A patient whom two programs list differently by a measure.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="PatientId">The patient.</param>
/// <param name="Change">enters, leaves or tier.</param>
/// <param name="Cause">program, or of its rules: measure, value-sets, lexicon.</param>
internal sealed record RehearsedChange(string Measure, string PatientId, string Change, string Cause);

/// <summary>What both programs read, as <c>run</c> is told it.</summary>
/// <param name="Folder">Canonical tables, or the source's files; null: what the job's file names.</param>
/// <param name="Source">The mapping; null: the job's own, or the tables are canonical.</param>
/// <param name="Database">The database with the source's tables; null: the one that the mapping names, or files.</param>
internal sealed record RehearsedInput(string? Folder, string? Source = null, string? Database = null);

/// <summary>
/// The program that is in use and this one side by side on the same input, as of the same date, each by its own rules with the site's over them; and in between this program by the
/// older one's rules, which tells a change of the program from one of its rules. Nothing is published, and no database is asked.
/// </summary>
internal sealed class Rehearsal(string old, string job, DateOnly asOf, RehearsedInput input, int threads)
{
    private const string Program = "program";

    private static readonly string[] Starters = ["opportune", "program/Opportune.App", "Opportune.App", "program/Opportune.App.exe", "Opportune.App.exe", "Opportune.App.dll"];

    private static readonly string[] JobsFolders = ["program/jobs", "jobs"];

    /// <summary>Rows of the older program's list and of this one's, and what differs.</summary>
    public int Before { get; private set; }

    /// <inheritdoc cref="Before"/>
    public int After { get; private set; }

    /// <summary>What is to be known beside the changes.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Runs all of it.</summary>
    /// <exception cref="InputException">The older program is not there, or does not run; its own line is told.</exception>
    public async Task<IReadOnlyList<RehearsedChange>> Run(JobsPlace place, string? valueSets, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-rehearsal-").FullName;
        try
        {
            await RunOld(Path.Combine(folder, "old"), valueSets, cancel);
            var rules = LoadedJobs.Load(place, valueSets, null);
            var request = Request(rules, place, Path.Combine(folder, "taken"));
            var now = await Listed(request, Path.Combine(folder, "new"), progress, cancel);
            var before = Read(Path.Combine(folder, "old"));
            // What was taken is there now, and is not taken once more.
            var between = await Between(place, valueSets, folder, rules, request with { Source = null }, now, progress, cancel);
            (Before, After) = (before.Count, now.Count);
            return [.. before.Keys.Union(now.Keys).Order().Select(key => Change(key, before, between, now)).OfType<RehearsedChange>()];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each program takes the source by its own mapping: what comes of that is part of what an upgrade changes.
    private RunRequest Request(LoadedJobs rules, JobsPlace place, string taken)
    {
        var from = input.Folder ?? (input.Source is null && input.Database is null ? rules.InputOf(job) : null);
        if ((input.Source ?? rules.Rules.Jobs.GetValueOrDefault(job)?.Source) is { } mapping)
            return rules.Request(job, asOf, taken, threads) with { Source = new SourceTaking(place, mapping, from, input.Database).Into(taken, threads) };
        return rules.Request(job, asOf, from ?? throw new InputException("--input: name the folder with the tables, or the mapping of a source with --source"), threads);
    }

    private static async Task<Dictionary<(string Measure, string Patient), string?>> Listed(RunRequest request, string output, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        await Runs.Run.Execute(request, new() { OutFolder = output, RequestedBy = "rehearsal" }, TimeProvider.System, progress, cancel);
        return Read(output);
    }

    // This program by the older one's rules. Where it cannot read them, everything is told as of the program.
    private async Task<(Dictionary<(string, string), string?> Listed, Func<string, string> CauseOf)?> Between(
        JobsPlace place, string? valueSets, string folder, LoadedJobs rules, RunRequest request, Dictionary<(string, string), string?> now, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        if (JobsFolders.Select(p => Path.Combine(old, p)).FirstOrDefault(Directory.Exists) is not { } oldJobs)
        {
            Notes.Add("the older program has no jobs folder beside it: what differs is told as of the program");
            return null;
        }
        var problems = new Problems();
        if (LoadedJobs.TryLoad(new(oldJobs, place.Site), valueSets, null, problems) is not { } oldRules)
        {
            Notes.Add($"this program cannot read the older one's rules ({problems.All.First(p => !p.IsWarning).Message}): what differs is told as of the program");
            return null;
        }
        var first = oldRules.Request(job, asOf, request.Input, threads);
        return (oldRules.Hash == rules.Hash ? now : await Listed(first, Path.Combine(folder, "between"), progress, cancel), ShadowRun.Causes(first, request));
    }

    private static RehearsedChange? Change(
        (string Measure, string Patient) key, Dictionary<(string, string), string?> before, (Dictionary<(string, string), string?> Listed, Func<string, string> CauseOf)? between, Dictionary<(string, string), string?> now)
    {
        var (was, isNow) = (before.GetValueOrDefault(key), now.GetValueOrDefault(key));
        if (was == isNow)
            return null;
        var change = was is null ? "enters" : isNow is null ? "leaves" : "tier";
        // What the program alone makes of the same rules is its own; the rest is the rules'.
        var cause = between is not { } middle || middle.Listed.GetValueOrDefault(key) == isNow ? Program : middle.CauseOf(key.Measure);
        return new(key.Measure, key.Patient, change, cause);
    }

    private async Task RunOld(string output, string? valueSets, CancellationToken cancel)
    {
        var program = Starters.Select(s => Path.Combine(Path.GetFullPath(old), s)).FirstOrDefault(File.Exists)
            ?? throw new InputException($"--old: {old} holds no program; name the folder of an unpacked archive, or /opt/opportune/current");
        List<string> arguments = ["run", job, "--as-of", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--out", output, "--threads", threads.ToString(CultureInfo.InvariantCulture), "--quiet"];
        foreach (var (option, value) in new[] { ("--input", input.Folder), ("--source", input.Source), ("--source-database", input.Database) })
        {
            if (value is not null)
                arguments.AddRange([option, value]);
        }
        if (valueSets is not null)
            arguments.AddRange(["--value-sets", valueSets]);
        var isLibrary = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : program, isLibrary ? [program, .. arguments] : arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InputException($"--old: {program} cannot be started");
        var said = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode is not (ExitCode.Done or ExitCode.Held))
            throw new InputException($"--old: the older program ended with exit code {process.ExitCode}: {(await said).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()}");
    }

    // Who is listed, with the tier.
    private static Dictionary<(string Measure, string Patient), string?> Read(string run)
    {
        var listed = new Dictionary<(string, string), string?>();
        foreach (var row in TableRows.Read(Path.Combine(run, "gaps.parquet"), "measure", "patient_id", "status", "tier").Where(r => r[2] == EntryNames.Of(GapStatus.Open)))
            listed[(row[0]!, row[1]!)] = row[3] ?? "";
        return listed;
    }
}
