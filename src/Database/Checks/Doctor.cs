using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// Looks a database over and changes nothing: engine, schema, what the engine itself can check, clock, disk, and every file of sql/doctor/,
/// each a query that returns rows only when something is wrong, whose first line is the sentence to show.
/// </summary>
public static class Doctor
{
    private const string Folder = "doctor/";
    private const int PlacesShown = 5;
    private static readonly string[] DurabilitySettings = ["fsync", "full_page_writes", "synchronous_commit"];
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);

    // The write-ahead log of a large publication, and room to act in.
    private const long LeastSpace = 256L << 20;

    /// <summary>Looks.</summary>
    /// <param name="url">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outs">Folders in which runs of this database alone leave their files, beside those that its ledger names; null: nobody said.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>One result a check; checks that need the schema are left out where it is not this program's.</returns>
    /// <exception cref="InputException">There is no such database, or this user may not use it.</exception>
    /// <exception cref="IOException">It cannot be reached.</exception>
    public static async Task<IReadOnlyList<DatabaseCheck>> Examine(DatabaseUrl url, TimeProvider time, IEnumerable<string>? outs = null, CancellationToken cancel = default)
    {
        await using var database = await OpportuneDatabase.OpenAny(url, time, create: false, cancel);
        await using var connection = await Connect(database, cancel);
        List<DatabaseCheck> checks = [Engine(connection)];
        var schema = await Schema(database, cancel);
        checks.Add(schema);
        checks.AddRange(connection is NpgsqlConnection ? Durability(connection) : Soundness(connection));
        checks.Add(Clock(connection, time));
        if (url.Engine == DatabaseEngine.Sqlite)
            checks.Add(Space(url));
        if (schema.Holds)
            checks.AddRange([.. Leftovers.Checks(connection, url, outs ?? []), .. Sql.Names.Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Select(n => Invariant(connection, n))]);
        return checks;
    }

    private static async Task<DbConnection> Connect(OpportuneDatabase database, CancellationToken cancel)
    {
        try
        {
            return await database.Connect(cancel);
        }
        catch (DbException e)
        {
            throw DatabaseFault.Tell(e, database.Url);
        }
    }

    private static DatabaseCheck Engine(DbConnection connection) =>
        new("engine", true, $"{(connection is NpgsqlConnection ? "PostgreSQL" : "SQLite")} {connection.ServerVersion}");

    private static async Task<DatabaseCheck> Schema(OpportuneDatabase database, CancellationToken cancel)
    {
        try
        {
            var schema = await database.ReadSchema(cancel);
            schema.RequireCurrent();
            return new("schema", true, $"version {schema.Version}, the one that this program needs");
        }
        catch (Exception e) when (e is InputException or DbException)
        {
            return new("schema", false, DatabaseFault.Tell(e, database.Url).Message);
        }
    }

    // A server that does not sync may lose what it said was kept.
    private static IEnumerable<DatabaseCheck> Durability(DbConnection connection) => DurabilitySettings.Select(setting =>
    {
        var value = connection.QuerySingle<string>("select current_setting(@setting)", new { setting });
        return new DatabaseCheck(setting, value != "off", value != "off" ? value : "off: a power cut may lose what people decided; turn it on in postgresql.conf");
    });

    private static IEnumerable<DatabaseCheck> Soundness(DbConnection connection)
    {
        yield return Try("integrity", () => connection.Query<string>("pragma integrity_check(5)").Where(l => l != "ok"), "the file is damaged; restore a backup");
        yield return Try(
            "references",
            () => connection.Query("pragma foreign_key_check").Select(r => (IDictionary<string, object>)r).Select(r => $"{r["table"]} row {r["rowid"]} refers to no row of {r["parent"]}"),
            "rows refer to rows that are not there; restore a backup");
    }

    private static DatabaseCheck Try(string name, Func<IEnumerable<string>> look, string mend)
    {
        try
        {
            var found = look().ToList();
            return found.Count == 0 ? new(name, true, "nothing found") : new(name, false, $"{found.Count} found ({string.Join("; ", found.Take(PlacesShown)).ReplaceLineEndings(" ")}): {mend}");
        }
        catch (SqliteException e)
        {
            return new(name, false, $"the file cannot be read to its end (SQLite error {e.SqliteExtendedErrorCode}): {mend}");
        }
    }

    private static DatabaseCheck Clock(DbConnection connection, TimeProvider time)
    {
        var difference = time.GetUtcNow() - connection.Now();
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(difference.TotalSeconds):0} s");
        return difference.Duration() <= ClockTolerance
            ? new("clock", true, $"within {seconds} of this machine's")
            : new("clock", false, $"this machine's clock is {seconds} {(difference > TimeSpan.Zero ? "ahead of" : "behind")} the database's; let both follow one time server");
    }

    private static DatabaseCheck Space(DatabaseUrl url)
    {
        if (url.IsInMemory)
            return new("space", true, "in memory");
        var file = new FileInfo(url.Path);
        var (free, needed) = (new DriveInfo(file.FullName).AvailableFreeSpace, Math.Max(LeastSpace, file.Length));
        var says = string.Create(CultureInfo.InvariantCulture, $"{free >> 20:N0} MiB free beside a database of {file.Length >> 20:N0} MiB");
        return free >= needed ? new("space", true, says) : new("space", false, string.Create(CultureInfo.InvariantCulture, $"{says}; make room: a publication may need {needed >> 20:N0} MiB"));
    }

    private static DatabaseCheck Invariant(DbConnection connection, string name)
    {
        var text = Sql.Load(name);
        var sentence = text[..text.IndexOf('\n')].TrimStart('-', ' ');
        var rows = connection.Query(text).Select(r => (IDictionary<string, object>)r).ToList();
        var places = rows.Take(PlacesShown).Select(r => string.Join(" ", r.Select(cell => $"{cell.Key} {cell.Value}")));
        return rows.Count == 0
            ? new(Path.GetFileNameWithoutExtension(name), true, "nothing found")
            : new(Path.GetFileNameWithoutExtension(name), false, $"{sentence} {rows.Count} found: {string.Join("; ", places)}{(rows.Count > PlacesShown ? "; ..." : "")}");
    }
}
