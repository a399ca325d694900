using System.Buffers;

namespace Opportune.Engine;

/// <summary>A part of a bucket's census, in room that is used again.</summary>
/// <param name="room">The part, and perhaps room behind it.</param>
/// <param name="count">How much of it there is.</param>
/// <param name="isKept">Whether the room stays taken for the next who looks.</param>
internal readonly struct CensusPart<T>(T[] room, int count, bool isKept) : IDisposable
{
    /// <summary>All of it.</summary>
    public ReadOnlySpan<T> All => room.AsSpan(0, count);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isKept)
            ArrayPool<T>.Shared.Return(room);
    }
}
