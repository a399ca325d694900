using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Database.Ledger;
using Opportune.Jobs.Scheduling;
using Opportune.Runs;
using Opportune.Schedules;
using Opportune.Serving;
using Opportune.Web;

namespace Opportune.App.Serve;

/// <summary>Puts an installation together from its settings, and serves it.</summary>
internal static class Installation
{
    private const string EnginePath = "/dispatch";

    /// <summary>Serves until <paramref name="stop"/>.</summary>
    /// <param name="settings">What is in force.</param>
    /// <param name="url">The database.</param>
    /// <param name="json">Whether the log is JSON.</param>
    /// <param name="newKeys">Whether to go on where the keys are lost that sealed what people signed in with.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="InputException">The settings, the rules or the database cannot be used.</exception>
    public static async Task Serve(ServeSettings settings, DatabaseUrl url, bool json, bool newKeys, CancellationToken stop)
    {
        if (settings.Shared is { } shared && url.Engine != DatabaseEngine.PostgreSql)
            throw new InputException("--shared: several processes can share PostgreSQL only; leave it out, and this process carries out its runs itself");
        if (settings.Shared is { } folder && !Directory.Exists(folder))
            throw new InputException($"--shared: there is no folder {folder}");
        Directory.CreateDirectory(settings.Out!);
        using var logs = Logs(json);
        var log = logs.CreateLogger("Opportune.Runs");
        void Say(string line) => ServiceLog.Said(log, line);
        await using var database = await OpportuneDatabase.Open(url, TimeProvider.System, stop);
        var rules = await CurrentRules.Open(database, InstalledSettings.PlaceOf(settings), settings.ValueSets, stop);
        await using var trail = await AuditTrail.Open(
            database, AuditFolder.Open(AuditFolder.PathFor(url, settings.Audit)), "serve", AuditLines.To(settings.Audit, logs), stop);
        if (!newKeys && await KeysWereLeft(database, settings.Out!, stop))
            throw new InputException(LeftKeys(settings.Out!));
        var threads = settings.Threads ?? Environment.ProcessorCount;
        var me = WorkerIdentity.OfThisProcess(LoadedJobs.Version, threads);
        await using var engine = settings.Shared is null ? null : await Dispatcher.Open(database, me.Id, me.Threads, stop);
        using var handlers = new RunHandlers(database, async (row, cancel) => (await rules.Now(cancel)).Request(row), me, database.Time, Say, engine, settings.Shared);
        var office = new Office
        {
            Request = rules.Request,
            Duty = Duty(rules, settings, threads, database.Time),
            Rules = rules.Office,
        };
        var duty = new ScheduleDuty(database, office.Duty, database.Time, (run, cancel) => engine?.StartRun(run, cancel) ?? Task.CompletedTask, Say);
        await new Service(database, settings, Work(settings, trail, me, handlers, engine, duty, office, rules), LoadedJobs.Version, logs).Run(stop);
    }

    private const string Keys = "keys";

    // People signed in here before, and what sealed their sessions and second steps is not where it would be.
    internal static async Task<bool> KeysWereLeft(OpportuneDatabase database, string output, CancellationToken cancel) =>
        Path.Combine(output, Keys) is var folder && (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "key-*.xml").Any()) && (await new UserTable(database).List(cancel)).Any(u => u.SeenAt is not null);

    // Refused and not only told: a log is read too late, and whoever starts without them locks out all that have a second step.
    internal static string LeftKeys(string output) =>
        $"there are no keys in {Path.Combine(Path.GetFullPath(output), Keys)}, and people have signed in here before: where 'out' was moved, copy the folder '{Keys}' of the old one there (cp -a); where the keys are lost, 'serve --new-keys' once makes others, and everybody signs in anew, with a second step by recovery codes only";

    private static DutySettings Duty(CurrentRules rules, ServeSettings settings, int threads, TimeProvider time) => new()
    {
        Files = () => InstalledSettings.Files(rules.Place, settings.Out, time),
        Root = Path.GetDirectoryName(Path.GetFullPath(rules.Place.Folder))!,
        Taken = settings.Shared is { } shared ? Path.Combine(Path.GetFullPath(shared), "taken") : null,
        Threads = threads,
    };

    private static ServiceWork Work(ServeSettings settings, AuditTrail trail, WorkerIdentity me, RunHandlers handlers, Dispatcher? engine, ScheduleDuty duty, Office office, CurrentRules rules) => new()
    {
        WorkerId = me.Id,
        // The keys that sign sessions lie beside the runs' files, for this account only; without them everybody signs in anew.
        AddPages = services => services.AddLogging().AddSingleton(trail).AddOpportunePages(PagesOf.Workplace(() => rules.Last, PagesOf.Zone(rules.Last), Path.Combine(settings.Out!, Keys)) with
        {
            Banner = InstalledSettings.Banner(settings),
            IsProduction = settings.Environment == InstallationKind.Production,
            Freshness = settings.Freshness,
            Proxies = settings.Proxies,
            SignIn = settings.SignIn,
            Identifiers = settings.Identifiers,
            Office = office,
            Missed = (connection, now) => [.. MissedInstants.Find(connection, now, settings.Alarms.StartWithin).Select(m => new MissedRun(m.Job, m.DueAt))],
        }),
        MapPages = app => MapEnginePages(app.MapOpportunePages(), settings, engine),
        Begin = (leaving, stop) => engine?.Listen(handlers, leaving, stop) ?? Task.CompletedTask,
        LookAtSchedules = duty.Look,
        TakeWork = handlers.Tend,
        Beat = handlers.Beat,
        AtWork = () => handlers.AtWork,
        Rest = () => engine?.Rest() ?? Task.CompletedTask,
        Leave = handlers.Leave,
        Missed = MissedInstants.Find,
        FindsTierOne = rules.FindsTierOne,
        ChannelsOf = rules.ChannelsOf,
        Kept = rules.Kept,
    };

    /// <summary>Maps the pages of the engine that carries messages, where the settings ask for them.</summary>
    /// <exception cref="InputException">There are none.</exception>
    internal static void MapEnginePages(WebApplication app, ServeSettings settings, Dispatcher? engine)
    {
        if (!settings.Dashboard)
            return;
        if (engine?.MapPages is not { } map)
            throw new InputException($"dashboard: there is none {(engine is null ? "without 'shared', for no engine carries messages" : "in this program, which was not built with Hangfire")}; take the line out of the settings");
        map(app, EnginePath).OnlyWith(Permission.ControlRuns);
    }

    /// <summary>What of the log is told. Others' lines may quote what they were handed, so only warnings of theirs; of failed requests the pages tell themselves.</summary>
    internal static ILoggingBuilder Choose(ILoggingBuilder builder) => builder
        .AddFilter("Opportune", LogLevel.Information).AddFilter(null, LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None)
        // That the keys lie unencrypted in a folder of this account is as documented.
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

    private static ILoggerFactory Logs(bool json) => LoggerFactory.Create(builder =>
    {
        Choose(builder);
        if (json)
            builder.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else
            builder.AddSimpleConsole(options => (options.SingleLine, options.UseUtcTimestamp, options.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ssZ "));
    });
}
