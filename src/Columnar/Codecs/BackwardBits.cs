using System.Numerics;
using System.Runtime.CompilerServices;

namespace Opportune.Columnar.Codecs;

/// <summary>
/// Bits that are read from the end of their bytes to the start, as Zstandard keeps them; the highest bit that is set in the last byte
/// marks where they begin. Reading beyond the start gives no error but <see cref="IsOver"/>.
/// </summary>
internal unsafe struct BackwardBits
{
    private const int Width = 64;

    private readonly byte* _start;
    private byte* _at;
    private ulong _bits;
    private int _used;

    /// <param name="start">First byte.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="CorruptException">There is no mark.</exception>
    public BackwardBits(byte* start, long length)
    {
        if (length < 1 || start[length - 1] == 0)
            Corrupt.Throw("zstd: bits without an end");
        _start = start;
        _used = 8 - BitOperations.Log2(start[length - 1]);
        if (length >= sizeof(ulong))
        {
            _at = start + length - sizeof(ulong);
            _bits = Unsafe.ReadUnaligned<ulong>(_at);
            return;
        }
        _at = start;
        for (var i = 0; i < length; i++)
            _bits |= (ulong)start[i] << (8 * i);
        _used += (int)(sizeof(ulong) - length) * 8;
    }

    /// <summary>Whether all bits were read, and no more.</summary>
    public readonly bool IsEmpty => _at == _start && _used == Width;

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsOver => _used > Width;

    /// <summary>Whether a <see cref="Refill"/> gives 57 bits or more, whatever was read since the last one.</summary>
    public readonly bool HasPlenty => _at - _start >= sizeof(ulong);

    /// <summary>Brings as many of the bits before into reach as there are: 57 or more, until the start is near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (_used > Width)
            return;
        var bytes = Math.Min(_used >> 3, _at - _start);
        _at -= bytes;
        _used -= (int)bytes * 8;
        if (bytes > 0)
            _bits = Unsafe.ReadUnaligned<ulong>(_at);
    }

    /// <summary><see cref="Refill"/> where there is <see cref="HasPlenty">plenty</see>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RefillFast()
    {
        _at -= _used >> 3;
        _used &= 7;
        _bits = Unsafe.ReadUnaligned<ulong>(_at);
    }

    /// <summary>The next bits, at most 57, without going on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Peek(int count) => _bits << (_used & (Width - 1)) >> 1 >> (Width - 1 - count);

    /// <summary>Goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count) => _used += count;

    /// <summary>The next bits, at most 57.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(int count)
    {
        var value = Peek(count);
        _used += count;
        return value;
    }
}
