using System.CommandLine;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.App.Support;
using Opportune.Core;

namespace Opportune.App.Commands;

/// <summary><c>support ...</c>: what somebody outside needs in order to help.</summary>
internal static class SupportCommand
{
    public static Command Create() => new("support", "What somebody outside needs in order to help, without a patient in it.") { Bundle() };

    private static Command Bundle()
    {
        var output = new Option<string>("--out") { Description = "The zip to write.", HelpName = "FILE", Required = true };
        var log = new Option<string?>("--log") { Description = "The service's log as a file: its own lines are taken, without numbers and quoted texts.", HelpName = "FILE" };
        var (settings, database) = (ServeCommand.SettingsOption(), CommonOptions.Database(required: false));
        var command = new Command("bundle", "Versions, which settings are said, what 'doctor --install' says, runs with counts and timings, sizes of tables, open alarms: no patient, no secret.") { output, log, settings, database };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var named = parsed.GetValue(settings);
            var said = InstalledSettings.Read(named);
            if (parsed.GetValue(database) is not null)
                said = said with { Database = parsed.GetResult(database)!.Tokens[0].Value };
            var path = parsed.GetRequiredValue(output);
            var parts = await PartFile.Write("--out", path, null, async part =>
            {
                await using var file = File.Create(part);
                OwnersOnly.File(part);
                return await new SupportBundle(said, InstalledSettings.PathOf(named), TimeProvider.System).Write(file, parsed.GetValue(log), cancel);
            });
            Screens.Line($"{path}: {string.Join(", ", parts)}. Look through it before you send it.");
            return ExitCode.Done;
        }));
        return command;
    }
}
