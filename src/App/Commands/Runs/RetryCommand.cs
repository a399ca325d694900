using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Runs.Ledger;

namespace Opportune.App.Commands;

/// <summary><c>runs retry RUN</c>: the same job, input and as-of date again, as a run of its own.</summary>
internal static class RetryCommand
{
    public static Command Create()
    {
        var (run, url) = (RunsCommand.Run(), CommonOptions.Database(required: true));
        var output = new Option<string?>("--out") { Description = "Folder for the files (default: where the run's were).", HelpName = "DIR" };
        var (threads, jobs, sets, quiet, json) = (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Quiet(), CommonOptions.Json());
        var command = new Command("retry", "Run the same job on the same input as of the same date again.") { run, url, output, threads, jobs, sets, quiet, json };
        command.SetAction((parsed, cancel) => Guard.RunAndPublish(async () =>
        {
            await using var database = await RunsCommand.Open(parsed.GetRequiredValue(url), writes: true, cancel);
            var row = await RunsCommand.Find(database, parsed.GetRequiredValue(run), cancel);
            if (row.IsOpen())
                throw new InputException($"run {row.RunId} is at work; wait for its end, or stop it with 'runs cancel {row.RunId}'");
            var folder = parsed.GetValue(output) ?? RunRetry.OutFolderOf(row)
                ?? throw new InputException("--out: the run left no files, so name the folder for those of the new one");
            var loaded = await LoadedJobs.Of(database, parsed.GetValue(jobs), parsed.GetValue(sets), cancel);
            var request = loaded.Request(row.Job, row.AsOf, row.Input, parsed.GetValue(threads)) with { Source = loaded.SourceOf(row, parsed.GetValue(threads)) };
            var place = new RunPlace
            {
                OutFolder = folder,
                Database = database,
                RequestedBy = CommonOptions.Caller,
                Backfill = row.Kind == RunKinds.Backfill,
                RetryOf = row.RunId,
            };
            return await RunCommand.Execute(request, place, parsed.GetValue(quiet), parsed.GetValue(json), cancel);
        }));
        return command;
    }
}
