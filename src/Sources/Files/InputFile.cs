using System.Security.Cryptography;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources.Conversions;

namespace Opportune.Sources;

/// <summary>One file of a canonical table. Row groups can be read by several threads at once.</summary>
public sealed class InputFile : IDisposable
{
    private readonly TableFile _file;
    private readonly ColumnBinding?[] _bindings;
    private readonly TimeZoneInfo? _zone;

    internal InputFile(CanonicalTable table, string name, TableFile file, ColumnBinding?[] bindings, TimeZoneInfo? zone)
    {
        (Table, Name, _file, _bindings, _zone) = (table, name, file, bindings, zone);
        Rows = file.RowGroups.Sum(r => (long)r);
    }

    /// <summary>The table it belongs to.</summary>
    public CanonicalTable Table { get; }

    /// <summary>Its path relative to the input folder, with forward slashes.</summary>
    public string Name { get; }

    /// <summary>All its rows.</summary>
    public long Rows { get; }

    /// <summary>Rows of each row group, in file order.</summary>
    public IReadOnlyList<int> RowGroups => _file.RowGroups;

    /// <summary>Length in bytes.</summary>
    public long Length => new FileInfo(_file.Path).Length;

    /// <summary>Whether the file, or a folder's name above it, has the canonical column at that position of <see cref="CanonicalTable.Columns"/>.</summary>
    public bool HasColumn(int column) => _bindings[column] is not null;

    /// <summary>
    /// Opens a canonical column of one row group; null where the file does not have it. Pages hold canonical values: ids
    /// and text as text, dates as days since 1970-01-01, numbers as reals, integers and flags as integers; what could not
    /// be converted is marked (<see cref="CanonicalValue"/>). Where the file stores it so, they are the file's own pages.
    /// </summary>
    /// <exception cref="InputException">The column chunk is corrupt or of a kind not supported.</exception>
    public ColumnReader? OpenColumn(int rowGroup, int column)
    {
        try
        {
            return _bindings[column]?.Open(_file, rowGroup, _zone);
        }
        catch (TableFileException e)
        {
            throw FileFault.Of(Name, _file.Path, e);
        }
    }

    /// <summary>
    /// What the file has in row <paramref name="i"/> of the current page of a reader that <see cref="OpenColumn"/> opened,
    /// before any conversion: for rejects only.
    /// </summary>
    public static string Original(ColumnReader reader, int i) => ColumnBinding.Original(reader, i);

    /// <summary>Where it lies.</summary>
    public string Path => _file.Path;

    /// <summary>
    /// Appends to a hash what describes the file and how it is read, without reading it: the footer where there is one, else
    /// the beginning and the end.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void AppendDescription(IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(Bindings()));
        _file.AppendDescription(hash);
    }

    /// <summary>Appends to a hash all that the canonical values of a row group rest on.</summary>
    /// <exception cref="InputException">A column chunk is not where it should be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void AppendContent(IncrementalHash hash, int rowGroup)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(Bindings()));
        try
        {
            _file.AppendContent(hash, rowGroup, [.. _bindings.OfType<ColumnBinding>().Where(b => b.Index >= 0).Select(b => b.Index)]);
        }
        catch (TableFileException e)
        {
            throw FileFault.Of(Name, _file.Path, e);
        }
    }

    private string Bindings() =>
        string.Concat(_bindings.OfType<ColumnBinding>().Select(b => $"{b.Canonical.Name} {b.Source} {b.Constant}\n")) + _zone?.ToSerializedString();

    /// <summary>Closes it.</summary>
    public void Dispose() => _file.Dispose();

    internal ColumnBinding? Binding(int column) => _bindings[column];
}
