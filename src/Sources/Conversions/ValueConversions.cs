using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Conversions;

/// <summary>Integers to their shortest decimal text.</summary>
internal sealed class IntegerToText : Conversion
{
    /// <summary>The longest: -9223372036854775808.</summary>
    public const int MostBytes = 20;

    public override ColumnKind Result => ColumnKind.Text;

    /// <summary>Writes the text and returns its length.</summary>
    public static int Write(long value, Span<byte> to)
    {
        Utf8Formatter.TryFormat(value, to, out var length);
        return length;
    }
}

/// <summary>Text and integers to numbers.</summary>
internal sealed class ToNumber : Conversion
{
    public override ColumnKind Result => ColumnKind.Real;

    public override double Real(ReadOnlySpan<byte> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : CanonicalValue.InvalidNumber;
}

/// <summary>Text and whole reals to integers.</summary>
internal sealed class ToInteger : Conversion
{
    public override ColumnKind Result => ColumnKind.Integer;

    public override long Integer(ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : CanonicalValue.Invalid;

    // Programs that know no missing integer write them as reals.
    public override long Integer(double value) =>
        Math.Abs(value) < 1e15 && Math.Floor(value) == value ? (long)value : CanonicalValue.Invalid;
}

/// <summary>0, 1 and the words true, false, yes, no to flags, whole or as their first letter.</summary>
internal sealed class ToFlag : Conversion
{
    public override ColumnKind Result => ColumnKind.Integer;

    public override long Integer(long value) => value is 0 or 1 ? value : CanonicalValue.Invalid;

    public override long Integer(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        if (Is(text, "true"u8) || Is(text, "yes"u8) || Is(text, "t"u8) || Is(text, "y"u8) || Is(text, "1"u8))
            return 1;
        return Is(text, "false"u8) || Is(text, "no"u8) || Is(text, "f"u8) || Is(text, "n"u8) || Is(text, "0"u8) ? 0 : CanonicalValue.Invalid;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
