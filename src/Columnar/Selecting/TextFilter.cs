using System.Buffers.Binary;
using System.Numerics;

namespace Opportune.Columnar;

/// <summary>Wanted texts, in the order of their bytes: all between two bounds, or those of a list.</summary>
internal sealed class TextFilter : ColumnFilter
{
    private readonly byte[] _least;
    private readonly byte[]? _greatest;
    private readonly byte[][]? _list;

    // Of a list: a table of its places by hash, 0 where free, which one look-up answers for nearly every text.
    private readonly int[] _slots = [];

    /// <param name="least">The smallest that is wanted.</param>
    /// <param name="greatest">The largest that is wanted; null for no bound.</param>
    /// <param name="list">The wanted ones, rising; null for all between the bounds.</param>
    public TextFilter(byte[] least, byte[]? greatest, byte[][]? list)
    {
        (_least, _greatest, _list) = (least, greatest, list);
        if (list is null)
            return;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)list.Length * 4)];
        for (var i = 0; i < list.Length; i++)
        {
            var slot = Hash(list[i]) & _slots.Length - 1;
            while (_slots[slot] != 0)
                slot = slot + 1 & _slots.Length - 1;
            _slots[slot] = i + 1;
        }
    }

    public override ColumnKind Kind => ColumnKind.Text;

    /// <summary>The wanted values, where they are a list.</summary>
    public IReadOnlyList<byte[]>? List => _list;

    /// <summary>Whether a wanted value may lie between two bounds.</summary>
    public bool MayHold(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        if (_list is null)
            return max.SequenceCompareTo(_least) >= 0 && (_greatest is null || min.SequenceCompareTo(_greatest) <= 0);
        foreach (var text in _list)
        {
            if (min.SequenceCompareTo(text) <= 0 && max.SequenceCompareTo(text) >= 0)
                return true;
        }
        return false;
    }

    internal override bool Holds(Page page, int row) => !page.IsNull(row) && Holds(page.Text(row));

    internal override bool Holds(PageDictionary dictionary, int id) => Holds(dictionary.Text(id));

    internal override int Select(Page page, int start, int end, int offset, Span<int> rows)
    {
        var validity = page.Validity;
        var count = 0;
        for (var row = start; row < end; row++)
        {
            if ((validity.IsEmpty || validity[row] != 0) && Holds(page.Text(row)))
                rows[count++] = row + offset;
        }
        return count;
    }

    private bool Holds(ReadOnlySpan<byte> text)
    {
        if (_list is null)
            return text.SequenceCompareTo(_least) >= 0 && (_greatest is null || text.SequenceCompareTo(_greatest) <= 0);
        for (var slot = Hash(text) & _slots.Length - 1; _slots[slot] != 0; slot = slot + 1 & _slots.Length - 1)
        {
            if (text.SequenceEqual(_list[_slots[slot] - 1]))
                return true;
        }
        return false;
    }

    // Of the first and the last eight bytes and the length: codes differ in those.
    private static int Hash(ReadOnlySpan<byte> text)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        ulong ends;
        if (text.Length >= 8)
        {
            ends = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]), 23);
        }
        else
        {
            ends = 0;
            foreach (var b in text)
                ends = ends << 8 | b;
        }
        return (int)((ends + (ulong)text.Length) * Odd >> 33);
    }
}
