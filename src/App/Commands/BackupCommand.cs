using System.CommandLine;
using System.Globalization;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>backup</c>: the whole state in one file, while runs and reviewers go on.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var (database, quiet) = (CommonOptions.Database(required: true), CommonOptions.Quiet());
        var to = new Option<string>("--to") { Description = "The file to write (a zip that only its owner may read).", HelpName = "FILE", Required = true };
        var command = new Command("backup", "Write the whole state of a database to one file. Runs and reviewers may go on meanwhile.") { database, to, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var (url, path) = (parsed.GetRequiredValue(database), parsed.GetRequiredValue(to));
            await using var source = await OpportuneDatabase.OpenExisting(url, TimeProvider.System, cancel);
            var (tables, rows) = await PartFile.Write("--to", path, url.Engine == DatabaseEngine.Sqlite ? url.Path : "/", part =>
            {
                // Of a backup that was killed.
                File.Delete(part);
                return Backup.Write(source, part, cancel);
            });
            if (!parsed.GetValue(quiet))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {tables} tables -> {path}"));
            return ExitCode.Done;
        }));
        return command;
    }
}
