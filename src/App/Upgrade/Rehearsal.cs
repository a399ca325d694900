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

/// <summary>
/// The program that is in use and this one side by side on the same input, as of the same date, each by its own rules with the site's over them; and in between this program by the
/// older one's rules, which tells a change of the program from one of its rules. Nothing is published, and no database is asked.
/// </summary>
internal sealed class Rehearsal(string old, string job, DateOnly asOf, string input, int threads)
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
            var now = await Listed(rules, Path.Combine(folder, "new"), progress, cancel);
            var before = Read(Path.Combine(folder, "old"));
            var between = await Between(place, valueSets, folder, rules, now, progress, cancel);
            (Before, After) = (before.Count, now.Count);
            return [.. before.Keys.Union(now.Keys).Order().Select(key => Change(key, before, between, now)).OfType<RehearsedChange>()];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Dictionary<(string Measure, string Patient), string?>> Listed(LoadedJobs rules, string output, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        await Runs.Run.Execute(rules.Request(job, asOf, input, threads), new() { OutFolder = output, RequestedBy = "rehearsal" }, TimeProvider.System, progress, cancel);
        return Read(output);
    }

    // This program by the older one's rules. Where it cannot read them, everything is told as of the program.
    private async Task<(Dictionary<(string, string), string?> Listed, Func<string, string> CauseOf)?> Between(
        JobsPlace place, string? valueSets, string folder, LoadedJobs rules, Dictionary<(string, string), string?> now, IProgress<StepProgress> progress, CancellationToken cancel)
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
        var (first, second) = (oldRules.Request(job, asOf, input, threads), rules.Request(job, asOf, input, threads));
        return (oldRules.Hash == rules.Hash ? now : await Listed(oldRules, Path.Combine(folder, "between"), progress, cancel), ShadowRun.Causes(first, second));
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
        List<string> arguments = ["run", job, "--as-of", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--input", input, "--out", output, "--threads", threads.ToString(CultureInfo.InvariantCulture), "--quiet"];
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
