using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;

namespace Opportune.App.Commands;

/// <summary><c>schedule pause, resume, set, reset, export</c>: changes of a schedule while it runs.</summary>
internal static class ScheduleChangeCommands
{
    private const string None = "none";

    public static Command CreatePause()
    {
        var (office, job, by, reason) = (new ScheduleOffice(), ScheduleOffice.Job(), ScheduleOffice.By(), ScheduleOffice.Reason(required: true));
        var until = ScheduleOffice.Instant("--until", "When it resumes by itself (default: when somebody says 'schedule resume'); UTC where no offset is named.");
        var command = new Command("pause", "Start a job no more for a while; a run that is at work ends normally.") { job, until, reason, by, office.Database, office.Jobs };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (_, desk) =>
        {
            var row = await desk.Pause(parsed.GetRequiredValue(job), parsed.GetValue(until), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), cancel);
            Screens.Line($"{row.Job}: {ScheduleLine.PauseText(row)}");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    public static Command CreateResume()
    {
        var (office, job, by, reason) = (new ScheduleOffice(), ScheduleOffice.Job(), ScheduleOffice.By(), ScheduleOffice.Reason(required: false));
        var command = new Command("resume", "End a pause; what came due meanwhile is not made up for.") { job, reason, by, office.Database, office.Jobs };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (_, desk) =>
        {
            var row = await desk.Resume(parsed.GetRequiredValue(job), parsed.GetRequiredValue(by), parsed.GetValue(reason), cancel);
            Screens.Line($"{row.Job}: resumed");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    public static Command CreateSet()
    {
        var (office, job, by, reason) = (new ScheduleOffice(), ScheduleOffice.Job(), ScheduleOffice.By(), ScheduleOffice.Reason(required: true));
        Option<string?>[] keys =
        [
            Key("--cron", "By the clock: minute hour day-of-month month day-of-week.", "CRON"),
            Key("--after", "After this job has published, instead of by the clock.", "JOB"),
            Key("--time-zone", "IANA zone, such as Europe/Berlin.", "ZONE"),
            Key("--overlap", "While the last run is still going: skip, queue or cancel-old.", "POLICY"),
            Key("--catch-up", "What was missed: latest, none or all.", "POLICY"),
            Key("--skip-if-later-than", "A start that is later than this is left out: 6h; or 'none'.", "DURATION"),
            Key("--window", "Runs begin only then: 20:00-06:00; or 'none'.", "FROM-TO"),
            Key("--deadline", "Published by then: 07:00, or a duration after the due time, 4h; or 'none'.", "TIME"),
        ];
        var command = new Command("set", "Change a job's schedule until the change is written into its file or dropped.") { job };
        foreach (var option in keys.Cast<Option>().Concat([reason, by, office.Database, office.Jobs]))
            command.Options.Add(option);
        command.SetAction((parsed, cancel) => office.Run(parsed, async (_, desk) =>
        {
            var values = keys.Where(k => parsed.GetResult(k) is not null).ToDictionary(k => k.Name[2..], k => parsed.GetValue(k) is { } value && value != None ? ScheduleText.ValueOf(k.Name[2..], value) : null, StringComparer.Ordinal);
            if (values.Count == 0)
                throw new InputException("name what changes: --cron, --after, --time-zone, --overlap, --catch-up, --skip-if-later-than, --window or --deadline");
            // By the clock or after a job: the one that is named replaces the other.
            if (values.ContainsKey("cron"))
                values.TryAdd("after", null);
            else if (values.TryGetValue("after", out var before) && before is not null)
                (values["cron"], values["catch-up"]) = (null, null);
            Tell(await desk.Set(parsed.GetRequiredValue(job), values, parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), cancel));
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    public static Command CreateReset()
    {
        var (office, job, by, reason) = (new ScheduleOffice(), ScheduleOffice.Job(), ScheduleOffice.By(), ScheduleOffice.Reason(required: false));
        var command = new Command("reset", "Drop what was changed with 'schedule set'; the job's file holds again.") { job, reason, by, office.Database, office.Jobs };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (_, desk) =>
        {
            Tell(await desk.Reset(parsed.GetRequiredValue(job), parsed.GetRequiredValue(by), parsed.GetValue(reason), cancel));
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    public static Command CreateExport()
    {
        var (office, job) = (new ScheduleOffice(), ScheduleOffice.Job());
        var write = new Option<bool>("--write") { Description = "Write it into the job's file in the jobs folder, in place of the 'schedule' there." };
        var command = new Command("export", "Print the schedule that holds as a job file says it, to be kept with the other files.") { job, write, office.Database, office.Jobs };
        command.SetAction((parsed, cancel) => office.Run(parsed, async (database, _) =>
        {
            var name = parsed.GetRequiredValue(job);
            var row = await database.Read(connection => ScheduleCatalog.Find(connection, name), cancel);
            var text = (row?.Holds ?? (office.ReadFiles(parsed).FirstOrDefault(f => f.Id == name)?.Job?.Schedule is { } said ? ScheduleText.Write(said) : null))
                ?? throw new InputException($"there is no job {name} with a schedule; 'schedule list' shows them");
            if (!parsed.GetValue(write))
            {
                Console.Out.Write(ScheduleText.AsSection(text));
                return ExitCode.Done;
            }
            var path = CommonOptions.FindJobs(parsed.GetValue(office.Jobs)).Find(name + ".yaml");
            var written = ScheduleText.InFile(await File.ReadAllTextAsync(path, cancel), text);
            await File.WriteAllTextAsync(path + ".new", written, cancel);
            File.Move(path + ".new", path, overwrite: true);
            Screens.Line($"{path}: written");
            return ExitCode.Done;
        }, cancel));
        return command;
    }

    private static Option<string?> Key(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static void Tell(ScheduleRow row)
    {
        Screens.Line($"{row.Job}: {(row.OwnSchedule is null ? "as its file says" : "changed; 'schedule export' prints it, 'schedule reset' drops it")}");
        Console.Out.Write(row.Holds);
    }
}
