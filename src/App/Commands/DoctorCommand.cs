using System.CommandLine;
using System.Text.Json;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>doctor</c>: looks a database over, or a whole installation.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create()
    {
        var (database, quiet, json) = (CommonOptions.Database(required: false), CommonOptions.Quiet(), CommonOptions.Json());
        var install = new Option<bool>("--install") { Description = "Look over the whole installation by its settings: rights, port, certificates, disk, rules, time zones, mail, clock, database." };
        var settings = ServeCommand.SettingsOption();
        var address = new Option<Uri?>("--address") { Description = "With --install: where people reach the pages, for its certificate (https://NAME).", HelpName = "URL" };
        var command = new Command("doctor", "Look a database over, or the whole installation, and change nothing: one line a check, exit code 4 if something is wrong.") { database, install, settings, address, quiet, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var file = parsed.GetValue(settings);
            var checks = parsed.GetValue(install)
                ? await new InstallationDoctor(InstalledSettings.Read(file) is var said && parsed.GetValue(database) is not null ? said with { Database = parsed.GetResult(database)!.Tokens[0].Value } : said, InstalledSettings.PathOf(file), TimeProvider.System).Examine(parsed.GetValue(address), cancel)
                : await Doctor.Examine(parsed.GetValue(database) ?? OfSettings(file), TimeProvider.System, cancel: cancel);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { checks }, Form));
            }
            else
            {
                foreach (var check in checks.Where(c => !c.Holds || !parsed.GetValue(quiet)))
                    Console.WriteLine($"{(check.Holds ? "ok   " : "WRONG")} {check.Name}: {check.Says}");
            }
            return checks.All(c => c.Holds) ? ExitCode.Done : ExitCode.Found;
        }));
        return command;
    }

    private static DatabaseUrl OfSettings(string? file)
    {
        var said = InstalledSettings.Read(file).Database ?? throw new InputException("--database: name the database, here, in OPPORTUNE_DATABASE or in opportune.yaml; or say --install for the installation of this machine");
        Console.Error.WriteLine($"[database {said}, as the settings say]");
        return DatabaseUrl.Parse(said);
    }
}
