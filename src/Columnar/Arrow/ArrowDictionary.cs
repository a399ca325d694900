using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar.Arrow;

/// <summary>
/// The values that ids of record batches stand for, and what was added to them later: ids go on where those before ended.
/// Not thread-safe.
/// </summary>
internal sealed class ArrowDictionary(ArrowBatch first)
{
    private readonly List<ArrowBatch> _parts = [first];
    private readonly Dictionary<int, PageDictionary> _read = [];

    /// <summary>Adds values behind those that are there.</summary>
    public void Add(ArrowBatch more) => _parts.Add(more);

    /// <summary>The values, as a column takes them.</summary>
    /// <param name="file">Where they lie.</param>
    /// <param name="column">The column: two may share a dictionary and take it for different types.</param>
    /// <param name="field">What the values are.</param>
    public PageDictionary Read(SafeFileHandle file, int column, ArrowField field)
    {
        if (_read.TryGetValue(column, out var known))
            return known;
        var values = ArrowColumnReader.ReadDictionary(file, field, _parts[0]);
        foreach (var part in _parts.Skip(1))
        {
            var more = ArrowColumnReader.ReadDictionary(file, field, part);
            values.Append(more, field.Column.Kind);
            more.Return();
        }
        _read.Add(column, values);
        return values;
    }
}
