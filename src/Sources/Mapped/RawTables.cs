using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>Where raw tables are.</summary>
internal abstract class RawTables : IDisposable
{
    /// <summary>The parts of a raw table in a fixed order; empty where it is not there.</summary>
    public abstract IReadOnlyList<RawPart> Parts(string table);

    /// <summary>Names of the raw tables that are there, for hints.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>In words, how one state of all tables is seen; null where they are files.</summary>
    public virtual string? State => null;

    /// <summary>How many parts may be read at once.</summary>
    /// <param name="threads">Threads that there are.</param>
    public virtual int SideBySide(int threads) => threads;

    /// <summary>Does what reads a part, from its beginning once more where the way to the source was lost meanwhile.</summary>
    public virtual void Again(Action work) => work();

    /// <summary>Opens all rows with some keys, and perhaps others, in any number of pieces.</summary>
    /// <param name="table">The raw table.</param>
    /// <param name="columns">The wanted columns, of which the first is the key.</param>
    /// <param name="keys">The keys.</param>
    public virtual IEnumerable<Func<RawRows>> Find(string table, IReadOnlyList<string> columns, IReadOnlyCollection<byte[]> keys) =>
        Parts(table).Select(part => new Func<RawRows>(() => part.Open(columns)));

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>
/// Raw tables as files of a folder: <c>DIR/&lt;table&gt;.&lt;ext&gt;</c> or <c>DIR/&lt;table&gt;/**</c>, without regard to case, as
/// Parquet, Arrow, CSV or TSV, text also with .gz.
/// </summary>
internal sealed class FileTables : RawTables
{
    private static readonly string[] Texts = [".csv", ".tsv", ".txt"];

    private readonly TextForm _form;
    private readonly string _folder;
    private readonly SortedDictionary<string, List<string>> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<RawPart>> _parts = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InputException">There is no such folder, or a table lies there twice.</exception>
    public FileTables(string folder, TextForm form)
    {
        (_folder, _form) = (folder, form);
        if (!Directory.Exists(folder))
            throw new InputException($"the input folder '{folder}' does not exist");
        foreach (var path in Directory.EnumerateFiles(folder).Where(IsTable).Order(StringComparer.Ordinal))
            Add(NameOf(path), [path]);
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(d => Path.GetFileName(d)[0] is not ('_' or '.')).Order(StringComparer.Ordinal))
        {
            List<string> paths = [.. Directory.EnumerateFiles(inner, "*", SearchOption.AllDirectories).Where(IsTable).Order(StringComparer.Ordinal)];
            if (paths.Count > 0)
                Add(Path.GetFileName(inner), paths);
        }
    }

    public override IReadOnlyList<string> Names => [.. _files.Keys];

    public override IReadOnlyList<RawPart> Parts(string table)
    {
        if (!_files.TryGetValue(table, out var files))
            return [];
        if (!_parts.TryGetValue(table, out var parts))
            _parts[table] = parts = [.. files.Select(f => Part(table, f))];
        return parts;
    }

    public override void Dispose()
    {
    }

    private static bool IsTable(string path) =>
        Path.GetFileName(path)[0] is not ('_' or '.') && (IsText(path) || Path.GetExtension(path).ToLowerInvariant() is ".parquet" or ".arrow" or ".arrows");

    private static bool IsText(string path) =>
        Texts.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase) || path.EndsWith(e + ".gz", StringComparison.OrdinalIgnoreCase));

    private static string NameOf(string path) => Path.GetFileName(path).Split('.')[0];

    private void Add(string name, List<string> paths)
    {
        if (!_files.TryAdd(name, paths))
            throw new InputException($"the table '{name}' is in {_folder} twice, as {Path.GetFileName(_files[name][0])} and {Path.GetFileName(paths[0])}; keep one of them");
    }

    private RawPart Part(string table, string path)
    {
        var (info, name) = (new FileInfo(path), Path.GetRelativePath(_folder, path).Replace('\\', '/'));
        if (IsText(path))
        {
            using var rows = new TextRows(path, name, _form);
            return new(table, name, info.Length, info.LastWriteTimeUtc, _form, rows.Columns, wanted => new TextRows(path, name, _form).Wanting(wanted));
        }
        using var file = Open(path, name);
        IReadOnlyList<string> columns = [.. file.Schema.Columns.Select(c => c.Name)];
        return new(table, name, info.Length, info.LastWriteTimeUtc, null, columns, wanted => new ColumnarRows(Open(path, name), name, RawPart.Positions(columns, wanted)));
    }

    private static TableFile Open(string path, string name)
    {
        try
        {
            return TableFiles.Open(path);
        }
        catch (TableFileException e)
        {
            throw FileFault.Of(name, path, e);
        }
    }
}
