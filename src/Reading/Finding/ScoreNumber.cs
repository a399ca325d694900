using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>Numbers of scores as they are written.</summary>
internal static class ScoreNumber
{
    /// <summary>The number, with commas between thousands; null where it is none.</summary>
    public static double? Plain(ReadOnlySpan<byte> digits)
    {
        if (digits.Contains((byte)','))
            return double.TryParse(Encoding.ASCII.GetString(digits), NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var grouped) ? grouped : null;
        return Utf8Parser.TryParse(digits, out double value, out var used) && used == digits.Length ? value : null;
    }

    /// <summary>Bytes of a decimal comma and its digit that stand behind a number ("-1,9", as it is written elsewhere), or 0.</summary>
    public static int CommaBehind(ReadOnlySpan<byte> text, int end) =>
        end + 1 < text.Length && text[end] == ',' && char.IsAsciiDigit((char)text[end + 1]) && (end + 2 == text.Length || !char.IsAsciiDigit((char)text[end + 2])) ? 2 : 0;

    /// <summary>Bytes of the minus sign before a number: a hyphen, or one of the dashes beyond ASCII.</summary>
    public static int SignBefore(ReadOnlySpan<byte> text, int at) => at > 0 && text[at - 1] == '-' ? 1 : at >= 3 && Letters.IsDash(text, at - 3) ? 3 : 0;

    /// <summary>The number at a token as one of a row; null where it is none.</summary>
    public static ScoreCell? Cell(ReadOnlySpan<byte> text, ScoreText words, int token)
    {
        ref readonly var t = ref words.Tokens[token];
        var digits = text[t.Start..t.End];
        if (Plain(digits) is not { } value)
            return null;
        var point = digits.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        var end = t.End;
        if (words.Value.Signed && point < 0 && CommaBehind(text, end) is > 0 and var width)
            (value, decimals, end) = (value + (text[end + 1] - '0') / 10.0, 1, end + width);
        var isSigned = t.Negative || t.Start > 0 && text[t.Start - 1] == '+';
        var isPercent = text[end..].StartsWith("%"u8) || text[end..].StartsWith(" %"u8);
        value = t.Negative ? -value : value;
        var isScore = (!words.Value.Signed || decimals is 1 or 2 || decimals == 0 && isSigned) && !isPercent && value >= words.Value.From && value <= words.Value.To;
        return new(value, t.Start - (t.Negative ? SignBefore(text, t.Start) : 0), end, decimals, isScore, token > 0 && words.Tokens.IsMark(token - 1, '('));
    }
}
