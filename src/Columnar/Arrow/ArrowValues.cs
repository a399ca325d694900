using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Opportune.Columnar.Arrow;

/// <summary>Turns Arrow's numbers of every width and unit into the two that are handed out.</summary>
internal static class ArrowValues
{
    private const long MillisPerDay = 86_400_000;

    /// <summary>Bytes that so many rows take in the value buffer, from a row that is a multiple of eight on.</summary>
    public static long Bytes(ArrowField field, long rows) => field.Type == ArrowType.Bool ? (rows + 7) / 8 : rows * field.Width;

    public static void Integers(ArrowField field, ReadOnlySpan<byte> source, Span<long> target)
    {
        switch (field.Type, field.Width, field.Signed)
        {
            case (ArrowType.Bool, _, _):
                for (var i = 0; i < target.Length; i++)
                    target[i] = (source[i >> 3] >> (i & 7)) & 1;
                break;
            case (_, 1, true):
                Widen<sbyte>(source, target);
                break;
            case (_, 1, false):
                Widen<byte>(source, target);
                break;
            case (_, 2, true):
                Widen<short>(source, target);
                break;
            case (_, 2, false):
                Widen<ushort>(source, target);
                break;
            case (_, 4, true):
                Widen<int>(source, target);
                break;
            case (_, 4, false):
                Widen<uint>(source, target);
                break;
            default:
                MemoryMarshal.Cast<byte, long>(source)[..target.Length].CopyTo(target);
                Convert(field, target);
                break;
        }
    }

    public static void Reals(ArrowField field, ReadOnlySpan<byte> source, Span<double> target)
    {
        switch (field.Type, field.Width)
        {
            case (ArrowType.FloatingPoint, 2):
                var halves = MemoryMarshal.Cast<byte, Half>(source);
                for (var i = 0; i < target.Length; i++)
                    target[i] = (double)halves[i];
                break;
            case (ArrowType.FloatingPoint, 4):
                var floats = MemoryMarshal.Cast<byte, float>(source);
                for (var i = 0; i < target.Length; i++)
                    target[i] = floats[i];
                break;
            case (ArrowType.FloatingPoint, _):
                MemoryMarshal.Cast<byte, double>(source)[..target.Length].CopyTo(target);
                break;
            default:
                var power = Math.Pow(10, Math.Abs(field.Scale));
                for (var i = 0; i < target.Length; i++)
                {
                    var digits = Digits(source.Slice(i * field.Width, field.Width));
                    target[i] = field.Scale < 0 ? digits * power : digits / power;
                }
                break;
        }
    }

    private static double Digits(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        8 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        16 => (double)BinaryPrimitives.ReadInt128LittleEndian(bytes),
        _ => (double)new BigInteger(bytes),
    };

    private static void Widen<T>(ReadOnlySpan<byte> source, Span<long> target) where T : unmanaged, IBinaryInteger<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(source)[..target.Length];
        for (var i = 0; i < target.Length; i++)
            target[i] = long.CreateTruncating(values[i]);
    }

    private static void Convert(ArrowField field, Span<long> values)
    {
        switch (field.Type, field.Unit)
        {
            case (ArrowType.Int, _) when !field.Signed:
                foreach (var value in values)
                {
                    if (value < 0)
                        Corrupt.Throw("unsigned integer beyond 63 bits is not supported", Corrupt.Otherwise);
                }
                break;
            case (ArrowType.Date, 1):
                foreach (ref var value in values)
                    value = Micros.Floor(value, MillisPerDay);
                break;
            case (ArrowType.Timestamp, 0):
                Scale(values, 1_000_000);
                break;
            case (ArrowType.Timestamp, 1):
                Scale(values, 1000);
                break;
            case (ArrowType.Timestamp, 3):
                foreach (ref var value in values)
                    value = Micros.Floor(value, 1000);
                break;
        }
    }

    private static void Scale(Span<long> values, int factor)
    {
        foreach (ref var value in values)
            value = Micros.Saturate((Int128)value * factor);
    }
}
