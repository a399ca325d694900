using System.Buffers;

namespace Opportune.Engine;

/// <summary>A part of a bucket's census, in room that is used again.</summary>
/// <param name="room">The part, and perhaps room behind it.</param>
/// <param name="count">How much of it there is.</param>
internal readonly struct CensusPart<T>(T[] room, int count) : IDisposable
{
    /// <summary>All of it.</summary>
    public ReadOnlySpan<T> All => room.AsSpan(0, count);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<T>.Shared.Return(room);
}
