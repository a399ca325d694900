using System.CommandLine;
using System.Globalization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>backup</c>: the whole state in one file, while runs and reviewers go on.</summary>
internal static class BackupCommand
{
    // By their names the newest of a folder comes first, and nobody else's file is one of them.
    private const string Prefix = "opportune-", Suffix = "Z.zip", Instant = "yyyyMMdd'T'HHmmss";

    public static Command Create()
    {
        var (database, quiet) = (CommonOptions.Database(required: true), CommonOptions.Quiet());
        var to = new Option<string?>("--to") { Description = "The file to write (a zip that only its owner may read).", HelpName = "FILE" };
        var into = new Option<string?>("--into") { Description = "The folder to write it into, under a name with the instant (opportune-20261114T013000Z.zip): for what is called each night.", HelpName = "DIR" };
        var keep = new Option<int?>("--keep") { Description = "With --into: how many of these stay, the newest; the older ones go once the new one is whole (default: all).", HelpName = "N" };
        var command = new Command("backup", "Write the whole state of a database to one file. Runs and reviewers may go on meanwhile.") { database, to, into, keep, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var (url, folder, kept) = (parsed.GetRequiredValue(database), parsed.GetValue(into), parsed.GetValue(keep));
            if ((parsed.GetValue(to) is null) == (folder is null))
                throw new InputException("say either --to FILE or --into DIR");
            if (kept is < 1 || (kept is not null && folder is null))
                throw new InputException("--keep: a number from 1, with --into");
            var path = parsed.GetValue(to) ?? Path.Combine(folder!, $"{Prefix}{TimeProvider.System.GetUtcNow().ToString(Instant, CultureInfo.InvariantCulture)}{Suffix}");
            await using var source = await OpportuneDatabase.OpenExisting(url, TimeProvider.System, cancel);
            var (tables, rows) = await PartFile.Write(folder is null ? "--to" : "--into", path, url.Engine == DatabaseEngine.Sqlite ? url.Path : "/", part =>
            {
                // Of a backup that was killed.
                File.Delete(part);
                return Backup.Write(source, part, cancel);
            });
            var gone = folder is null || kept is null ? 0 : RemoveOlder(folder, kept.Value);
            if (!parsed.GetValue(quiet))
                Console.WriteLine($"{Amounts.Of(rows, "row")} of {Amounts.Of(tables, "table")} -> {path}{(gone > 0 ? $"; {Amounts.Of(gone, "older one")} removed" : "")}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static int RemoveOlder(string folder, int kept)
    {
        var old = Directory.GetFiles(folder, $"{Prefix}*{Suffix}").Where(IsOurs).OrderByDescending(Path.GetFileName, StringComparer.Ordinal).Skip(kept).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    private static bool IsOurs(string path) =>
        DateTime.TryParseExact(Path.GetFileName(path)[Prefix.Length..^Suffix.Length], Instant, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
