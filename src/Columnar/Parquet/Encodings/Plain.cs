using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Parquet.Encodings;

/// <summary>Parquet's plain encoding: values one after another, little-endian; byte arrays with their length in front.</summary>
internal static class Plain
{
    private const long MicrosPerDay = 86_400_000_000;
    private const int JulianDayOfUnixEpoch = 2_440_588;

    /// <summary>Bytes in front of a byte array that say its length.</summary>
    public const int LengthPrefix = 4;

    /// <summary>
    /// Finds where each value starts, without copying any. Null rows get the start of the next value, so that they take no
    /// bytes. The last offset is where a further value would start.
    /// </summary>
    /// <param name="source">The buffer in which the values lie.</param>
    /// <param name="start">Where the first length prefix is.</param>
    /// <param name="end">Where the values end.</param>
    /// <param name="validity">One byte a row, or empty if there are no nulls.</param>
    /// <param name="offsets">One entry a row and one more.</param>
    public static void Offsets(ReadOnlySpan<byte> source, int start, int end, ReadOnlySpan<byte> validity, Span<int> offsets)
    {
        var rows = offsets.Length - 1;
        var at = start;
        source = source[..end];
        for (var i = 0; i < rows; i++)
        {
            offsets[i] = at + LengthPrefix;
            if (!validity.IsEmpty && validity[i] == 0)
                continue;
            if (source.Length - at < LengthPrefix)
                Corrupt.Throw("text is truncated");
            var length = BinaryPrimitives.ReadInt32LittleEndian(source[at..]);
            if ((uint)length > (uint)(source.Length - at - LengthPrefix))
                Corrupt.Throw("text longer than its page");
            at += LengthPrefix + length;
        }
        offsets[rows] = at + LengthPrefix;
    }

    /// <summary>The same for values that all have one width.</summary>
    public static void FixedOffsets(int start, int end, int width, ReadOnlySpan<byte> validity, Span<int> offsets)
    {
        var rows = offsets.Length - 1;
        var at = start;
        for (var i = 0; i < rows; i++)
        {
            offsets[i] = at;
            if (!validity.IsEmpty && validity[i] == 0)
                continue;
            if (end - at < width)
                Corrupt.Throw("values are truncated");
            at += width;
        }
        offsets[rows] = at;
    }

    /// <summary>Decodes integers, one for each place of <paramref name="target"/>.</summary>
    public static void Integers(Form form, ReadOnlySpan<byte> source, Span<long> target)
    {
        switch (form)
        {
            case Form.Boolean:
                Need(source, (target.Length + 7L) / 8);
                for (var i = 0; i < target.Length; i++)
                    target[i] = (source[i >> 3] >> (i & 7)) & 1;
                break;
            case Form.Int32:
                Need(source, target.Length * 4L);
                Widen(MemoryMarshal.Cast<byte, int>(source[..(target.Length * 4)]), target);
                break;
            case Form.UInt32:
                Need(source, target.Length * 4L);
                var uints = MemoryMarshal.Cast<byte, uint>(source[..(target.Length * 4)]);
                for (var i = 0; i < target.Length; i++)
                    target[i] = uints[i];
                break;
            case Form.Int96:
                Need(source, target.Length * 12L);
                for (var i = 0; i < target.Length; i++)
                    target[i] = FromInt96(source.Slice(i * 12, 12));
                break;
            default:
                Need(source, target.Length * 8L);
                MemoryMarshal.Cast<byte, long>(source[..(target.Length * 8)]).CopyTo(target);
                Convert(form, target);
                break;
        }
    }

    /// <summary>Whether numbers lie in a file just as they are handed out, so that nothing need be copied.</summary>
    public static bool IsAsHandedOut(Form form) => form is Form.Int64 or Form.Double;

    private static void Widen(ReadOnlySpan<int> source, Span<long> target)
    {
        var i = 0;
        for (; i <= source.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(source[i..]));
            lower.CopyTo(target[i..]);
            upper.CopyTo(target[(i + Vector256<long>.Count)..]);
        }
        for (; i < source.Length; i++)
            target[i] = source[i];
    }

    /// <summary>Turns stored 64-bit integers into what is handed out.</summary>
    public static void Convert(Form form, Span<long> values)
    {
        switch (form)
        {
            case Form.UInt64:
                foreach (var value in values)
                {
                    if (value < 0)
                        Corrupt.Throw("unsigned integer beyond 63 bits is not supported", Corrupt.Otherwise);
                }
                break;
            case Form.Millis:
                foreach (ref var value in values)
                    value = Micros.Saturate((Int128)value * 1000);
                break;
            case Form.Nanos:
                foreach (ref var value in values)
                    value = Micros.Floor(value, 1000);
                break;
        }
    }

    /// <summary>Decodes reals of one width, one for each place of <paramref name="target"/>.</summary>
    public static void Reals(Leaf leaf, ReadOnlySpan<byte> source, Span<double> target)
    {
        if (leaf.Form == Form.DecimalBytes)
        {
            DecimalBytes(leaf, source, target);
            return;
        }
        Need(source, (long)target.Length * leaf.Width);
        source = source[..(target.Length * leaf.Width)];
        switch (leaf.Form)
        {
            case Form.Float:
                var floats = MemoryMarshal.Cast<byte, float>(source);
                for (var i = 0; i < target.Length; i++)
                    target[i] = floats[i];
                break;
            case Form.Double:
                MemoryMarshal.Cast<byte, double>(source).CopyTo(target);
                break;
            case Form.Half:
                var halves = MemoryMarshal.Cast<byte, Half>(source);
                for (var i = 0; i < target.Length; i++)
                    target[i] = (double)halves[i];
                break;
            case Form.Decimal32:
                var ints = MemoryMarshal.Cast<byte, int>(source);
                for (var i = 0; i < target.Length; i++)
                    target[i] = ints[i] / PowerOfTen(leaf.Scale);
                break;
            case Form.Decimal64:
                var longs = MemoryMarshal.Cast<byte, long>(source);
                for (var i = 0; i < target.Length; i++)
                    target[i] = longs[i] / PowerOfTen(leaf.Scale);
                break;
            default:
                for (var i = 0; i < target.Length; i++)
                    target[i] = BigEndian(source.Slice(i * leaf.Width, leaf.Width), leaf.Scale);
                break;
        }
    }

    /// <summary>Turns decimals' digits into reals.</summary>
    public static void Decimals(Leaf leaf, ReadOnlySpan<long> digits, Span<double> target)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = digits[i] / PowerOfTen(leaf.Scale);
    }

    private static void DecimalBytes(Leaf leaf, ReadOnlySpan<byte> source, Span<double> target)
    {
        foreach (ref var value in target)
        {
            Need(source, LengthPrefix);
            var length = BinaryPrimitives.ReadInt32LittleEndian(source);
            if ((uint)length > (uint)(source.Length - LengthPrefix))
                Corrupt.Throw("decimal longer than its page");
            value = BigEndian(source.Slice(LengthPrefix, length), leaf.Scale);
            source = source[(LengthPrefix + length)..];
        }
    }

    // A decimal's digits as a whole number in two's complement, the highest byte first.
    private static double BigEndian(ReadOnlySpan<byte> bytes, int scale)
    {
        if (bytes.Length > 16)
            return (double)new BigInteger(bytes, isUnsigned: false, isBigEndian: true) / PowerOfTen(scale);
        var value = bytes.Length > 0 && bytes[0] >= 0x80 ? Int128.NegativeOne : Int128.Zero;
        foreach (var b in bytes)
            value = value << 8 | b;
        return (double)value / PowerOfTen(scale);
    }

    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private static double PowerOfTen(int scale) => scale < PowersOfTen.Length ? PowersOfTen[scale] : Math.Pow(10, scale);

    // Nanoseconds of the day, then the Julian day number.
    private static long FromInt96(ReadOnlySpan<byte> bytes)
    {
        var nanos = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var day = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) - (long)JulianDayOfUnixEpoch;
        return Micros.Saturate((Int128)day * MicrosPerDay + Micros.Floor(nanos, 1000));
    }

    /// <summary>Refuses a page that holds fewer bytes than its values take.</summary>
    public static void Need(ReadOnlySpan<byte> source, long bytes)
    {
        if (source.Length < bytes)
            Corrupt.Throw("values are truncated");
    }
}
