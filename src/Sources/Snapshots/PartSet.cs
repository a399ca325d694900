using Opportune.Core;

namespace Opportune.Sources.Snapshots;

/// <summary>One file of a source, or a key range of one of its tables.</summary>
/// <param name="Name">Its name within the source, with forward slashes.</param>
/// <param name="Bytes">Its length; 0 for a database.</param>
/// <param name="Changed">When it was last changed, UTC; for a database without a watermark any instant.</param>
/// <param name="Basis">A hash of all else that its parts rest on: mapping, lookups, program (<see cref="SnapshotWriter.BasisOf"/>).</param>
public sealed record SourceFile(string Name, long Bytes, DateTime Changed, string Basis)
{
    /// <summary>How long a change must lie back before a reading to have been seen by it; a file that is changed again within the clock's coarseness looks unchanged.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long it is read again even if it seems unchanged; null: never.</summary>
    public TimeSpan? ReadAgainAfter { get; init; }

    /// <summary>A file of a folder.</summary>
    public static SourceFile Of(string folder, string path, string basis)
    {
        var info = new FileInfo(path);
        return new(Path.GetRelativePath(folder, path).Replace('\\', '/'), info.Length, info.LastWriteTimeUtc, basis);
    }
}

/// <summary>
/// One source file on its way into a snapshot: its parts are opened when first asked for, and count when it is finished.
/// Not thread-safe; the sets of different files may be filled side by side.
/// </summary>
public sealed class PartSet : IDisposable
{
    private readonly SnapshotWriter _snapshot;
    private readonly SortedDictionary<Table, PartWriter> _parts = [];
    private readonly SortedDictionary<string, SourceBook> _books = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SourceBook> _asides = new(StringComparer.Ordinal);

    internal PartSet(SnapshotWriter snapshot, SourceFile file) => (_snapshot, File) = (snapshot, file);

    /// <summary>The file.</summary>
    public SourceFile File { get; }

    /// <summary>The part of that table.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public PartWriter this[Table table] =>
        _parts.TryGetValue(table, out var part) ? part : _parts[table] = new(_snapshot.PathOf(table, File), CanonicalTable.Of(table));

    /// <summary>The book of a raw table, or of a kind of resource or message, of which the file may hold several.</summary>
    public SourceBook Book(string rawTable) =>
        _books.TryGetValue(rawTable, out var book) ? book : _books[rawTable] = new(rawTable, File.Name);

    /// <summary>A book of what is counted of rows that are in another book already; what it refuses is not kept.</summary>
    public SourceBook Aside(string name) =>
        _asides.TryGetValue(name, out var book) ? book : _asides[name] = new(name, File.Name);

    /// <summary>Closes the parts and hands them to the snapshot.</summary>
    /// <exception cref="InvalidOperationException">The books do not balance.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Finish() =>
        _snapshot.Add(
            File,
            [.. _books.Values.Select(b => b.Close())],
            [.. _asides.Values.Select(b => b.Close())],
            [.. _parts.Select(p => p.Value.Finish(SnapshotWriter.NameOf(p.Key, File)))],
            [.. _books.Values.SelectMany(b => b.Rejects)]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts.Values)
            part.Dispose();
    }
}
