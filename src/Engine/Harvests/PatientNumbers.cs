using System.Numerics;

namespace Opportune.Engine;

/// <summary>Numbers patients in the order in which they come, by hash: those asked about, or all.</summary>
internal sealed class PatientNumbers
{
    private const int FirstSize = 1024;

    private CandidateSet? _only;
    private int[] _slots = NewSlots(FirstSize);
    private ulong[] _hashes = new ulong[FirstSize / 2];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The hash of a number.</summary>
    public ulong this[int number] => _hashes[number];

    /// <summary>Begins anew.</summary>
    /// <param name="only">Whom it is about; null for everybody.</param>
    public void Open(CandidateSet? only)
    {
        _only = only;
        Clear();
    }

    /// <summary>Begins anew, about the same.</summary>
    public void Clear()
    {
        if (Count > 0)
            _slots.AsSpan().Fill(-1);
        Count = 0;
    }

    /// <summary>The number of a patient; -1 of one who is not asked about, and of a row without a patient.</summary>
    public int Of(ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty)
            return -1;
        var hash = StableHash.Of(id);
        return _only is not null && !_only.Contains(hash) ? -1 : Of(hash);
    }

    private int Of(ulong hash)
    {
        var slot = SlotOf(hash);
        for (; _slots[slot] >= 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_hashes[_slots[slot]] == hash)
                return _slots[slot];
        }
        if (Count == _hashes.Length)
        {
            Grow();
            for (slot = SlotOf(hash); _slots[slot] >= 0; slot = (slot + 1) & (_slots.Length - 1))
            {
            }
        }
        _slots[slot] = Count;
        _hashes[Count] = hash;
        return Count++;
    }

    private int SlotOf(ulong hash) => (int)(hash >> (64 - BitOperations.Log2((uint)_slots.Length)));

    private void Grow()
    {
        Array.Resize(ref _hashes, _hashes.Length * 2);
        _slots = NewSlots(_hashes.Length * 2);
        for (var i = 0; i < Count; i++)
        {
            var slot = SlotOf(_hashes[i]);
            while (_slots[slot] >= 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i;
        }
    }

    private static int[] NewSlots(int size)
    {
        var slots = new int[size];
        slots.AsSpan().Fill(-1);
        return slots;
    }
}
