using System.CommandLine;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>migrate</c>: brings a database to this program's schema.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var (database, quiet) = (CommonOptions.Database(required: true), CommonOptions.Quiet());
        var command = new Command("migrate", "Bring a database to this program's schema, or make a new one. Take a backup first.") { database, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var url = parsed.GetRequiredValue(database);
            var (version, applied) = await OpportuneDatabase.Migrate(url, TimeProvider.System, cancel);
            if (!parsed.GetValue(quiet))
            {
                foreach (var name in applied)
                    Console.WriteLine($"applied {name}");
                Console.WriteLine($"{url}: schema version {version}{(applied.Count == 0 ? ", nothing to do" : "")}");
            }
            return ExitCode.Done;
        }));
        return command;
    }
}
