using System.Buffers;
using System.Data.Common;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// The whole state in one file (a zip), the same from either engine and for either engine: every table as of one snapshot, with the number
/// of its rows and the hash of its content. Runs and reviewers go on meanwhile.
/// </summary>
public static class Backup
{
    private const int FlushAt = 1 << 16;

    // The text stays readable; it is never put into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a backup of an open database to a new file that only its owner may read, and syncs it.</summary>
    /// <returns>How many tables and rows it holds.</returns>
    /// <exception cref="InputException">The file is there already, or its folder may not be written.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    /// <exception cref="DbException">The database failed.</exception>
    public static async Task<(int Tables, long Rows)> Write(OpportuneDatabase database, string path, CancellationToken cancel = default)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        var manifest = await Write(database, file, cancel);
        file.Flush(flushToDisk: true);
        return (manifest.Tables.Count, manifest.Tables.Sum(t => t.Rows));
    }

    private static async Task<BackupManifest> Write(OpportuneDatabase database, FileStream file, CancellationToken cancel)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        await using var connection = await database.Connect(cancel);
        await using var snapshot = connection.BeginSnapshot();
        // The first statement fixes the state.
        var migrations = connection.Query<AppliedMigration>(Sql.Load("schema/list-versions.sql")).Select(m => new BackupMigration(m.Version, m.Name, m.Sha256)).ToList();
        var takenAt = connection.Now();
        var tables = new List<BackupTable>();
        foreach (var table in Catalog.StateTables(connection))
            tables.Add(Write(zip, connection, table, takenAt, cancel));
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, database.Engine, ProgramVersion.Text, takenAt, migrations, tables);
        manifest.Write(zip);
        return manifest;
    }

    private static BackupTable Write(ZipArchive zip, DbConnection connection, string table, DateTimeOffset takenAt, CancellationToken cancel)
    {
        var columns = Catalog.Columns(connection, table).Where(c => !c.Computed).ToList();
        var entry = zip.CreateEntry(BackupTable.EntryName(table), CompressionLevel.Fastest);
        entry.LastWriteTime = takenAt;
        using var unhashed = entry.Open();
        using var stream = new HashedStream(unhashed);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushAt);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        using var select = connection.CreateCommand();
        select.CommandText = Select(connection, table, columns);
        using var rows = select.ExecuteReader();
        var count = 0L;
        for (; rows.Read(); count++)
        {
            cancel.ThrowIfCancellationRequested();
            BackupRow.Write(writer, rows, columns);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < FlushAt)
                continue;
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
        stream.Write(buffer.WrittenSpan);
        return new(table, [.. columns.Select(c => c.Name)], count, stream.Sha256());
    }

    // In the order of the key, or of all columns where there is none, so that equal states give equal files.
    private static string Select(DbConnection connection, string table, List<Column> columns)
    {
        var key = Catalog.Key(connection, table);
        var order = columns.Where(c => key.Count == 0 || key.Contains(c.Name)).OrderBy(c => key.Count == 0 ? 0 : key.ToList().IndexOf(c.Name))
            .Select(c => $"{Catalog.Quoted(c.Name)}{(connection is NpgsqlConnection && c.Type == "text" ? " collate \"C\"" : "")} nulls first");
        return $"select {string.Join(", ", columns.Select(c => Catalog.Quoted(c.Name)))} from {Catalog.Quoted(table)} order by {string.Join(", ", order)}";
    }
}
