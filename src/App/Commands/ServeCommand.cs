using System.CommandLine;
using System.Runtime.InteropServices;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>serve</c>: one process that does everything, until it is told to stop.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var options = new Options();
        var command = new Command(Name, "Do everything until SIGTERM: schedules, runs, alarms, retention, health answers. What is not said here comes from the environment (OPPORTUNE_...), then from opportune.yaml.")
        {
            options.Database, options.Out, options.Jobs, options.ValueSets, options.Shared, options.Threads, options.Listen, options.Settings, options.NewKeys, options.Json,
        };
        command.SetAction((parsed, _) => Guard.Run(async () =>
        {
            var settings = options.Effective(parsed);
            using var stop = new CancellationTokenSource();
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
            await Installation.Serve(settings, DatabaseUrl.Parse(settings.Database!), parsed.GetValue(options.Json) || Console.IsOutputRedirected, parsed.GetValue(options.NewKeys), stop.Token);
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>The option that names the file.</summary>
    public static Option<string?> SettingsOption() =>
        new("--settings") { Description = "The file with the settings (default: opportune.yaml in the working folder, if it is there).", HelpName = "FILE" };

    // The first signal asks, the second ends: what is lost by that the ledger knows, and the next start takes up.
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        if (stop.IsCancellationRequested)
            Environment.Exit(ExitCode.Cancelled);
        stop.Cancel();
    }

    private sealed class Options
    {
        public Option<DatabaseUrl> Database { get; } = CommonOptions.Database(required: false);

        public Option<string?> Out { get; } = new("--out") { Description = "Folder for the files of runs whose job names none.", HelpName = "DIR" };

        public Option<string?> Jobs { get; } = CommonOptions.Jobs();

        public Option<string?> ValueSets { get; } = CommonOptions.ValueSets();

        public Option<string?> Shared { get; } = new("--shared") { Description = "Folder that all workers see: runs are shared with 'worker' processes (PostgreSQL). Without it this process carries out whole runs.", HelpName = "DIR" };

        public Option<int?> Threads { get; } = new("--threads") { Description = "Threads to use, one a processor where nothing is said. The result is the same for any number.", HelpName = "N" };

        public Option<string?> Listen { get; } = new("--listen") { Description = "Where to answer (default: http://127.0.0.1:5080, this machine alone).", HelpName = "URL" };

        public Option<string?> Settings { get; } = SettingsOption();

        public Option<bool> NewKeys { get; } = new("--new-keys") { Description = "Go on where the keys are lost that sealed sessions and second steps (the folder 'keys' of --out), and make others. Without it a service that people signed in to does not start without its keys." };

        public Option<bool> Json { get; } = new("--json") { Description = "Log as JSON, an object a line (always where the output is no terminal)." };

        /// <summary>What the command line says, else the environment, else the file.</summary>
        public ServeSettings Effective(ParseResult parsed)
        {
            var said = InstalledSettings.Read(parsed.GetValue(Settings));
            var settings = said with
            {
                Database = parsed.GetValue(Database) is not null ? parsed.GetResult(Database)!.Tokens[0].Value : said.Database,
                Out = parsed.GetValue(Out) ?? said.Out,
                Jobs = parsed.GetValue(Jobs) ?? said.Jobs,
                ValueSets = parsed.GetValue(ValueSets) ?? said.ValueSets,
                Shared = parsed.GetValue(Shared) ?? said.Shared,
                Listen = parsed.GetValue(Listen) ?? said.Listen,
                Threads = parsed.GetValue(Threads) ?? said.Threads,
            };
            if (settings.Database is null)
                throw new InputException("--database: name the database, here, in OPPORTUNE_DATABASE or in opportune.yaml");
            if (settings.Out is null)
                throw new InputException("--out: name the folder for the files of runs, here, in OPPORTUNE_OUT or in opportune.yaml");
            if (settings.Threads < 1)
                throw new InputException("--threads: name a number from 1");
            return settings;
        }
    }
}
