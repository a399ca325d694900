using System.CommandLine;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>run JOB</c>: one run of a job.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var job = new Argument<string>("job") { Description = "The job: the name of a file under jobs/, without .yaml.", HelpName = "JOB" };
        var asOf = CommonOptions.AsOf(required: true);
        var input = new Option<string?>("--input") { Description = "Folder with the canonical tables, or with the source's files (--source).", HelpName = "DIR" };
        var source = new Option<string?>("--source") { Description = "The mapping by which the source's tables become canonical ones: the name of a file under jobs/sources/, without .yaml.", HelpName = "ID" };
        var sourceDatabase = CommonOptions.SourceDatabase();
        var output = new Option<string?>("--out") { Description = "Folder for worklist, gaps, evidence, rejects and run.json. Without it, and without --database, it is a run of this machine's installation (settings).", HelpName = "DIR" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Do everything and write nothing." };
        var cache = new Option<string?>("--cache")
        {
            Description = "Folder in which what was read is kept for the next run, for its owner only; safe to delete. The result is the same without it.",
            HelpName = "DIR",
        };
        var trust = new Option<Trust>("--trust")
        {
            Description = "With --cache, when a file counts as unchanged: 'footer' (path, length, time and footer are the same) or 'bytes' (all its bytes are).",
            HelpName = "footer|bytes",
        };
        var (database, backfill) = (CommonOptions.Database(required: false), new Option<bool>("--backfill") { Description = "Look at an earlier day: counts and files are kept, nothing is published." });
        var (threads, jobs, sets, quiet, json) =
            (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Quiet(), CommonOptions.Json());
        var command = new Command("run", "Run a job once: imaging findings in, worklists out.") { job, asOf, input, source, sourceDatabase, output, database, backfill, dryRun, cache, trust, threads, jobs, sets, quiet, json };
        command.SetAction((parsed, cancel) => Guard.RunAndPublish(async () =>
        {
            var isDry = parsed.GetValue(dryRun);
            // Who names neither means the installation; what goes into a folder of one's own is beside it.
            var isOwn = !isDry && parsed.GetValue(output) is null;
            var own = isOwn && parsed.GetValue(database) is null && InstalledSettings.Database is { } said ? DatabaseUrl.Parse(said) : null;
            if (own is not null && !parsed.GetValue(quiet) && !parsed.GetValue(json))
                Console.Error.WriteLine($"[database {own}, as {InstalledSettings.WhereDatabase} says]");
            await using var state = (parsed.GetValue(database) ?? own) is not { } url ? null
                : isDry ? await OpportuneDatabase.OpenExisting(url, TimeProvider.System, cancel) : await OpportuneDatabase.Open(url, TimeProvider.System, cancel);
            var (loaded, name) = (await LoadedJobs.Of(state, parsed.GetValue(jobs), parsed.GetValue(sets), cancel), parsed.GetRequiredValue(job));
            var outFolder = parsed.GetValue(output) ?? (isOwn && state is not null ? loaded.OutOf(name) ?? InstalledSettings.Out : null);
            if (outFolder is null && !isDry)
                throw new InputException("--out: name the folder for the result, here, in the job's file or (with a database) in the settings; or say --dry-run");
            var mapping = parsed.GetValue(source) ?? loaded.Rules.Jobs.GetValueOrDefault(name)?.Source;
            if (mapping is null && parsed.GetValue(sourceDatabase) is not null)
                throw new InputException("--source-database: name the mapping of its tables with --source ID");
            // What the file names is canonical or of its own source, and nothing else.
            var from = parsed.GetValue(input) ?? (parsed.GetValue(source) is null && parsed.GetValue(sourceDatabase) is null ? loaded.InputOf(name) : null);
            if (mapping is null && from is null)
                throw new InputException($"--input: name the folder with the tables, here or as 'input' in the file of the job '{name}'");
            var isKept = parsed.GetValue(cache) is not null || (state is not null && outFolder is not null && !isDry);
            using var aside = mapping is null || isKept ? null : new PassingFolder();
            var taken = mapping is null ? null : aside?[mapping] ?? (parsed.GetValue(cache) is { } kept ? Path.Combine(kept, "taken", mapping) : Path.Combine(outFolder!, "taken", name));
            var request = loaded.Request(name, parsed.GetValue(asOf), taken ?? from!, parsed.GetValue(threads));
            if (mapping is not null)
                request = request with { Source = new SourceTaking(loaded.Place, mapping, from, parsed.GetValue(sourceDatabase)).Into(taken!, request.Threads) };
            if (parsed.GetValue(cache) is { } folder)
                request = request with { Cache = loaded.CacheOf(name, folder, parsed.GetValue(trust)) };
            else if (parsed.GetResult(trust) is { Implicit: false })
                throw new InputException("--trust says when a kept file counts as unchanged; name the folder with --cache DIR");
            if (parsed.GetValue(backfill) && (isDry || state is null))
                throw new InputException("--backfill: only with --database is anything kept of a run (and not with --dry-run)");
            if (!parsed.GetValue(quiet) && !parsed.GetValue(json))
                Console.WriteLine(loaded.Whence);
            if (!isDry && state is null && InstalledSettings.Database is not null)
                Console.Error.WriteLine("note: with --out and without --database nothing of this run is kept, and its files hold what is silent here, too; without both it is a run of this installation");
            var place = new RunPlace { OutFolder = isDry ? null : outFolder, Database = isDry ? null : state, RequestedBy = CommonOptions.Caller, Backfill = parsed.GetValue(backfill) };
            return await Execute(request, place, parsed.GetValue(quiet), parsed.GetValue(json), cancel);
        }));
        return command;
    }

    // What was taken stays where there is a cache, and what has not changed is not read again; and where there is a ledger, for whoever asks
    // later why somebody is listed. Else it is gone afterwards.
    private sealed class PassingFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opportune-taken-");

        public string this[string name] => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }

    /// <summary>Runs, and shows what came of it as asked.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Execute(RunRequest request, RunPlace place, bool quiet, bool json, CancellationToken cancel)
    {
        var report = await Execute(request, place, quiet, cancel);
        if (json)
            RunJson.Write(Console.OpenStandardOutput(), report);
        else if (!quiet)
            RunSummary.Print(report, await Shown(place, cancel));
        return report.State == RunStates.Succeeded ? ExitCode.Done : ExitCode.Held;
    }

    /// <summary>What each measure is at each site; of a list that is made and thrown away everything is shown.</summary>
    public static Task<ShownParts> Shown(RunPlace place, CancellationToken cancel) =>
        place.Database is { } database ? database.Read(StandingTable.Standings, cancel) : Task.FromResult(ShownParts.Everything);

    /// <summary>Runs with its progress shown.</summary>
    public static Task<RunReport> Execute(RunRequest request, RunPlace place, bool quiet, CancellationToken cancel) =>
        ProgressView.Show(quiet, progress => Task.Run(() => Run.Execute(request, place, TimeProvider.System, progress, cancel), CancellationToken.None));
}
