using System.Data.Common;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Databases;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Mapped;

/// <summary>Takes a source of raw tables into a snapshot by a mapping.</summary>
public sealed class MappedSource : IDisposable
{
    private readonly TableMapping _mapping;
    private readonly RawTables _tables;
    private readonly IReadOnlyList<RawPart> _parts;

    private MappedSource(TableMapping mapping, RawTables tables)
    {
        (_mapping, _tables) = (mapping, tables);
        foreach (var required in CanonicalTable.All.Where(t => t.Required))
        {
            var from = mapping.Tables.Where(t => t.Table == required.Table).Select(t => t.From).ToList();
            if (from.All(f => tables.Parts(f).Count == 0))
                throw new InputException($"the raw table '{from[0]}' is missing, of which '{mapping.Id}' makes {required.Name}{DidYouMean.For(from[0], tables.Names)}");
        }
        _parts = [.. mapping.Tables.Select(t => t.From).Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(tables.Parts)];
    }

    /// <summary>Opens the files of a folder.</summary>
    /// <exception cref="InputException">It is not there, or is not what the mapping says.</exception>
    public static MappedSource OfFolder(TableMapping mapping, string folder) => new(mapping, new FileTables(folder, mapping.Text));

    /// <summary>Reads a database, whose transaction sees one state of all tables.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="command">Makes a command within that transaction.</param>
    /// <param name="catalogQuery">Lists schema, table and column of all that is there.</param>
    /// <param name="schema">The schema that is meant; null: each name is there once.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">It is not what the mapping says.</exception>
    public static MappedSource OfDatabase(TableMapping mapping, Func<string, DbCommand> command, string catalogQuery, string? schema, TimeProvider time) =>
        new(mapping, new DatabaseTables(command, catalogQuery, schema, mapping.Queries, time));

    /// <summary>Bytes of all files that are read for rows; 0 for a database.</summary>
    public long Bytes => _parts.Sum(p => p.Bytes);

    /// <summary>Takes it.</summary>
    /// <param name="into">The snapshot, which is not finished here.</param>
    /// <param name="threads">How many files are read side by side.</param>
    /// <param name="done">Counts rows.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <exception cref="InputException">The source is not what the mapping says; nothing is taken.</exception>
    /// <exception cref="IOException">A failed read, or no space.</exception>
    public void Take(SnapshotWriter into, int threads, Action<long> done, CancellationToken cancel)
    {
        var basis = Basis();
        List<(RawPart Part, SourceFile File)> changed = [];
        foreach (var part in _parts)
        {
            var file = new SourceFile(part.Name, part.Bytes, part.Changed, basis);
            if (!_tables.KnowsChanges || !into.Keep(file))
                changed.Add((part, file));
        }
        var lookups = HeldLookups.Read(_mapping, _tables, [.. changed.Select(c => c.Part)], cancel);
        var notes = new HashSet<string>(StringComparer.Ordinal);
        Each(changed, _tables.KnowsChanges ? threads : 1, part =>
        {
            using var parts = into.Open(part.File);
            var absent = new MappedPart(_mapping, lookups, part.Part).Read(parts, done, cancel);
            lock (notes)
                notes.UnionWith(absent);
        }, cancel);
        foreach (var note in notes.Concat(Unread()).Order(StringComparer.Ordinal))
            into.Note(note);
        TakeCoverage(into, cancel);
        foreach (var table in _mapping.Tables)
            SourceWords.Describe(table, _mapping, into);
    }

    /// <inheritdoc/>
    public void Dispose() => _tables.Dispose();

    private static void Each<T>(IReadOnlyList<T> items, int threads, Action<T> work, CancellationToken cancel)
    {
        try
        {
            Parallel.ForEach(items, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, work);
        }
        catch (AggregateException e)
        {
            // Of several faults side by side the first says enough; each is one line of its own.
            throw e.InnerExceptions.FirstOrDefault(i => i is InputException or IOException) ?? e.InnerExceptions[0];
        }
    }

    // What parts rest on beside themselves: the mapping, and the files in which keys are found.
    private string Basis()
    {
        var text = new StringBuilder(_mapping.Hash);
        foreach (var part in _mapping.Lookups.Select(l => l.From).Concat(_mapping.Relations.Select(r => r.From)).SelectMany(_tables.Parts))
            text.Append('\n').Append(part.Name).Append(' ').Append(part.Bytes).Append(' ').Append(part.Changed.Ticks);
        return SnapshotWriter.BasisOf(text.ToString());
    }

    private IEnumerable<string> Unread()
    {
        var read = _mapping.Tables.Select(t => t.From).Concat(_mapping.Lookups.Select(l => l.From)).Concat(_mapping.Relations.Select(r => r.From))
            .Append(_mapping.Coverage?.From ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var missing in read.Where(r => r.Length > 0 && _tables.Parts(r).Count == 0))
            yield return $"no raw table '{missing.ToLowerInvariant()}': what comes from it is empty";
        string[] unread = [.. _tables.Names.Where(n => !read.Contains(n)).Select(n => n.ToLowerInvariant())];
        if (unread.Length > 0)
            yield return $"raw tables that the mapping does not read: {string.Join(", ", unread)}";
    }

    private void TakeCoverage(SnapshotWriter into, CancellationToken cancel)
    {
        if (_mapping.Coverage is not { } coverage)
            return;
        foreach (var part in _tables.Parts(coverage.From))
        {
            // Never kept: for which tables it speaks depends on all the others.
            using var parts = into.Open(new(part.Name, part.Bytes, part.Changed, ""));
            new CoveragePart(coverage, part, _mapping.Zone).Read(parts, [.. coverage.Tables.Where(into.HasRows)], cancel);
        }
    }
}
