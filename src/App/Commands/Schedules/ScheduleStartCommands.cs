using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database.Scheduling;

namespace Opportune.App.Commands;

/// <summary><c>schedule trigger JOB</c> and <c>schedule backfill JOB</c>: runs that people ask for, and the service carries out.</summary>
internal static class ScheduleStartCommands
{
    public static Command CreateTrigger()
    {
        var (office, job, by, reason, json) = (new ScheduleOffice(), ScheduleOffice.Job(), ScheduleOffice.By(), ScheduleOffice.Reason(required: false), CommonOptions.Json());
        var command = new Command("trigger", "Have the service start a job now, by the job's own rules for overlap and window.") { job, reason, by, office.Database, office.Jobs, json };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (_, desk) =>
        {
            var (occasion, isNew) = await desk.Trigger(parsed.GetRequiredValue(job), parsed.GetRequiredValue(by), parsed.GetValue(reason), cancel);
            if (parsed.GetValue(json))
                SchedulesJson.Write(Console.OpenStandardOutput(), occasion);
            else
                Screens.Line($"{occasion.Job}: {Text(occasion, isNew)}");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    public static Command CreateBackfill()
    {
        var (office, job, by, reason, json) = (new ScheduleOffice(), ScheduleOffice.Job(), ScheduleOffice.By(), ScheduleOffice.Reason(required: false), CommonOptions.Json());
        var from = Date("--from", "The first day as of which to look.");
        var to = Date("--to", "The last day, inclusive.");
        var every = new Option<int>("--every") { Description = "One run every so many days.", HelpName = "DAYS", DefaultValueFactory = _ => 1 };
        var command = new Command("backfill", "Look at earlier days, one run after another: counts and files are kept, entries are never touched.")
        {
            job, from, to, every, reason, by, office.Database, office.Jobs, json,
        };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (_, desk) =>
        {
            var backfill = await desk.Backfill(parsed.GetRequiredValue(job), parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetValue(every),
                parsed.GetRequiredValue(by), parsed.GetValue(reason), cancel);
            if (parsed.GetValue(json))
                SchedulesJson.Write(Console.OpenStandardOutput(), backfill);
            else
                Screens.Line($"{backfill.Job}: {Amounts.Of((backfill.ToDate.DayNumber - backfill.FromDate.DayNumber) / backfill.EveryDays + 1, "day")} from {backfill.FromDate:yyyy-MM-dd} to {backfill.ToDate:yyyy-MM-dd}, one after another; 'schedule show {backfill.Job}' tells how far it is, 'runs cancel' of the run that it is at ends it");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    private static string Text(OccasionRow occasion, bool isNew) => (occasion.State, isNew) switch
    {
        (OccasionStates.Queued, true) => $"queued as {occasion.RunId}",
        (OccasionStates.Queued, false) => $"run {occasion.RunId} was asked for already; nothing was added",
        _ => $"{occasion.State}: {occasion.Detail}",
    };

    private static Option<DateOnly> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        Required = true,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", out var date))
                return date;
            result.AddError($"{name}: write the date as yyyy-MM-dd");
            return default;
        },
    };
}
