using System.CommandLine;

namespace Opportune.App.Commands;

/// <summary>All commands.</summary>
internal static class OpportuneCommands
{
    public static RootCommand Create() => new(
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
        DoctorCommand.Create(),
        EntriesCommand.Create(),
        ExportCommand.Create(),
        ReportCommand.Create(),
        StandingCommand.Create(),
        UserCommand.Create(),
        AuditCommand.Create(),
        AlarmsCommand.Create(),
        WorkerCommand.Create(),
        ServeCommand.Create(),
        SettingsCommand.Create(),
        UpgradeCommand.Create(),
        SupportCommand.Create(),
    };
}
