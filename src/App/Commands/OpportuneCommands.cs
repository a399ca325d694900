using System.CommandLine;
using System.CommandLine.Help;
using Opportune.App.Serve;
using Opportune.Core;

namespace Opportune.App.Commands;

/// <summary>All commands.</summary>
internal static class OpportuneCommands
{
    /// <summary>Carries out what a command line says.</summary>
    /// <param name="args">Its words, without the program's name.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(string[] args)
    {
        var parsed = Create().Parse(args);
        // Who asks for the help of a command that there is not would else be shown that of all.
        var unknown = parsed is { UnmatchedTokens: [var token, ..], CommandResult.Command.Subcommands: { Count: > 0 } known } && !token.StartsWith('-')
            ? Spelling.Unknown("command", token, known.Select(c => c.Name))
            : null;
        if ((unknown ?? (parsed.Errors is [var first, ..] ? first.Message : null)) is { } said)
        {
            // Wrong use gets one line, like wrong input; the long form is a --help away.
            Console.Error.WriteLine($"opportune: {string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} (see --help)");
            return ExitCode.WrongInput;
        }
        // A worker leaves in its own time, and a service hears signals itself: the second one means another thing than the first.
        TimeSpan? patience = parsed.CommandResult.Command.Name switch
        {
            ServeCommand.Name => null,
            WorkerCommand.Name => Timeout.InfiniteTimeSpan,
            _ => TimeSpan.FromSeconds(2),
        };
        // Who works on an installation sees which one it is; what scripts read stays as it is.
        if (parsed.CommandResult.Command.Options.Any(o => o.Name is "--database" or "--settings") && !args.Any(a => a is "--json" or "--get" or "--quiet" or "-q"))
            InstallationBanner.Tell(takesDatabase: CommonOptions.DatabaseOf(parsed) is { IsOfSettings: true });
        return await AuditedCommands.Run(parsed, () => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience }));
    }

    // Help calls it as people do; a root command would be called as its file.
    public static Command Create() => FilesAndFolders.AskedOf(new(
        "opportune",
        "Opportune finds the patients whose imaging has already shown a reason to act, and whom nobody acted on: worklists of "
        + "candidates for DEXA or statin review from a hospital's imaging findings. Everything listed is a candidate for clinician "
        + "review; not a diagnosis, order or prescription.")
    {
        DemoCommand.Create(),
        SynthCommand.Create(),
        RunCommand.Create(),
        RunsCommand.Create(),
        ScheduleCommand.Create(),
        MentionsCommand.Create(),
        EvaluateCommand.Create(),
        CheckCommand.Create(),
        SourcesCommand.Create(),
        SiteCommand.Create(),
        ExplainCommand.Create(),
        VerifyCommand.Create(),
        ValueSetsCommand.Create(),
        RulesCommand.Create(),
        TableCommand.Create(),
        MigrateCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        SetAsideCommand.Create(),
        DoctorCommand.Create(),
        EntriesCommand.Create(),
        ExportCommand.Create(),
        ReportCommand.Create(),
        StandingCommand.Create(),
        UserCommand.Create(),
        AuditCommand.Create(),
        RetentionCommand.Create(),
        AlarmsCommand.Create(),
        WorkerCommand.Create(),
        ServeCommand.Create(),
        SettingsCommand.Create(),
        UpgradeCommand.Create(),
        SupportCommand.Create(),
        new HelpOption { Recursive = true },
        new VersionOption(),
    });
}
