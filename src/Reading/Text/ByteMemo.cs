using System.Buffers.Binary;
using System.Numerics;

namespace Opportune.Reading.Text;

/// <summary>
/// What was made of bytes met before. Each has one place, and the next one with that place takes it, so memory is bounded.
/// Bytes are known by all of them and by what else the answer depends on, never by a hash alone.
/// </summary>
/// <typeparam name="TOf">What the answer depends on beside the bytes.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
internal sealed class ByteMemo<TOf, TAnswer>(int shelves)
    where TOf : struct, IEquatable<TOf>
{
    private const int Places = 256;

    // A reader that meets little needs few shelves.
    private readonly Kept[]?[] _shelves = new Kept[]?[shelves];

    /// <summary>Looks the bytes up; false where they are not known.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="hash">Of the bytes, and of what else the answer depends on as far as the caller likes.</param>
    /// <param name="of">What else the answer depends on.</param>
    /// <param name="answer">What was made of them.</param>
    public bool Find(ReadOnlySpan<byte> bytes, ulong hash, in TOf of, out TAnswer answer)
    {
        if (_shelves[Shelf(hash)] is { } shelf)
        {
            ref readonly var kept = ref shelf[(int)(hash % Places)];
            if (kept.Hash == hash && kept.Bytes is not null && bytes.SequenceEqual(kept.Bytes.AsSpan(0, kept.Length)) && kept.Of.Equals(of))
            {
                answer = kept.Answer;
                return true;
            }
        }
        answer = default!;
        return false;
    }

    /// <summary>Keeps what was made of the bytes.</summary>
    public void Keep(ReadOnlySpan<byte> bytes, ulong hash, in TOf of, TAnswer answer)
    {
        ref var kept = ref (_shelves[Shelf(hash)] ??= new Kept[Places])[(int)(hash % Places)];
        if (kept.Bytes is null || kept.Bytes.Length < bytes.Length)
            kept.Bytes = new byte[bytes.Length];
        bytes.CopyTo(kept.Bytes);
        (kept.Hash, kept.Length, kept.Of, kept.Answer) = (hash, bytes.Length, of, answer);
    }

    private int Shelf(ulong hash) => (int)((hash >> 8) % (ulong)_shelves.Length);

    private struct Kept
    {
        public ulong Hash;
        public byte[]? Bytes;
        public int Length;
        public TOf Of;
        public TAnswer Answer;
    }
}

/// <summary>A quick hash of bytes, the same within one process only.</summary>
internal static class ByteHash
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Odd;
        if (bytes.Length >= 8)
        {
            for (var rest = bytes; rest.Length > 8; rest = rest[8..])
                hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
            return Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]));
        }
        var last = 0UL;
        if (bytes.Length >= 4)
            last = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]);
        else if (bytes.Length > 0)
            last = (ulong)bytes[0] << 16 | (ulong)bytes[bytes.Length / 2] << 8 | bytes[^1];
        return Mixed(hash ^ last);
    }

    /// <summary>Another hash for the same bytes where something else comes with them.</summary>
    public static ulong With(ulong hash, int more) => Mixed(hash ^ (uint)more);

    private static ulong Mixed(ulong value)
    {
        value *= Odd;
        return value ^ BitOperations.RotateRight(value, 29) ^ value >> 47;
    }
}
