using System.CommandLine;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>worker</c>: takes work from a database until it is told to stop.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    // What is left of the grace period for stopping what did not come to its end.
    private const double LeftForHandingBack = 0.2;

    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UsualLease = new ClusterSettings().Lease;

    public static Command Create()
    {
        var url = CommonOptions.Database(required: true);
        var shared = new Option<string>("--shared") { Description = "Folder that all workers see, under one path each; for their account only. What they hand to each other lies there.", HelpName = "DIR", Required = true };
        var grace = Seconds("--grace", UsualGrace, "How long it may take to stop: what it works on is finished, or handed back to others.");
        var lease = Seconds("--lease", UsualLease, "After so long without a sign of life what this worker works on is given to others.");
        var failures = new Option<int>("--attempts") { Description = "With so many attempts that died or failed a unit is given up, and its run fails.", HelpName = "N", DefaultValueFactory = _ => new ClusterSettings().MostFailures };
        var work = new Option<long?>("--unit-work") { Description = "How much one unit of a run takes, in rows of codes (default: chosen from the input's size). The result is the same for any number.", HelpName = "N" };
        var (threads, jobs, sets, json) = (CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.ValueSets(), new Option<bool>("--json") { Description = "Print what happens as JSON, an object a line." });
        var command = new Command(Name, "Take work until SIGTERM: one of any number of processes, on any machine, that share the runs of a database (PostgreSQL).")
        {
            url, shared, threads, jobs, sets, grace, lease, failures, work, json,
        };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetRequiredValue(url).Engine != DatabaseEngine.PostgreSql)
                throw new InputException("--database: several processes can share PostgreSQL only; a SQLite database has one, which carries out its runs itself ('run')");
            var folder = parsed.GetRequiredValue(shared);
            if (!Directory.Exists(folder))
                throw new InputException($"--shared: there is no folder {folder}");
            if (parsed.GetValue(threads) < 1 || parsed.GetValue(failures) < 1 || parsed.GetValue(work) < 1)
                throw new InputException("--threads, --attempts and --unit-work: name a number from 1");
            var held = parsed.GetValue(lease) ?? UsualLease;
            var settings = new ClusterSettings { Lease = held, Beat = Shorter(held / 10, new ClusterSettings().Beat), Tend = Shorter(held / 5, new ClusterSettings().Tend), MostFailures = parsed.GetValue(failures), UnitWork = parsed.GetValue(work) };
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var rules = await CurrentRules.Open(database, parsed.GetValue(jobs), parsed.GetValue(sets), cancel);
            var log = new LogLines(Console.Out, parsed.GetValue(json), TimeProvider.System);
            await Work(database, rules, folder, WorkerIdentity.OfThisProcess(LoadedJobs.Version, parsed.GetValue(threads)), settings, parsed.GetValue(grace) ?? UsualGrace, log, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task Work(
        OpportuneDatabase database, CurrentRules rules, string folder, WorkerIdentity me, ClusterSettings settings, TimeSpan grace, LogLines log, CancellationToken stop)
    {
        using var leaving = new CancellationTokenSource();
        using var living = new CancellationTokenSource();
        await using var dispatcher = await Dispatcher.Open(database, me.Id, me.Threads, stop);
        using var handlers = new RunHandlers(database, async (row, cancel) => (await rules.Now(cancel)).Request(row), me, database.Time, log.Write, dispatcher, folder, settings);
        // Others know of it before it takes anything.
        await handlers.Beat(stop);
        await dispatcher.Listen(handlers, leaving.Token, stop);
        log.Write($"worker {me.Id} takes work, {Amounts.Of(me.Threads, "thread")}");
        var life = handlers.Live(living.Token);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, database.Time, stop);
        }
        catch (OperationCanceledException)
        {
            log.Write(handlers.AtWork == 0 ? "leaving" : $"leaving: {handlers.AtWork} at work");
        }
        await dispatcher.Rest();
        await handlers.Idle(grace * (1 - LeftForHandingBack));
        await leaving.CancelAsync();
        await handlers.Idle(grace * LeftForHandingBack);
        await living.CancelAsync();
        await life;
        await handlers.Leave();
        log.Write("gone");
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // Not as the option's own default, which help would show in another way than it is written.
    private static Option<TimeSpan?> Seconds(string name, TimeSpan usual, string description) => new(name)
    {
        Description = $"{description} Written as 30s or 5m (default: {usual.TotalSeconds:N0}s).",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value) is { } time)
                return time;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a time; write it as 30s or 5m");
            return default;
        },
    };

    private static TimeSpan? TryParse(string text) =>
        text.Length > 1 && int.TryParse(text[..^1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0
            ? text[^1] switch { 's' => TimeSpan.FromSeconds(number), 'm' => TimeSpan.FromMinutes(number), _ => null }
            : null;
}
