using System.Data.Common;
using System.IO.Compression;
using System.Text.Json;
using Dapper;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// Puts a backup into an empty database of either engine. The tables are made as they were at the time of the backup, all rows come in by one
/// transaction, and what the schema gained since is applied last. A restore that was stopped anywhere can be started again.
/// </summary>
public static class Restore
{
    /// <summary>Restores a backup.</summary>
    /// <returns>How many tables and rows came in, and the instant of the state that they are.</returns>
    /// <exception cref="InputException">The database is not empty, or the file is no whole backup that this program knows.</exception>
    /// <exception cref="IOException">The file or the database cannot be reached, or a disk failed.</exception>
    /// <exception cref="DbException">The database failed.</exception>
    public static async Task<(int Tables, long Rows, DateTimeOffset TakenAt)> From(string path, DatabaseUrl url, TimeProvider time, CancellationToken cancel = default)
    {
        using var zip = OpenZip(path);
        var manifest = BackupManifest.Read(zip, path);
        Check(manifest, path);
        await using var database = await OpportuneDatabase.OpenAny(url, time, create: true, cancel);
        var schema = await database.ReadSchema(cancel);
        if (schema.Version != 0 && schema.Version != manifest.Migrations.Count)
            throw NotEmpty(url);
        await new Migrator(database, [.. schema.Known.Take(manifest.Migrations.Count)]).Apply(cancel);
        await using (var connection = await database.Connect(cancel))
        {
            await using var transaction = connection.BeginWrite();
            Load(connection, zip, manifest, path, url, cancel);
            await transaction.CommitAsync(cancel);
        }
        await new Migrator(database, schema.Known).Apply(cancel);
        return (manifest.Tables.Count, manifest.Tables.Sum(t => t.Rows), manifest.TakenAt);
    }

    /// <summary>The instant of the state that a backup holds.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static DateTimeOffset TakenAt(string path)
    {
        using var zip = OpenZip(path);
        return BackupManifest.Read(zip, path).TakenAt;
    }

    private static ZipArchive OpenZip(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"--from: {path} is not a whole backup (cut off, or another kind of file); name another", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"--from: {path} cannot be read; give this program's user the right to", e);
        }
    }

    // The same steps have the same names on both engines; that each has the same content is looked up for the engine of the backup.
    private static void Check(BackupManifest manifest, string path)
    {
        var known = Migration.All(manifest.Engine);
        if (manifest.Migrations.Count > known.Count)
            throw new InputException($"--from: {path} has schema version {manifest.Migrations.Count}, this program knows {known.Count}; install the newer program (it was taken by {manifest.Program})");
        if (manifest.Migrations.Count == 0 || manifest.Migrations.Zip(known).Any(m => m.First.Version != m.Second.Version || m.First.Sha256 != m.Second.Sha256))
            throw new InputException($"--from: {path} comes from a program with another schema; use that one ({manifest.Program})");
    }

    private static void Load(DbConnection connection, ZipArchive zip, BackupManifest manifest, string path, DatabaseUrl url, CancellationToken cancel)
    {
        var tables = Catalog.StateTables(connection);
        var references = LiftReferences(connection, tables);
        if (tables.Any(t => connection.QuerySingle<long>($"select count(*) from (select 1 from {Catalog.Quoted(t)} limit 1) as first_row") > 0))
            throw NotEmpty(url);
        if (!tables.SequenceEqual(manifest.Tables.Select(t => t.Name)))
            throw new InputException($"--from: {path} is damaged (it does not hold the tables of its schema); take another backup");
        foreach (var table in manifest.Tables)
            Load(connection, zip, table, path, cancel);
        foreach (var statement in references)
            connection.Execute(statement);
    }

    // Rows refer to rows that come later. SQLite can wait with its look at them until the end. PostgreSQL is made to forget the references for
    // the length of the transaction, which also keeps everybody else out; putting them back is the look.
    private static List<string> LiftReferences(DbConnection connection, IReadOnlyList<string> tables)
    {
        if (tables.Count == 0)
            return [];
        if (connection is not NpgsqlConnection)
        {
            connection.Execute("pragma defer_foreign_keys = on");
            return [];
        }
        connection.Execute($"lock table {string.Join(", ", tables.Select(Catalog.Quoted))} in access exclusive mode");
        var references = connection.Query<(string Table, string Name, string Definition)>(
            """
            select cast(conrelid::regclass as text), quote_ident(conname), pg_get_constraintdef(oid)
            from pg_catalog.pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace
            """).ToList();
        foreach (var (table, name, _) in references)
            connection.Execute($"alter table {table} drop constraint {name}");
        return [.. references.Select(r => $"alter table {r.Table} add constraint {r.Name} {r.Definition}")];
    }

    private static void Load(DbConnection connection, ZipArchive zip, BackupTable table, string path, CancellationToken cancel)
    {
        var columns = Catalog.Columns(connection, table.Name).Where(c => !c.Computed).ToList();
        var entry = zip.GetEntry(BackupTable.EntryName(table.Name));
        if (entry is null || !columns.Select(c => c.Name).SequenceEqual(table.Columns))
            throw Damaged(path, table);
        using var packed = entry.Open();
        using var hashed = new HashedStream(packed);
        var rows = 0L;
        using (var load = BulkLoad.Into(connection, table.Name, table.Columns))
        {
            try
            {
                foreach (var line in new Lines(hashed))
                {
                    cancel.ThrowIfCancellationRequested();
                    BackupRow.Read(line.Span, columns, load);
                }
            }
            catch (Exception e) when (e is InvalidDataException or FormatException or JsonException or InvalidOperationException)
            {
                throw Damaged(path, table, e);
            }
            rows = load.Rows;
            load.Complete();
        }
        if (rows != table.Rows || hashed.Sha256() != table.Sha256)
            throw Damaged(path, table);
        if (connection is NpgsqlConnection && columns.FirstOrDefault(c => c.Numbers) is { } number)
        {
            var (quoted, name) = (Catalog.Quoted(table.Name), Catalog.Quoted(number.Name));
            connection.Execute($"select setval(pg_get_serial_sequence(@quoted, @column), (select coalesce(max({name}), 0) + 1 from {quoted}), false)", new { quoted, column = number.Name });
        }
    }

    private static InputException NotEmpty(DatabaseUrl url) => new($"--database: {url} is not empty; restore into a new database");

    private static InputException Damaged(string path, BackupTable table, Exception? inner = null)
    {
        var line = $"--from: {path} is damaged (table {table.Name} is not what the manifest says); nothing was restored, take another backup";
        return inner is null ? new(line) : new(line, inner);
    }
}
