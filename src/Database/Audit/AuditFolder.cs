using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opportune.Core;

namespace Opportune.Database.Audit;

/// <summary>How far a chain had come at some moment, written down outside the database.</summary>
/// <param name="At">When.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Number">Its newest record.</param>
/// <param name="Record">That record's seal.</param>
/// <param name="Seal">Over this and the seal of the anchor before it, of whichever chain.</param>
public sealed record AuditAnchor(DateTimeOffset At, string Chain, long Number, string Record, string Seal);

/// <summary>
/// What belongs to the audit trail and does not lie in the database: the key, and the anchors. A folder for its owner only. Copied to a
/// place that this program cannot write to, the anchors hold against whoever holds this machine as well.
/// </summary>
public sealed class AuditFolder
{
    private const string KeyName = "key";
    private const string AnchorsName = "anchors.jsonl";
    private const string Variable = "OPPORTUNE_AUDIT";

    /// <summary>The name under which it stands in the anchors that the state went back to an earlier one; the number is that instant, in milliseconds since 1970.</summary>
    internal const string Restored = "restored";

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    // A line takes a fraction of this, so that the last one lies in so much of the file's end.
    private const int LongestLine = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private AuditFolder(string path, AuditKey key) => (Path, Key) = (path, key);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>The file of its anchors, one a line; there is none before the first.</summary>
    public string AnchorsFile => System.IO.Path.Combine(Path, AnchorsName);

    /// <summary>The key.</summary>
    public AuditKey Key { get; }

    /// <summary>Where archives of older records lie.</summary>
    public string Archives => System.IO.Path.Combine(Path, "archives");

    /// <summary>
    /// Where the folder of a database's trail lies: what <c>OPPORTUNE_AUDIT</c> names; else beside a SQLite file, under its name and
    /// <c>.audit</c>; else of a server's database in this account's own data.
    /// </summary>
    /// <param name="url">The database.</param>
    /// <param name="said">What the settings say of its trail; their folder goes before all; null: they are another database's.</param>
    public static string PathFor(DatabaseUrl url, AuditSettings? said = null)
    {
        if (said?.Folder is { } folder)
            return folder;
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        return url.Engine == DatabaseEngine.Sqlite
            ? url.Path + ".audit"
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "opportune", "audit", $"{url.Host}-{url.Port}-{url.Name}");
    }

    /// <summary>Opens the folder; makes it, and a key, where there is none.</summary>
    /// <exception cref="InputException">It cannot be made or read, or its key is none.</exception>
    public static AuditFolder Open(string path)
    {
        try
        {
            OwnersOnly.Folder(path);
            var file = System.IO.Path.Combine(path, KeyName);
            if (!File.Exists(file))
                MakeKey(file);
            return OpenExisting(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the folder of the audit trail, {path}, cannot be used ({e.Message.TrimEnd('.')}); name another in {Variable}", e);
        }
    }

    /// <summary>Opens a folder that is there already.</summary>
    /// <exception cref="InputException">It is not there, or its key is none.</exception>
    public static AuditFolder OpenExisting(string path)
    {
        var file = System.IO.Path.Combine(path, KeyName);
        try
        {
            return new(path, new(Convert.FromHexString(File.ReadAllText(file).Trim())));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException($"{file}: no key of the audit trail ({AuditKey.Length} bytes in hexadecimal); restore it from a backup of that folder", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: the key of the audit trail cannot be read; name its folder in {Variable}", e);
        }
    }

    /// <summary>Writes down how far a chain has come, and puts it on the disk. Of several processes one writes at a time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task Anchor(DateTimeOffset at, string chain, long number, string record)
    {
        await using var file = await OpenAlone();
        var anchor = new AuditAnchor(at, chain, number, record, "");
        anchor = anchor with { Seal = Key.Seal(LastSeal(file), anchor) };
        file.Seek(0, SeekOrigin.End);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(anchor, Form), (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Writes down that the state went back to that of a backup: what was anchored since lies in the database that was set aside, and is not asked of this one.</summary>
    /// <param name="at">Now.</param>
    /// <param name="to">The instant of the state that came back.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Task NoteRestored(DateTimeOffset at, DateTimeOffset to) => Anchor(at, Restored, to.ToUnixTimeMilliseconds(), "");

    /// <summary>All anchors in the order in which they were written; of a line that is none, null.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IEnumerable<AuditAnchor?> Anchors()
    {
        var file = System.IO.Path.Combine(Path, AnchorsName);
        return File.Exists(file) ? File.ReadLines(file).Select(Read) : [];
    }

    private static AuditAnchor? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditAnchor>(line, Form) is { Chain: not null, Record: not null, Seal: not null } anchor ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Of two processes that begin at once, one makes the key and both read it.
    private static void MakeKey(string file)
    {
        var part = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(part, ForOwner(FileMode.CreateNew)))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AuditKey.Length)) + "\n"));
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(part, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(part);
        }
    }

    private static string LastSeal(FileStream file)
    {
        var end = new byte[Math.Min(file.Length, LongestLine)];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        var last = Encoding.UTF8.GetString(end).TrimEnd('\n');
        return Read(last[(last.LastIndexOf('\n') + 1)..])?.Seal ?? "";
    }

    private async Task<FileStream> OpenAlone()
    {
        var options = ForOwner(FileMode.OpenOrCreate);
        (options.Access, options.Share) = (FileAccess.ReadWrite, FileShare.None);
        for (var began = TimeProvider.System.GetTimestamp(); ; await Task.Delay(20))
        {
            try
            {
                return new(System.IO.Path.Combine(Path, AnchorsName), options);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                // Another process writes.
            }
        }
    }

    private static FileStreamOptions ForOwner(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
