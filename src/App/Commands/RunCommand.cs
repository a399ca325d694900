using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>run JOB</c>: one run of a job.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var job = new Argument<string>("job") { Description = "The job: the name of a file under jobs/, without .yaml.", HelpName = "JOB" };
        var asOf = CommonOptions.AsOf(required: true);
        var input = new Option<string>("--input") { Description = "Folder with the canonical tables.", HelpName = "DIR", Required = true };
        var output = new Option<string?>("--out") { Description = "Folder for worklist, gaps, evidence, rejects and run.json.", HelpName = "DIR" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Do everything and write nothing." };
        var (threads, jobs, sets, quiet, json) =
            (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Quiet(), CommonOptions.Json());
        var command = new Command("run", "Run a job once: imaging findings in, worklists out.") { job, asOf, input, output, dryRun, threads, jobs, sets, quiet, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var outFolder = parsed.GetValue(output);
            if (outFolder is null && !parsed.GetValue(dryRun))
                throw new InputException("--out: name the folder for the result, or say --dry-run");
            var request = LoadedJobs.Load(parsed.GetValue(jobs), parsed.GetValue(sets)).Request(
                parsed.GetRequiredValue(job), parsed.GetValue(asOf), parsed.GetRequiredValue(input), parsed.GetValue(threads));
            var report = await Execute(request, parsed.GetValue(dryRun) ? null : outFolder, parsed.GetValue(quiet), cancel);
            if (parsed.GetValue(json))
                RunJson.Write(Console.OpenStandardOutput(), report);
            else if (!parsed.GetValue(quiet))
                RunSummary.Print(report, outFolder);
            return ExitCode.Done;
        }));
        return command;
    }

    public static Task<RunReport> Execute(RunRequest request, string? outFolder, bool quiet, CancellationToken cancel) =>
        ProgressView.Show(quiet, progress => Task.Run(() => Run.Execute(request, outFolder, TimeProvider.System, progress, cancel), CancellationToken.None));
}
