using System.Runtime.InteropServices;

namespace Opportune.Columnar.Parquet;

/// <summary>Numbers the distinct values of a column chunk in the order of their first row, as long as that pays.</summary>
internal sealed class DictionaryBuilder
{
    /// <summary>Largest size of a dictionary in bytes, as most writers have it.</summary>
    public const int MostBytes = 1 << 20;

    private readonly Dictionary<long, int> _numbers = [];
    private int[] _slots = [];
    private int[] _firstRows = new int[64];

    /// <summary>Distinct values.</summary>
    public int Count { get; private set; }

    /// <summary>Plain size of the dictionary in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>A row that has the value of that id.</summary>
    public int FirstRow(int id) => _firstRows[id];

    /// <summary>Fills in the id of each row that has a value; false if a dictionary would not pay.</summary>
    public bool TryBuild(ColumnBuffer values, Span<int> ids)
    {
        Count = 0;
        Bytes = 0;
        var present = values.Count - values.NullCount;
        if (present == 0 || values.Column.Logical == LogicalType.Boolean)
            return false;
        return values.Column.Kind == ColumnKind.Text ? TryText(values, ids) : TryNumbers(values, ids, present);
    }

    private bool TryNumbers(ColumnBuffer values, Span<int> ids, int present)
    {
        _numbers.Clear();
        var isReal = values.Column.Kind == ColumnKind.Real;
        var width = values.Column.Logical == LogicalType.Date ? 4 : 8;
        var most = Math.Min(MostBytes / width, present / 2 + 1);
        var (last, lastId) = (0L, -1);
        for (var row = 0; row < values.Count; row++)
        {
            if (!values.IsValid(row))
                continue;
            // By its bits, so that -0 and every NaN stay what they are.
            var key = isReal ? BitConverter.DoubleToInt64Bits(values.Real(row)) : values.Integer(row);
            if (lastId >= 0 && key == last)
            {
                ids[row] = lastId;
                continue;
            }
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var known);
            if (!known)
            {
                if (Count == most)
                    return false;
                id = Add(row, width);
            }
            (last, lastId) = (key, id);
            ids[row] = id;
        }
        return true;
    }

    private bool TryText(ColumnBuffer values, Span<int> ids)
    {
        Array.Resize(ref _slots, 1 << 12);
        Array.Clear(_slots);
        var last = -1;
        for (var row = 0; row < values.Count; row++)
        {
            if (!values.IsValid(row))
                continue;
            var text = values.Text(row);
            // Rows of one gap, and of one patient, say much the same one after the other.
            if (last >= 0 && text.SequenceEqual(values.Text(last)))
            {
                ids[row] = ids[last];
                continue;
            }
            last = row;
            var slot = Find(values, text);
            if (_slots[slot] == 0)
            {
                if (Bytes + text.Length + 4L > MostBytes || Count > 1024 && Count > row / 2)
                    return false;
                _slots[slot] = Add(row, text.Length + 4) + 1;
                if (Count * 2 > _slots.Length)
                {
                    ids[row] = Count - 1;
                    Rehash(values);
                    continue;
                }
            }
            ids[row] = _slots[slot] - 1;
        }
        return true;
    }

    private int Add(int row, int bytes)
    {
        if (Count == _firstRows.Length)
            Array.Resize(ref _firstRows, Count * 2);
        _firstRows[Count] = row;
        Bytes += bytes;
        return Count++;
    }

    // The slot of that text, or the free one where it belongs.
    private int Find(ColumnBuffer values, ReadOnlySpan<byte> text)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(text) & mask;
        while (_slots[slot] != 0 && !values.Text(_firstRows[_slots[slot] - 1]).SequenceEqual(text))
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Rehash(ColumnBuffer values)
    {
        _slots = new int[_slots.Length * 2];
        for (var id = 0; id < Count; id++)
            _slots[Find(values, values.Text(_firstRows[id]))] = id + 1;
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * Odd;
        for (; text.Length >= 8; text = text[8..])
            hash = (hash ^ MemoryMarshal.Read<ulong>(text)) * Odd ^ hash >> 32;
        foreach (var b in text)
            hash = (hash ^ b) * Odd ^ hash >> 32;
        return (uint)(hash >> 32);
    }
}
