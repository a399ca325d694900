using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Codecs;

/// <summary>Decodes the Snappy block format: a varint length, then literals and copies of earlier output.</summary>
internal static unsafe class SnappyDecoder
{
    /// <summary>Most bytes of output one byte of input can make; larger claims are refused before anything is allocated.</summary>
    public const int MostExpansion = 64;

    // The tag of the shortest literal that is not copied at once.
    private const uint LongLiteral = 16 << 2;

    // More than any element but a long literal takes, and than any copy makes with what is written too far.
    private const int Margin = 96;

    // What a tag says of a copy: its length, the bits of the distance that are in the tag (from the 8th on), and which of the two bytes
    // after it are the distance's (from the 16th on).
    private static readonly uint[] Copies = [.. Enumerable.Range(0, 256).Select(tag => (uint)((tag & 3) == 1
        ? (tag >> 2 & 7) + 4 | tag >> 5 << 8 | 0xFF << 16
        : (tag >> 2) + 1 | 0xFFFF << 16))];

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

    // Returns where it stopped: at targetEnd if all is well. Far enough from both ends elements are taken without asking whether they
    // fit, and copied in whole sixteens: what is written too far is overwritten by what follows.
    private static byte* Decode(byte* s, byte* sourceEnd, byte* target, byte* targetEnd)
    {
        var t = target;
        var lastSource = sourceEnd - Margin;
        var lastTarget = targetEnd - Margin;
        fixed (uint* copies = Copies)
        {
            for (uint tag = s < lastSource ? *s : 0u; s < lastSource && t < lastTarget;)
            {
                nint length;
                nint distance;
                var kind = tag & 3;
                if (kind == 0)
                {
                    if (tag >= LongLiteral)
                    {
                        var source = s;
                        var made = t;
                        if (!One(ref source, sourceEnd, target, ref made, targetEnd))
                            return null;
                        s = source;
                        t = made;
                        tag = s < lastSource ? *s : 0u;
                        continue;
                    }
                    length = (nint)(tag >> 2) + 1;
                    Copy16(s + 1, t);
                    s += length + 1;
                    t += length;
                    tag = *s;
                    continue;
                }
                var word = Unsafe.ReadUnaligned<uint>(s + 1);
                var copy = copies[tag];
                length = (nint)(copy & 0xFF);
                if (kind == 3)
                {
                    distance = (nint)word;
                    s += 5;
                    tag = *s;
                }
                else
                {
                    // The next tag comes with this distance in one word, so that nothing waits for another look into memory.
                    distance = (nint)((word & copy >> 16) | (copy & 0x700));
                    s += kind + 1;
                    tag = (byte)(word >> (int)(kind * 8));
                }
                // Where pointers have 32 bits a distance may come out negative.
                if (distance <= 0 || distance > t - target)
                    return null;
                if (distance < 16)
                {
                    Overlapping.Copy(t, distance, length);
                }
                else
                {
                    Copy16(t - distance, t);
                    Copy16(t - distance + 16, t + 16);
                    if (length > 32)
                    {
                        Copy16(t - distance + 32, t + 32);
                        Copy16(t - distance + 48, t + 48);
                    }
                }
                t += length;
            }
        }
        var at = s;
        var end = t;
        while (at < sourceEnd)
        {
            if (!One(ref at, sourceEnd, target, ref end, targetEnd))
                return null;
        }
        return end;
    }

    // One element of any kind, with nothing read or written beside it. Every pointer is compared as a remaining length before it moves.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool One(ref byte* s, byte* sourceEnd, byte* target, ref byte* t, byte* targetEnd)
    {
        uint tag = *s++;
        var length = (nint)(tag >> 2) + 1;
        var kind = tag & 3;
        // Bytes that follow the tag: of a long literal's length, or of a copy's distance.
        var more = kind == 0 ? Math.Max(0, (int)length - 60) : kind == 3 ? 4 : (int)kind;
        if (sourceEnd - s < more)
            return false;
        var number = 0u;
        for (var i = 0; i < more; i++)
            number |= (uint)s[i] << (8 * i);
        s += more;
        if (kind == 0)
        {
            if (more > 0)
                length = (nint)number + 1;
            if (length <= 0 || length > sourceEnd - s || length > targetEnd - t)
                return false;
            Unsafe.CopyBlockUnaligned(t, s, (uint)length);
            s += length;
            t += length;
            return true;
        }
        var distance = (nint)number;
        if (kind == 1)
        {
            length = (nint)(tag >> 2 & 7) + 4;
            distance |= (nint)(tag >> 5) << 8;
        }
        if (distance <= 0 || distance > t - target || length > targetEnd - t)
            return false;
        for (nint i = 0; i < length; i++)
            t[i] = t[i - distance];
        t += length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy16(byte* from, byte* to) => Vector128.Load(from).Store(to);
}
