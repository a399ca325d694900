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

    /// <summary>Reads a database.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="reading">How it is read.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">It is not what the mapping says.</exception>
    /// <exception cref="IOException">Its hours are over.</exception>
    public static MappedSource OfDatabase(TableMapping mapping, DatabaseReading reading, TimeProvider time) => new(mapping, new DatabaseTables(reading, mapping, time));

    /// <summary>Takes it.</summary>
    /// <param name="into">The snapshot, which is not finished here.</param>
    /// <param name="threads">How many files are read side by side.</param>
    /// <param name="done">Counts rows.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <exception cref="InputException">The source is not what the mapping says; nothing is taken.</exception>
    /// <exception cref="IOException">A failed read, or no space.</exception>
    public void Take(SnapshotWriter into, int threads, Action<long> done, CancellationToken cancel)
    {
        var (basis, now, sideBySide) = (Basis(cancel), into.Now, _tables.SideBySide(threads));
        into.State = _tables.State;
        List<(RawPart Part, SourceFile File)> changed = [];
        foreach (var part in _parts)
        {
            var file = new SourceFile(part.Name, part.Bytes, part.Changed ?? now, SnapshotWriter.BasisOf(basis, part.Mark)) { Settled = part.Settled, ReadAgainAfter = part.ReadAgainAfter };
            if (part.Changed is null || !into.Keep(file))
                changed.Add((part, file));
        }
        var lookups = HeldLookups.Read(_mapping, _tables, [.. changed.Select(c => c.Part)], sideBySide, cancel);
        var notes = new HashSet<string>(StringComparer.Ordinal);
        SideBySide.Each(changed, sideBySide, part => _tables.Again(() =>
        {
            using var parts = into.Open(part.File);
            var absent = new MappedPart(_mapping, lookups, part.Part).Read(parts, done, cancel);
            lock (notes)
                notes.UnionWith(absent);
        }), cancel);
        foreach (var note in notes.Concat(Unread()).Order(StringComparer.Ordinal))
            into.Note(note);
        TakeCoverage(into, cancel);
        foreach (var table in _mapping.Tables)
            SourceWords.Describe(table, _mapping, into);
    }

    /// <inheritdoc/>
    public void Dispose() => _tables.Dispose();

    // What parts rest on beside themselves: the mapping, and the tables in which keys are found. Where nothing says whether such a table
    // changed it is read for that, unless no part could be taken over anyway.
    private string Basis(CancellationToken cancel)
    {
        var text = new StringBuilder(_mapping.Hash);
        var found = _mapping.Lookups.Select(l => (l.From, Columns: (IReadOnlyList<string>)[l.Key, .. MappedColumns.OfLookup(_mapping, l)]))
            .Concat(_mapping.Relations.Select(r => (r.From, Columns: (IReadOnlyList<string>)[r.Key, r.Value, .. MappedColumns.ColumnsOf(r.Where.Select(w => w.Cell))])));
        var canKeep = _parts.Any(p => p.Changed is not null);
        foreach (var (part, columns) in found.SelectMany(f => _tables.Parts(f.From).Select(p => (p, f.Columns))))
        {
            text.Append('\n').Append(part.Name).Append(' ');
            if (part.Changed is { } changed)
                text.Append(part.Bytes).Append(' ').Append(part.Mark).Append(' ').Append(changed.Ticks);
            else if (canKeep)
                _tables.Again(() => text.Append(TableContent.HashOf(part, columns, cancel)));
        }
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
        // A table that gives rows as well is in the books already, with what is wrong in it.
        var name = _mapping.Tables.Any(t => t.From.Equals(coverage.From, StringComparison.OrdinalIgnoreCase)) ? " (coverage)" : "";
        foreach (var part in _tables.Parts(coverage.From))
        {
            // Never kept: for which tables it speaks depends on all the others.
            _tables.Again(() =>
            {
                using var parts = into.Open(new(part.Name + name, part.Bytes, part.Changed ?? into.Now, ""));
                new CoveragePart(coverage, part, _mapping.Zone).Read(parts, name.Length == 0 ? parts.Book(part.Table) : parts.Aside(part.Table + name), [.. coverage.Tables.Where(into.HasRows)], cancel);
            });
        }
    }
}
