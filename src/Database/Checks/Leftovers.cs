using System.Data.Common;
using Dapper;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What holds patients' rows and belongs to no state in use: a way back, or a restore, leaves it, and nobody removes it but people.</summary>
public static class Leftovers
{
    private const string Runs = "runs", Staging = ".staging-";

    /// <summary>Folders of runs that the ledger does not know, in order.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="outs">Folders in which runs of this database alone leave their files, beside those that the ledger names.</param>
    public static IReadOnlyList<string> RunFolders(DbConnection connection, IEnumerable<string> outs)
    {
        var known = connection.Query<Place>(Sql.Load("runs/list-folders.sql")).AsList();
        var ids = known.Select(r => r.RunId).ToHashSet(StringComparer.Ordinal);
        var places = known.Select(r => r.Folder is { } folder ? Path.GetDirectoryName(folder) : null)
            .Concat(known.Select(r => r.OutFolder).Concat(outs).OfType<string>().Select(o => Path.Combine(Path.GetFullPath(o), Runs)));
        return [.. places.OfType<string>().Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(Directory.GetDirectories).Where(f => !ids.Contains(RunOf(Path.GetFileName(f)))).Order(StringComparer.Ordinal)];
    }

    /// <summary>States that were set aside: files beside that of the database, or schemas of it; each with the command that removes it.</summary>
    public static IReadOnlyList<(string Place, string Removal)> SetAside(DbConnection connection, DatabaseUrl url)
    {
        if (connection is NpgsqlConnection server)
            return [.. Opportune.Database.SetAside.Schemas(server).Select(schema => ($"schema {schema}", $"drop schema {Catalog.Quoted(schema)} cascade (psql, as the database's owner)"))];
        if (url.IsInMemory || Path.GetDirectoryName(Path.GetFullPath(url.Path)) is not { } folder)
            return [];
        return [.. Directory.GetFiles(folder, $"{Path.GetFileName(url.Path)}.of-*").Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(f => (f, $"rm -f {f} {f}-wal {f}-shm"))];
    }

    /// <summary>The same as lines of a doctor: they are no fault, and stay until somebody decides.</summary>
    internal static IEnumerable<DatabaseCheck> Checks(DbConnection connection, DatabaseUrl url, IEnumerable<string> outs)
    {
        var (folders, aside) = (RunFolders(connection, outs), SetAside(connection, url));
        var told = new[]
        {
            aside.Count == 0 ? null : $"{Amounts.Of(aside.Count, "state")} set aside ({(aside.Count > 1 ? "the newest: " : "")}{aside[^1].Place})",
            folders.Count == 0 ? null : $"{Amounts.Of(folders.Count, "folder")} of runs in {string.Join(", ", folders.Select(Path.GetDirectoryName).Distinct())} that this database does not know",
        }.OfType<string>().ToList();
        yield return new("left over", true, told.Count == 0
            ? "nothing of a way back"
            : $"{string.Join(", and ", told)}; patients' rows are in it: when nobody needs it any more, remove it as 'retention show' says");
    }

    // Each attempt at a run's end has a folder of its own, and a number behind the run's id.
    private static string RunOf(string name) => (name.StartsWith(Staging, StringComparison.Ordinal) ? name[Staging.Length..] : name).Split('.')[0];

    private sealed record Place(string RunId, string? Folder, string? OutFolder);
}
