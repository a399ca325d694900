using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Schedules;

namespace Opportune.App.Commands;

/// <summary><c>schedule preview JOB</c>: the next starts, by the planner that carries them out.</summary>
internal static class SchedulePreviewCommand
{
    private const int UsualCount = 10;
    private const int MostCount = 1000;
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static Command Create()
    {
        var job = new Argument<string>("job") { Description = "The job: the name of a file under jobs/, without .yaml.", HelpName = "JOB" };
        var count = new Option<int>("--count") { Description = "So many starts.", HelpName = "N", DefaultValueFactory = _ => UsualCount };
        var from = new Option<DateTimeOffset?>("--from")
        {
            Description = "Starts after this instant (default: now): 2026-03-28, 2026-03-28T12:00 or 2026-03-28T12:00-05:00; UTC where no offset is named.",
            HelpName = "INSTANT",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                    return instant;
                result.AddError($"--from: '{text}' is no instant; write it as 2026-03-28T12:00Z");
                return null;
            },
        };
        var (jobs, json) = (CommonOptions.Jobs(), CommonOptions.Json());
        var command = new Command("preview", "Show when a job starts next, with its deadlines and as-of dates.") { job, count, from, jobs, json };
        command.SetAction(parsed => Guard.Run(() =>
        {
            if (parsed.GetValue(count) is < 1 or > MostCount)
                throw new InputException($"--count: name a number from 1 to {MostCount}");
            var preview = Preview(Read(parsed.GetValue(jobs)), parsed.GetRequiredValue(job), parsed.GetValue(from) ?? TimeProvider.System.GetUtcNow(), parsed.GetValue(count));
            if (parsed.GetValue(json))
                SchedulePreviewView.WriteJson(Console.OpenStandardOutput(), preview);
            else
                SchedulePreviewView.Print(preview);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static JobsFolder Read(string? given)
    {
        var (folder, problems) = (CommonOptions.FindJobs(given), new Problems());
        var (rules, _) = LoadedJobs.Read(folder, siteValueSets: null, problems);
        LoadedJobs.Tell(problems, folder);
        return rules!;
    }

    private static SchedulePreview Preview(JobsFolder rules, string job, DateTimeOffset from, int count)
    {
        if (!rules.Jobs.TryGetValue(job, out var definition))
            throw new InputException(Problems.Unknown("job", job, rules.Jobs.Keys));
        if (definition.Schedule is not { } schedule)
            throw new InputException($"'{job}' has no schedule: people start it");
        var leader = definition;
        while (leader.Schedule is { After: { } after })
            leader = rules.Jobs[after];
        if (leader.Schedule is not { } clock)
            throw new InputException($"'{job}' runs after '{leader.Id}', which people start: it has no times of its own");
        return new(definition, schedule, leader.Id, [.. Planner.Preview(schedule, clock, from).Take(count)]);
    }
}
