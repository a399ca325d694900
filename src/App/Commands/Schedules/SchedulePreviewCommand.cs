using System.CommandLine;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Scheduling;
using Opportune.Jobs;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;

namespace Opportune.App.Commands;

/// <summary><c>schedule preview JOB</c>: the next starts, by the planner that carries them out.</summary>
internal static class SchedulePreviewCommand
{
    private const int UsualCount = 10;
    private const int MostCount = 1000;

    public static Command Create()
    {
        var job = new Argument<string>("job") { Description = "The job: the name of a file under jobs/, without .yaml.", HelpName = "JOB" };
        var count = new Option<int>("--count") { Description = "So many starts.", HelpName = "N", DefaultValueFactory = _ => UsualCount };
        var from = ScheduleOffice.Instant("--from", "Starts after this instant (default: now): 2026-03-28, 2026-03-28T12:00 or 2026-03-28T12:00-05:00; UTC where no offset is named.");
        var (jobs, url, json) = (CommonOptions.Jobs(), CommonOptions.Database(required: false), CommonOptions.Json());
        var command = new Command("preview", "Show when a job starts next, with its deadlines and as-of dates.") { job, count, from, url, jobs, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetValue(count) is < 1 or > MostCount)
                throw new InputException($"--count: name a number from 1 to {MostCount}");
            var known = (parsed.GetValue(url) ?? (parsed.GetValue(jobs) is null ? OfSettings() : null)) is { } database ? await ReadRows(database, cancel) : [];
            var preview = SchedulePreview.Of(Read(parsed.GetValue(jobs)).Jobs, known, parsed.GetRequiredValue(job), parsed.GetValue(from) ?? TimeProvider.System.GetUtcNow(), parsed.GetValue(count));
            if (parsed.GetValue(json))
                SchedulePreviewView.WriteJson(Console.OpenStandardOutput(), preview);
            else
                SchedulePreviewView.Print(preview);
            return ExitCode.Done;
        }));
        return command;
    }

    // What the installation's people changed or paused holds, unless somebody asks of another folder's files. Before its first start there is nothing to know.
    private static DatabaseUrl? OfSettings() =>
        InstalledSettings.Database is { } said && DatabaseUrl.Parse(said) is var url && (url.Engine != DatabaseEngine.Sqlite || File.Exists(url.Path)) ? url : null;

    private static JobsFolder Read(string? given)
    {
        var (folder, problems) = (CommonOptions.FindJobs(given), new Problems());
        var (rules, _) = LoadedJobs.Read(folder, siteValueSets: null, problems);
        LoadedJobs.Tell(problems, folder);
        return rules!;
    }

    private static async Task<List<ScheduleRow>> ReadRows(DatabaseUrl url, CancellationToken cancel)
    {
        await using var database = await OpportuneDatabase.OpenExisting(url, TimeProvider.System, cancel);
        return await database.Read(connection => ScheduleCatalog.All(connection), cancel);
    }
}
