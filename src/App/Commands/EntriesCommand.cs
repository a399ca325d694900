using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;

namespace Opportune.App.Commands;

/// <summary><c>entries</c>: the worklist from the command line.</summary>
internal static partial class EntriesCommand
{
    public static Command Create() => new("entries", "Work the list: what is on it, why, and what was decided about it.")
    {
        CreateList(), CreateShow(), CreateDispose(), CreateAssign(), CreateNote(), CreateTakeBack(), CreateWithdraw(), CreateTakeTasks(),
    };

    private static Argument<string> EntryArgument() => new("entry") { Description = "The entry's id, as 'entries list' shows it.", HelpName = "ENTRY" };

    private static Option<string> ByOption() => new("--by") { Description = "Who decides; kept in the history.", HelpName = "NAME", Required = true };

    private static Option<string> RoleOption()
    {
        var role = new Option<string>("--role") { Description = "Your role: reviewer (default), clinician or clinical-lead.", HelpName = "ROLE", DefaultValueFactory = _ => EntryNames.Of(Role.Reviewer) };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<Role>().Where(r => ((Roles)r).May(Permission.DecideEntries)).Select(EntryNames.Of)]);
        return role;
    }

    private static Option<EntrySeen?> RevisionOption() => new("--revision")
    {
        Description = "What you looked at, as 'entries show' prints it; without it, the entry as it is now. If it changed since, nothing is written.",
        HelpName = "N.N.N.N",
        CustomParser = result =>
        {
            if (EntrySeen.TryParse(result.Tokens[0].Value) is { } seen)
                return seen;
            result.AddError("--revision: copy it from 'entries show': four numbers joined by dots");
            return null;
        },
    };

    /// <summary>What every one of these commands is given.</summary>
    private sealed class Shared
    {
        public Option<DatabaseUrl> Database { get; } = CommonOptions.Database(required: true);

        public Option<string?> Jobs { get; } = CommonOptions.Jobs();

        public Option<string?> ValueSets { get; } = CommonOptions.ValueSets();

        public Option<DateOnly?> AsOf { get; } = CommonOptions.Day("--as-of", "The day by which you work (default: today).");

        public Option<bool> Json { get; } = CommonOptions.Json();

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Database, Jobs, ValueSets, AsOf, Json })
                command.Options.Add(option);
        }

        public Task<int> Run(ParseResult parsed, Func<Desk, Task<int>> body, CancellationToken cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(Database), TimeProvider.System, cancel);
            var today = parsed.GetValue(AsOf) ?? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
            return await body(new(database, ExportCommand.Rules(parsed.GetValue(Jobs), parsed.GetValue(ValueSets)), today, parsed.GetValue(Json)));
        });
    }

    /// <summary>What they work with.</summary>
    private sealed record Desk(OpportuneDatabase Database, JobsFolder Rules, DateOnly Today, bool Json)
    {
        public Dispositions Dispositions => Rules.Dispositions;

        public WorklistReader Reader => new(Database, Dispositions, Sight.Everything);

        public WorklistWriter Writer => new(Database, Dispositions, Sight.Everything);

        public EntryActor Actor(string by, Roles roles) =>
            new(by, roles, TimeProvider.System.GetUtcNow(), Today, Guid.NewGuid().ToString("N"));

        public async Task<EntryRow> Find(string entryId, CancellationToken cancel) =>
            await Reader.Find(entryId, Today, cancel) ?? throw new InputException($"there is no entry {entryId}; 'entries list' shows their ids");

        /// <summary>Tells what came of an action: on standard output if it was done, as one line on standard error if not.</summary>
        public int Tell(ActionResult result)
        {
            if (Json)
                EntryJson.Write(result, Dispositions, Today);
            if (result.Outcome == ActionOutcome.Done)
            {
                if (!Json)
                    EntryCard.Print(result, Dispositions, Today);
                return ExitCode.Done;
            }
            if (!Json)
                Console.Error.WriteLine($"opportune: {result.Message}; nothing was changed");
            return ExitCode.WrongInput;
        }
    }
}
