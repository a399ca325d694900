using System.CommandLine;
using System.Globalization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>restore</c>: a backup into an empty database of either engine.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var (database, quiet) = (CommonOptions.Database(required: true), CommonOptions.Quiet());
        var from = new Option<string>("--from") { Description = "The file that 'backup' wrote.", HelpName = "FILE", Required = true };
        var command = new Command("restore", "Put a backup into an empty database, of either engine.") { database, from, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var (url, path) = (parsed.GetRequiredValue(database), parsed.GetRequiredValue(from));
            var (tables, rows, takenAt) = await Restore.From(path, url, TimeProvider.System, cancel);
            if (!parsed.GetValue(quiet))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(rows, "row")} of {Amounts.Of(tables, "table")}, as of {takenAt:yyyy-MM-dd HH:mm:ss} UTC -> {url}"));
            return ExitCode.Done;
        }));
        return command;
    }
}
