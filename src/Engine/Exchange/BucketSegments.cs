using System.Buffers;

namespace Opportune.Engine;

/// <summary>
/// A bucket's records as they are brought together. Those that come from files lie in room that the next bucket uses again: memory that is
/// new is the dearest.
/// </summary>
internal sealed class BucketSegments : IDisposable
{
    // Records come in many small pieces, so that several share one.
    private const int LeastRoom = 1 << 20;

    private readonly List<ReadOnlyMemory<byte>> _all = [];
    private readonly List<byte[]> _rooms = [];
    private int _used;

    /// <summary>The pieces, in the order in which they came.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> All => _all;

    /// <summary>Adds a piece that lies somewhere.</summary>
    public void Add(ReadOnlyMemory<byte> records) => _all.Add(records);

    /// <summary>Adds a piece of that length, to be filled.</summary>
    public Span<byte> Add(int length)
    {
        if (_rooms.Count == 0 || _rooms[^1].Length - _used < length)
        {
            _rooms.Add(ArrayPool<byte>.Shared.Rent(Math.Max(length, LeastRoom)));
            _used = 0;
        }
        var piece = _rooms[^1].AsMemory(_used, length);
        _used += length;
        _all.Add(piece);
        return piece.Span;
    }

    /// <summary>Gives the room back; the pieces are not to be read any more.</summary>
    public void Dispose()
    {
        foreach (var room in _rooms)
            ArrayPool<byte>.Shared.Return(room);
        _rooms.Clear();
        _all.Clear();
    }
}
