using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Codecs;

/// <summary>Decodes the Snappy block format: a varint length, then literals and copies of earlier output.</summary>
internal static unsafe class SnappyDecoder
{
    /// <summary>Most bytes of output one byte of input can make; larger claims are refused before anything is allocated.</summary>
    public const int MostExpansion = 64;

    /// <summary>Decodes into <paramref name="target"/>, which must be exactly as long as the block says.</summary>
    /// <exception cref="CorruptException">The block is corrupt or of another length.</exception>
    public static void Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var declared = 0UL;
        var at = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (at == source.Length || shift > 28)
                Corrupt.Throw("snappy: no length");
            declared |= (ulong)(source[at] & 0x7F) << shift;
            if (source[at++] < 0x80)
                break;
        }
        if (declared != (ulong)target.Length)
            Corrupt.Throw($"snappy: {declared} bytes where {target.Length} are expected");
        fixed (byte* s = source)
        fixed (byte* t = target)
        {
            if (Decode(s + at, s + source.Length, t, t + target.Length) != t + target.Length)
                Corrupt.Throw("snappy: corrupt block");
        }
    }

    // Returns where it stopped: at targetEnd if all is well. Every pointer is compared as a remaining length before it moves.
    private static byte* Decode(byte* s, byte* sourceEnd, byte* target, byte* targetEnd)
    {
        var t = target;
        while (s < sourceEnd)
        {
            uint tag = *s++;
            nint length;
            nint distance;
            if ((tag & 3) == 0)
            {
                length = (nint)(tag >> 2) + 1;
                if (length <= 16 && sourceEnd - s >= 16 && targetEnd - t >= 16)
                {
                    Copy16(s, t);
                    s += length;
                    t += length;
                    continue;
                }
                if (length > 60)
                {
                    var extra = length - 60;
                    if (sourceEnd - s < extra)
                        return null;
                    length = 0;
                    for (var i = 0; i < extra; i++)
                        length |= (nint)s[i] << (8 * i);
                    length++;
                    s += extra;
                }
                if (length > sourceEnd - s || length > targetEnd - t)
                    return null;
                Unsafe.CopyBlockUnaligned(t, s, (uint)length);
                s += length;
                t += length;
                continue;
            }
            switch (tag & 3)
            {
                case 1:
                    if (sourceEnd - s < 1)
                        return null;
                    length = (nint)((tag >> 2) & 7) + 4;
                    distance = (nint)((tag >> 5) << 8 | *s);
                    s++;
                    break;
                case 2:
                    if (sourceEnd - s < 2)
                        return null;
                    length = (nint)(tag >> 2) + 1;
                    distance = Unsafe.ReadUnaligned<ushort>(s);
                    s += 2;
                    break;
                default:
                    if (sourceEnd - s < 4)
                        return null;
                    length = (nint)(tag >> 2) + 1;
                    distance = (nint)Unsafe.ReadUnaligned<uint>(s);
                    s += 4;
                    break;
            }
            if (distance == 0 || distance > t - target || length > targetEnd - t)
                return null;
            var from = t - distance;
            if (targetEnd - t >= 64 + 16 && distance >= 16)
            {
                // A copy is at most 64 bytes; what is written beyond its end is overwritten by what follows.
                Copy16(from, t);
                if (length > 16)
                {
                    Copy16(from + 16, t + 16);
                    if (length > 32)
                    {
                        Copy16(from + 32, t + 32);
                        Copy16(from + 48, t + 48);
                    }
                }
            }
            else if (distance >= 8 && targetEnd - t >= 64 + 16)
            {
                for (nint i = 0; i < length; i += 8)
                    *(ulong*)(t + i) = *(ulong*)(from + i);
            }
            else
            {
                // Source and target overlap: the copy repeats what it has just written.
                for (nint i = 0; i < length; i++)
                    t[i] = from[i];
            }
            t += length;
        }
        return t;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy16(byte* from, byte* to) => Vector128.Load(from).Store(to);
}
