namespace Opportune.Engine;

/// <summary>
/// Remembers what was made of some bytes, so that it is made once and no string is needed to ask. Bounded: when full it
/// forgets everything and begins again.
/// </summary>
internal sealed class BytesTable<T>(Func<ReadOnlySpan<byte>, T> make, int most = 1 << 18)
{
    private const int FirstSize = 64;

    private int[] _slots = NewSlots(FirstSize);
    private Entry[] _entries = new Entry[FirstSize / 2];
    private byte[] _bytes = new byte[1024];
    private int _count;
    private int _used;

    /// <summary>What those bytes stand for.</summary>
    public T this[ReadOnlySpan<byte> key]
    {
        get
        {
            var hash = StableHash.Of(key);
            var slot = (int)hash & (_slots.Length - 1);
            for (; _slots[slot] >= 0; slot = (slot + 1) & (_slots.Length - 1))
            {
                ref var entry = ref _entries[_slots[slot]];
                if (entry.Hash == hash && key.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length)))
                    return entry.Value;
            }
            var value = make(key);
            Add(key, hash, value);
            return value;
        }
    }

    private void Add(ReadOnlySpan<byte> key, ulong hash, T value)
    {
        if (_count == most)
            Clear();
        if (_count == _entries.Length)
            Grow();
        if (_used + key.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + key.Length, _bytes.Length * 2));
        key.CopyTo(_bytes.AsSpan(_used));
        _entries[_count] = new(hash, _used, key.Length, value);
        _used += key.Length;
        Place(hash, _count++);
    }

    private void Clear()
    {
        _slots.AsSpan().Fill(-1);
        Array.Clear(_entries);
        (_count, _used) = (0, 0);
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = NewSlots(_entries.Length * 2);
        for (var i = 0; i < _count; i++)
            Place(_entries[i].Hash, i);
    }

    private void Place(ulong hash, int entry)
    {
        var slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] >= 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = entry;
    }

    private static int[] NewSlots(int size)
    {
        var slots = new int[size];
        slots.AsSpan().Fill(-1);
        return slots;
    }

    private record struct Entry(ulong Hash, int Start, int Length, T Value);
}
