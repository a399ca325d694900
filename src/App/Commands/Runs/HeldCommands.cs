using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>runs release</c> and <c>runs reject</c>: what a person does about what the guards held.</summary>
internal static class HeldCommands
{
    public static Command CreateRelease()
    {
        var (jobs, sets) = (CommonOptions.Jobs(), CommonOptions.ValueSets());
        var options = new Options();
        var command = new Command("release", "Publish what the guards held of a run, as the run found it.") { options.Run, options.Database, options.Measure, options.Site, options.Reason, options.By, jobs, sets };
        command.SetAction((parsed, cancel) => Guard.RunAndPublish(async () =>
        {
            await using var database = await RunsCommand.Open(parsed.GetRequiredValue(options.Database), writes: true, cancel);
            var row = await RunsCommand.Find(database, parsed.GetRequiredValue(options.Run), cancel);
            var request = (await LoadedJobs.Of(database, parsed.GetValue(jobs), parsed.GetValue(sets), cancel)).Request(row.Job, row.AsOf, row.Input, threads: 1);
            var (parts, changes) = await HeldParts.Release(database, options.Decision(parsed, row.RunId), request, cancel);
            Tell(parts, "released");
            foreach (var pathway in changes.GroupBy(c => c.Pathway))
                Screens.Line($"changed, {pathway.Key}: {RunView.Causes(pathway.Select(c => (c.Change, c.Cause, c.Amount)))}");
            return ExitCode.Done;
        }));
        return command;
    }

    public static Command CreateReject()
    {
        var options = new Options();
        var command = new Command("reject", "Turn down what the guards held of a run: what is published stays.") { options.Run, options.Database, options.Measure, options.Site, options.Reason, options.By };
        command.SetAction((parsed, cancel) => Guard.RunAndPublish(async () =>
        {
            await using var database = await RunsCommand.Open(parsed.GetRequiredValue(options.Database), writes: true, cancel);
            var row = await RunsCommand.Find(database, parsed.GetRequiredValue(options.Run), cancel);
            Tell(await HeldParts.Reject(database, options.Decision(parsed, row.RunId), cancel), "rejected");
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Tell(IReadOnlyList<MeasurePart> parts, string done)
    {
        foreach (var part in parts)
            Screens.Line($"{done}: {part.Measure} at {(part.Site.Length == 0 ? "all sites" : part.Site)}");
    }

    private sealed class Options
    {
        public Argument<string> Run { get; } = RunsCommand.Run();

        public Option<DatabaseUrl> Database { get; } = CommonOptions.Database(required: true);

        public Option<string?> Measure { get; } = new("--measure") { Description = "Only this measure (default: all that is held).", HelpName = "ID" };

        public Option<string?> Site { get; } = new("--site") { Description = "Only this site (default: all that is held).", HelpName = "SITE" };

        public Option<string> Reason { get; } = new("--reason") { Description = "Why: kept with the decision. No patient identifiers.", HelpName = "TEXT", Required = true };

        public Option<string> By { get; } = new("--by") { Description = "Who decides: the user who calls where nobody is named.", HelpName = "NAME", DefaultValueFactory = _ => CommonOptions.Caller };

        public HeldDecision Decision(ParseResult parsed, string runId)
        {
            var reason = parsed.GetRequiredValue(Reason).Trim();
            if (reason.Length == 0)
                throw new InputException("--reason: say why in a few words");
            return new(runId, parsed.GetValue(Measure), parsed.GetValue(Site), parsed.GetValue(By)!, reason);
        }
    }
}
