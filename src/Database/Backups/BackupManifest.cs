using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What a backup holds: written last, so that a file without it is no backup.</summary>
/// <param name="Format">The form of the file; 1.</param>
/// <param name="Engine">The engine that it was taken from. It may be restored into the other.</param>
/// <param name="Program">The program that took it.</param>
/// <param name="TakenAt">The instant of its state, by the database's clock.</param>
/// <param name="Migrations">The schema's steps, in order.</param>
/// <param name="Tables">Every table of the state.</param>
internal sealed record BackupManifest(
    int Format, DatabaseEngine Engine, string Program, DateTimeOffset TakenAt, IReadOnlyList<BackupMigration> Migrations, IReadOnlyList<BackupTable> Tables)
{
    public const int CurrentFormat = 1;
    private const string EntryName = "manifest.json";

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Puts it into the file.</summary>
    public void Write(ZipArchive zip)
    {
        using var stream = zip.CreateEntry(EntryName).Open();
        JsonSerializer.Serialize(stream, this, Form);
    }

    /// <summary>Takes it from the file.</summary>
    /// <exception cref="InputException">It is not there, cannot be read, or is of a later form.</exception>
    public static BackupManifest Read(ZipArchive zip, string path)
    {
        try
        {
            using var stream = (zip.GetEntry(EntryName) ?? throw new InputException($"--from: {path} is not a backup of this program")).Open();
            var manifest = JsonSerializer.Deserialize<BackupManifest>(stream, Form)!;
            return manifest.Format == CurrentFormat ? manifest : throw new InputException($"--from: {path} has form {manifest.Format}, this program reads {CurrentFormat}; install the newer program ({manifest.Program})");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InputException($"--from: {path} is damaged (its manifest cannot be read); take another backup", e);
        }
    }
}

/// <summary>One step of the schema at the time of the backup.</summary>
internal sealed record BackupMigration(int Version, string Name, string Sha256);

/// <summary>One table: its file in the backup is <c>tables/NAME.jsonl</c>, one JSON array a row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order of the arrays.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Sha256">Of the file's bytes, unpacked.</param>
internal sealed record BackupTable(string Name, IReadOnlyList<string> Columns, long Rows, string Sha256)
{
    public static string EntryName(string table) => $"tables/{table}.jsonl";
}
