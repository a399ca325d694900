using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Opportune.Reading.Text;

/// <summary>What bytes of UTF-8 mean to the reader. Bytes beyond ASCII are letters, except dashes, quotes, bullets and spaces.</summary>
internal static class Letters
{
    public static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    public static bool IsUpper(byte b) => b is >= (byte)'A' and <= (byte)'Z';

    public static bool IsSmall(byte b) => b is >= (byte)'a' and <= (byte)'z';

    /// <summary>Whether the byte belongs to a word.</summary>
    public static bool IsWord(ReadOnlySpan<byte> text, int at)
    {
        var b = text[at];
        if (b < 0x80)
            return char.IsAsciiLetterOrDigit((char)b);
        return Sign(text, at) == 0;
    }

    /// <summary>Byte after the word that begins at the byte: letters, digits, and apostrophes between them.</summary>
    public static int WordEnd(ReadOnlySpan<byte> text, int at, int end)
    {
        var next = at;
        // Nearly every byte is a plain letter or digit; the rest is looked at with its neighbours.
        for (var rest = text.Length - Vector128<byte>.Count; next < end && next <= rest && Vector128.IsHardwareAccelerated; next += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)next);
            var plain = Vector128.LessThan((bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26))
                | Vector128.LessThan(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
            if (plain != Vector128<byte>.AllBitsSet)
            {
                next += BitOperations.TrailingZeroCount(~plain.ExtractMostSignificantBits());
                break;
            }
        }
        next = Math.Min(next, end);
        while (next < end && (char.IsAsciiLetterOrDigit((char)text[next]) || text[next] is >= 0x80 or (byte)'\'' && (IsWord(text, next) || IsApostrophe(text, next, end))))
            next++;
        return next;
    }

    private static bool IsApostrophe(ReadOnlySpan<byte> text, int at, int end) =>
        text[at] == '\'' && at > 0 && at + 1 < end && IsWord(text, at + 1) && IsWord(text, at - 1);

    /// <summary>Marks that part phrases.</summary>
    public static bool IsMark(byte b) => b is (byte)',' or (byte)';' or (byte)':' or (byte)'(' or (byte)')' or (byte)'.' or (byte)'!' or (byte)'[' or (byte)']' or (byte)'|';

    /// <summary>Signs that mean something: words to the lexicon.</summary>
    public static bool IsSign(byte b) => b is (byte)'?' or (byte)'%' or (byte)'<' or (byte)'>' or (byte)'#' or (byte)'&';

    /// <summary>Whether the bytes begin or end with a part of a sign or letter, so that how they read depends on those beside them.</summary>
    public static bool IsCut(ReadOnlySpan<byte> bytes) => bytes.IsEmpty || bytes[0] is >= 0x80 and < 0xC0 || bytes[^1] >= 0xC0 || bytes.Length > 1 && bytes[^1] >= 0x80 && bytes[^2] >= 0xE0;

    public static bool IsDash(ReadOnlySpan<byte> text, int at) => text[at] == '-' || Sign(text, at) == 1;

    /// <summary>A minus sign proper (U+2212), which never joins words.</summary>
    public static bool IsMinus(ReadOnlySpan<byte> text, int at) => text[at] == 0xE2 && at + 2 < text.Length && text[at + 1] == 0x88;

    /// <summary>A space or a control begins here, whether of ASCII or not (U+00A0, U+2000 to U+200B, U+202F).</summary>
    public static bool IsSpace(ReadOnlySpan<byte> text, int at) => text[at] <= ' '
        || text[at] == 0xC2 && at + 1 < text.Length && text[at + 1] == 0xA0
        || text[at] == 0xE2 && at + 2 < text.Length && text[at + 1] == 0x80 && text[at + 2] is (>= 0x80 and <= 0x8B) or 0xAF;

    /// <summary>The byte behind the spaces that begin here, within the line.</summary>
    public static int BehindSpaces(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] != '\n' && IsSpace(text, at))
            at += Width(text, at);
        return at;
    }

    /// <summary>A bullet or middle dot begins here.</summary>
    public static bool IsBullet(ReadOnlySpan<byte> text, int at) => Sign(text, at) == 2;

    /// <summary>Bytes of the sign or letter that begins here.</summary>
    public static int Width(ReadOnlySpan<byte> text, int at) =>
        text[at] == 0xE2 && Sign(text, at) > 0 ? 3 : text[at] == 0xC2 && Sign(text, at) > 0 ? 2 : 1;

    /// <summary>One capital and then small letters, at least three of them: a word that begins a phrase.</summary>
    public static bool IsTitle(ReadOnlySpan<byte> text, int start, int end)
    {
        if (end - start < 4 || !IsUpper(text[start]))
            return false;
        for (var at = start + 1; at < end; at++)
        {
            if (!IsSmall(text[at]))
                return false;
        }
        return true;
    }

    // 0 letter, 1 dash, 2 bullet, 3 other sign or space. Inside a sign (its second and third byte) it is that sign too,
    // so that scanning backwards sees the same words as scanning forwards.
    private static int Sign(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] < 0x80)
            return 0;
        for (var lead = at; lead >= 0 && lead > at - 3; lead--)
        {
            switch (text[lead])
            {
                case 0xC2 when lead + 1 < text.Length && at <= lead + 1:
                    return text[lead + 1] switch { 0xA0 or 0xAD => 3, 0xB7 => 2, _ => 0 };
                case 0xE2 when lead + 2 < text.Length && at <= lead + 2:
                    return (text[lead + 1], text[lead + 2]) switch
                    {
                        (0x80, >= 0x90 and <= 0x95) or (0x88, 0x92) => 1,
                        (0x80, 0xA2 or 0xA3) or (0x97, 0x8F or 0xA6) or (0x96, 0xAA) => 2,
                        (0x80, _) or (0x81, _) => 3,
                        _ => 0,
                    };
                case >= 0xC0:
                    return 0;
            }
        }
        return 0;
    }
}
