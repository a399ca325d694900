using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.App.Commands;

/// <summary><c>schedule list</c> and <c>schedule show JOB</c>: what runs when, what holds, and what was decided.</summary>
internal static class ScheduleListCommands
{
    public static Command CreateList()
    {
        var (office, json) = (new ScheduleOffice(), CommonOptions.Json());
        var command = new Command("list", "List all jobs: when each starts next, its last run, and what is paused, changed or missing.") { office.Database, office.Jobs, json };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (database, _) =>
        {
            var lines = await database.Read(connection => ScheduleLine.All(connection, office.ReadFiles(parsed), TimeProvider.System.GetUtcNow()), cancel);
            if (parsed.GetValue(json))
                SchedulesJson.Write(Console.OpenStandardOutput(), lines);
            else
                ScheduleList.Print(lines);
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    public static Command CreateShow()
    {
        var (office, job, json) = (new ScheduleOffice(), ScheduleOffice.Job(), CommonOptions.Json());
        var command = new Command("show", "Show a job's schedule, what was decided about its due instants, and who changed what.") { job, office.Database, office.Jobs, json };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (database, _) =>
        {
            var name = parsed.GetRequiredValue(job);
            var details = await database.Read(connection =>
            {
                var line = ScheduleLine.All(connection, office.ReadFiles(parsed), TimeProvider.System.GetUtcNow()).Find(l => l.Job == name)
                    ?? throw new InputException($"there is no job {name}; 'schedule list' shows them");
                return ScheduleDetails.Of(connection, line);
            }, cancel);
            if (parsed.GetValue(json))
                SchedulesJson.Write(Console.OpenStandardOutput(), details);
            else
                ScheduleCard.Print(details);
            return ExitCode.Done;
        }, cancel));
        return command;
    }
}
