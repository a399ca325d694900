using System.Buffers.Binary;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The gaps of one bucket while they come: each becomes bytes at once, and what sorts it stays beside them.</summary>
internal sealed class GapSorter
{
    private readonly List<Place> _places = [];

    /// <param name="bytes">Room to write in, used again for the next bucket.</param>
    public GapSorter(MemoryStream bytes)
    {
        bytes.SetLength(0);
        (Bytes, Writer) = (bytes, new(bytes));
    }

    /// <summary>The gaps, in the order in which they came, each after its length.</summary>
    public MemoryStream Bytes { get; }

    /// <summary>Writes the gap that was begun.</summary>
    public BinaryWriter Writer { get; }

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>Adds a gap.</summary>
    public void Add(Gap gap)
    {
        var start = Begin();
        GapCodec.Write(Writer, gap);
        End(start, GapKey.Of(gap));
    }

    /// <summary>Begins a gap, whose bytes go to <see cref="Writer"/>.</summary>
    /// <returns>Where it starts.</returns>
    public int Begin()
    {
        var start = (int)Bytes.Position;
        Writer.Write(0);
        return start;
    }

    /// <summary>Ends a gap that starts there.</summary>
    public void End(int start, GapKey key)
    {
        var length = (int)Bytes.Position - start;
        BinaryPrimitives.WriteInt32LittleEndian(Bytes.GetBuffer().AsSpan(start), length - sizeof(int));
        _places.Add(new(key, start, length));
    }

    /// <summary>Takes back all but the first so many.</summary>
    public void TakeBack(int count)
    {
        if (count < _places.Count)
            Bytes.SetLength(_places[count].Start);
        _places.RemoveRange(count, _places.Count - count);
    }

    /// <summary>Where each lies, in output order.</summary>
    public IReadOnlyList<Place> Sorted()
    {
        _places.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return _places;
    }

    /// <summary>A gap.</summary>
    internal readonly record struct Place(GapKey Key, int Start, int Length);
}
