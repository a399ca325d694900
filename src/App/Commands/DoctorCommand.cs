using System.CommandLine;
using System.Text.Json;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>doctor</c>: looks a database over.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create()
    {
        var (database, quiet, json) = (CommonOptions.Database(required: true), CommonOptions.Quiet(), CommonOptions.Json());
        var command = new Command("doctor", "Look a database over and change nothing: one line a check, exit code 4 if something is wrong.") { database, quiet, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var checks = await Doctor.Examine(parsed.GetRequiredValue(database), TimeProvider.System, cancel);
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
}
