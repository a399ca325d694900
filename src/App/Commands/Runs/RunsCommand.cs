using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Runs.Ledger;

namespace Opportune.App.Commands;

/// <summary><c>runs</c>: what ran, and what is to be done with it.</summary>
internal static class RunsCommand
{
    private const int UsualLimit = 20;

    public static Command Create() => new("runs", "The runs of a database: list, show, cancel, retry, release, reject.")
    {
        CreateList(), CreateShow(), CreateCancel(), RetryCommand.Create(), HeldCommands.CreateRelease(), HeldCommands.CreateReject(),
    };

    /// <summary>The argument that names a run.</summary>
    public static Argument<string> Run() => new("run") { Description = "The run: its id, or 'last' for the newest.", HelpName = "RUN" };

    /// <summary>Opens a database that is there, after the runs were ended that nobody is at work on.</summary>
    public static async Task<OpportuneDatabase> Open(DatabaseUrl url, bool writes, CancellationToken cancel)
    {
        var database = await OpportuneDatabase.OpenExisting(url, TimeProvider.System, cancel);
        if (writes)
            await Recovery.Recover(database, cancel);
        return database;
    }

    /// <summary>The run of that id.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static async Task<RunRow> Find(OpportuneDatabase database, string id, CancellationToken cancel) =>
        await database.Read(connection => id == "last" ? RunCatalog.List(connection, null, null, 1).FirstOrDefault() : RunCatalog.Find(connection, id), cancel)
        ?? throw new InputException(id == "last" ? "there are no runs in this database" : $"there is no run '{id}' in this database; 'runs list' shows them");

    private static Command CreateList()
    {
        var job = new Option<string?>("--job") { Description = "Only runs of this job.", HelpName = "JOB" };
        var state = new Option<string?>("--state") { Description = $"Only runs in this state: {string.Join(", ", RunStates.All)}.", HelpName = "STATE" };
        var limit = new Option<int>("--limit") { Description = "At most so many.", HelpName = "N", DefaultValueFactory = _ => UsualLimit };
        var (url, json) = (CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("list", "List runs, the newest first.") { url, job, state, limit, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetValue(state) is { } wanted && !RunStates.All.Contains(wanted))
                throw new InputException($"--state: '{wanted}' is none of {string.Join(", ", RunStates.All)}");
            if (parsed.GetValue(limit) < 1)
                throw new InputException("--limit: name a number from 1");
            await using var database = await Open(parsed.GetRequiredValue(url), writes: false, cancel);
            var runs = await database.Read(connection => RunCatalog.List(connection, parsed.GetValue(job), parsed.GetValue(state), parsed.GetValue(limit)), cancel);
            if (parsed.GetValue(json))
                RunsJson.WriteList(Console.OpenStandardOutput(), runs);
            else
                RunList.Print(runs);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateShow()
    {
        var (run, url, json) = (Run(), CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("show", "Show what a run read, counted, held, changed and wrote.") { run, url, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await Open(parsed.GetRequiredValue(url), writes: false, cancel);
            var row = await Find(database, parsed.GetRequiredValue(run), cancel);
            var (details, shown) = await database.Read(connection => (RunDetails.Of(connection, row), StandingTable.Standings(connection)), cancel);
            if (parsed.GetValue(json))
                RunsJson.Write(Console.OpenStandardOutput(), details);
            else
                RunView.Print(details, shown);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateCancel()
    {
        var (run, url) = (Run(), CommonOptions.Database(required: true));
        var command = new Command("cancel", "Ask a run to stop; it does within seconds, and nothing of it is published.") { run, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await Open(parsed.GetRequiredValue(url), writes: true, cancel);
            var row = await Find(database, parsed.GetRequiredValue(run), cancel);
            if (!row.IsOpen())
                throw new InputException($"run {row.RunId} has ended ({row.State}); there is nothing to cancel");
            var waited = await database.Write(connection =>
            {
                RunLedger.RequestCancel(connection, row.RunId, CommonOptions.Caller);
                return RunLedger.CancelWaiting(connection).Contains(row.RunId);
            }, cancel);
            Screens.Line(waited ? $"{row.RunId}: cancelled before it began" : $"{row.RunId}: stopping");
            return ExitCode.Done;
        }));
        return command;
    }
}
