using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Opportune.Core;

namespace Opportune.Sources.Snapshots;

/// <summary>
/// A snapshot being taken: a folder of canonical tables, <c>DIR/&lt;table&gt;/&lt;part&gt;.parquet</c>, with what was understood of the
/// source in source.json and its refused rows in rejects.parquet. It is made beside the folder and takes its place when it is
/// whole; until then the snapshot before it stays, and what has not changed is taken over from it. One process at a time.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly string _source;
    private readonly TimeProvider _time;
    private readonly FileStream _claim;
    private readonly Dictionary<string, TakenFile> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SourceReject>> _rejectsBefore = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TakenFile> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IReadOnlyList<SourceReject>> _rejects = new(StringComparer.Ordinal);
    private readonly List<TakenColumn> _columns = [];
    private readonly List<string> _notes = [];

    private SnapshotWriter(string folder, string source, TimeProvider time, FileStream claim)
    {
        (_folder, _source, _time, _claim) = (folder, source, time, claim);
        if (!Directory.Exists(folder) && Directory.Exists(Old))
            Directory.Move(Old, folder);
        foreach (var left in new[] { Making, Old }.Where(Directory.Exists))
            Directory.Delete(left, recursive: true);
        OwnersOnly.Folder(Making);
        ReadBefore();
    }

    private string Making => _folder + ".taking";

    private string Old => _folder + ".old";

    /// <summary>Begins one.</summary>
    /// <param name="folder">Where it is to lie. A snapshot that lies there is replaced; any other folder with something in it is refused.</param>
    /// <param name="source">Id of the mapping.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">The folder cannot be used.</exception>
    /// <exception cref="IOException">Another process is taking into it, or reads what it took.</exception>
    public static SnapshotWriter Begin(string folder, string source, TimeProvider time)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, TakenSource.FileName)) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InputException($"{folder} holds something else than a snapshot (no {TakenSource.FileName}); name a folder of its own");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            var claim = new FileStream(folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                return new(folder, source, time, claim);
            }
            catch
            {
                claim.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{folder} cannot be taken into ({e.Message.TrimEnd('.')}); give this program's user the right to, or name another folder", e);
        }
        catch (IOException e)
        {
            // It passes: whoever runs unattended tries again.
            throw new IOException($"{folder} cannot be taken into ({e.Message.TrimEnd('.')}); wait until nobody else takes into it, or name another folder", e);
        }
    }

    /// <summary>
    /// A hash over what a file's parts rest on beside the file itself: the mapping, what its lookups hold, and the program.
    /// </summary>
    public static string BasisOf(params IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts) + '\0' + typeof(SnapshotWriter).Module.ModuleVersionId)));

    /// <summary>Takes over what the snapshot before has of a file, if the file and all that its parts rest on are unchanged.</summary>
    /// <returns>False where it must be read.</returns>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public bool Keep(SourceFile file)
    {
        if (Unchanged(file) is not { } before
            || before.Taken - before.Changed < file.Settled
            || (file.ReadAgainAfter is { } after && Now - before.Taken >= after)
            || before.Parts.Any(p => new FileInfo(Path.Combine(_folder, p.File)) is not { Exists: true } there || there.Length != p.Bytes))
            return false;
        foreach (var part in before.Parts)
        {
            OwnersOnly.Folder(Path.GetDirectoryName(Path.Combine(Making, part.File))!);
            // With its time, by which a run knows what it has read before; shared with the old one where the file system can.
            File.Copy(Path.Combine(_folder, part.File), Path.Combine(Making, part.File));
        }
        lock (_lock)
        {
            _files[file.Name] = before;
            _rejects[file.Name] = _rejectsBefore.GetValueOrDefault(file.Name) ?? [];
        }
        return true;
    }

    /// <summary>Begins to read a file. Several may be read side by side, each by one thread.</summary>
    public PartSet Open(SourceFile file) => new(this, file);

    /// <summary>In words, how one state of all tables was seen; null where they are files.</summary>
    public string? State { get; set; }

    /// <summary>Says where a canonical column comes from, in words; in the order in which a person wants to read it.</summary>
    public void Describe(Table table, string column, string from) => _columns.Add(new(CanonicalTable.Of(table).Name, column, from));

    /// <summary>Adds what a person should know about the source.</summary>
    public void Note(string note)
    {
        lock (_lock)
            _notes.Add(note);
    }

    /// <summary>Whether any file so far gave rows of that table.</summary>
    public bool HasRows(Table table)
    {
        lock (_lock)
            return _files.Values.SelectMany(f => f.Parts).Any(p => p.Table == CanonicalTable.Of(table).Name && p.Rows > 0);
    }

    /// <summary>What was counted aside over all files so far; null where nothing was.</summary>
    public TakenRows? Aside(string name)
    {
        lock (_lock)
            return TakenSource.Sum(_files.Values.SelectMany(f => f.Aside)).FirstOrDefault(b => b.Table == name);
    }

    /// <summary>Puts the snapshot in its place.</summary>
    /// <returns>The snapshot; nobody else can take into its folder until this writer is disposed of.</returns>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public Snapshot Finish()
    {
        SourceReject[] rejects = [.. _rejects.Values.SelectMany(r => r)];
        using (var file = RejectFile.Create(Path.Combine(Making, RejectFile.Name)))
        {
            foreach (var reject in rejects)
                RejectFile.Add(file.Rows, reject);
            file.Finish();
        }
        var taken = new TakenSource(_source, Now, [.. _files.Values], _columns, [.. _notes.Order(StringComparer.Ordinal)], State);
        using (var manifest = new FileStream(Path.Combine(Making, TakenSource.FileName), FileMode.CreateNew))
        {
            manifest.Write(taken.ToJson());
            manifest.Flush(flushToDisk: true);
        }
        if (Directory.Exists(_folder))
            Directory.Move(_folder, Old);
        Directory.Move(Making, _folder);
        if (Directory.Exists(Old))
            Directory.Delete(Old, recursive: true);
        return new(_folder, taken, rejects);
    }

    /// <summary>Lets others take into the folder; of what was not finished nothing stays.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Making))
            Directory.Delete(Making, recursive: true);
        _claim.Dispose();
    }

    /// <summary>The name of a part within the snapshot: readable, and different for different files.</summary>
    internal static string NameOf(Table table, SourceFile file)
    {
        var readable = string.Concat(file.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        var own = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Name)))[..8];
        return $"{CanonicalTable.Of(table).Name}/{readable[..Math.Min(80, readable.Length)]}-{own}.parquet";
    }

    internal string PathOf(Table table, SourceFile file)
    {
        var path = Path.Combine(Making, NameOf(table, file));
        OwnersOnly.Folder(Path.GetDirectoryName(path)!);
        return path;
    }

    internal void Add(SourceFile file, IReadOnlyList<TakenRows> rows, IReadOnlyList<TakenRows> asides, IReadOnlyList<TakenPart> parts, IReadOnlyList<SourceReject> rejects)
    {
        var before = _before.GetValueOrDefault(file.Name)?.Parts ?? [];
        // What was read again and is the same keeps its time, by which a run knows that it has read it before.
        var same = parts.Where(p => before.FirstOrDefault(b => b.File == p.File) is { } old && PartFiles.AreSame(Path.Combine(_folder, old.File), Path.Combine(Making, p.File))).ToList();
        foreach (var part in same)
            File.SetLastWriteTimeUtc(Path.Combine(Making, part.File), File.GetLastWriteTimeUtc(Path.Combine(_folder, part.File)));
        if (Unchanged(file) is not null && file.ReadAgainAfter is not null)
            NoteMissed(file, [.. before.Select(b => b.File).Union(parts.Select(p => p.File)).Except(same.Select(s => s.File))]);
        lock (_lock)
        {
            _files[file.Name] = new(file.Name, file.Bytes, file.Changed, file.Basis, Now, rows, parts) { Aside = asides };
            _rejects[file.Name] = rejects;
        }
    }

    // By all that tells without reading it.
    private TakenFile? Unchanged(SourceFile file) =>
        _before.GetValueOrDefault(file.Name) is { } before && (before.Bytes, before.Changed, before.Basis) == (file.Bytes, file.Changed, file.Basis) ? before : null;

    /// <summary>The clock's time, UTC.</summary>
    internal DateTime Now => _time.GetUtcNow().UtcDateTime;

    // The watermark said that nothing had changed, and the reading says otherwise: the reading counts.
    private void NoteMissed(SourceFile file, IReadOnlyList<string> parts)
    {
        foreach (var part in parts)
        {
            var (gone, come) = PartFiles.Difference(Path.Combine(_folder, part), Path.Combine(Making, part));
            if (gone + come > 0)
                Note(string.Create(CultureInfo.InvariantCulture, $"{file.Name} was read in full: its watermark had not told that {gone} rows of {part.Split('/')[0]} are gone or changed and {come} are new or changed; what was read counts"));
        }
    }

    private void ReadBefore()
    {
        if (TakenSource.Read(_folder) is not { } before || before.Source != _source)
            return;
        foreach (var file in before.Files)
            _before[file.Name] = file;
        foreach (var reject in RejectFile.Read(Path.Combine(_folder, RejectFile.Name)))
        {
            if (!_rejectsBefore.TryGetValue(reject.File, out var ofFile))
                _rejectsBefore[reject.File] = ofFile = [];
            ofFile.Add(reject);
        }
    }
}

/// <summary>A snapshot that is whole.</summary>
/// <param name="Folder">The input folder of canonical tables.</param>
/// <param name="Taken">What was understood.</param>
/// <param name="Rejects">Rows that were refused, as far as they are kept.</param>
public sealed record Snapshot(string Folder, TakenSource Taken, IReadOnlyList<SourceReject> Rejects);
