using System.Buffers.Text;
using System.Text;

namespace Opportune.Sources.Fhir;

/// <summary>The text of JSON strings.</summary>
internal static class JsonText
{
    /// <summary>Resolves escapes that are known to be well formed. Half of a surrogate pair alone becomes U+FFFD.</summary>
    /// <param name="text">Between the quotes.</param>
    /// <param name="into">At least as long.</param>
    /// <returns>The bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var written = 0;
        while (text.IndexOf((byte)'\\') is var at and >= 0)
        {
            text[..at].CopyTo(into[written..]);
            written += at;
            var escape = text[at + 1];
            text = text[(at + 2)..];
            if (escape == 'u')
                written += Character(ref text).EncodeToUtf8(into[written..]);
            else
                into[written++] = escape switch { (byte)'b' => 8, (byte)'f' => 12, (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, _ => escape };
        }
        text.CopyTo(into[written..]);
        return written + text.Length;
    }

    private static Rune Character(ref ReadOnlySpan<byte> text)
    {
        var first = Unit(ref text);
        if (Rune.TryCreate(first, out var rune))
            return rune;
        if (char.IsHighSurrogate(first) && text.StartsWith("\\u"u8))
        {
            var after = text[2..];
            if (Rune.TryCreate(first, Unit(ref after), out rune))
            {
                text = after;
                return rune;
            }
        }
        return Rune.ReplacementChar;
    }

    private static char Unit(ref ReadOnlySpan<byte> text)
    {
        var unit = Utf8Parser.TryParse(text[..4], out int value, out _, 'x') ? (char)value : '\uFFFD';
        text = text[4..];
        return unit;
    }
}
