using System.Buffers.Text;
using System.Text;

namespace Opportune.Sources.Hl7;

/// <summary>
/// One HL7 v2 message: its segments, and the parts of their fields by number. One object reads message after message; what it hands
/// out holds until the next.
/// </summary>
internal sealed class Hl7Message
{
    private readonly List<(int Start, int Length)> _segments = [];
    private byte[] _bytes = [];
    private byte _field, _component, _repetition, _escape, _subcomponent;
    private bool _isLatin;

    /// <summary>How many segments there are.</summary>
    public int Count => _segments.Count;

    /// <summary>Reads a message.</summary>
    /// <param name="message">From MSH on; segments end with CR, LF or both.</param>
    /// <param name="characterSet">In HL7's words, where the message names none.</param>
    /// <returns>Null, or the rule that it breaks.</returns>
    public string? Read(ReadOnlySpan<byte> message, string characterSet)
    {
        _segments.Clear();
        if (message.Length < 9 || !message.StartsWith("MSH"u8))
            return "no-header";
        (_field, _component, _repetition, _escape, _subcomponent) = (message[3], message[4], message[5], message[6], message[7]);
        // "MSH|^~\&|": five signs that are no letters, and all of them different.
        ReadOnlySpan<byte> signs = message[3..8];
        if (message[8] != _field)
            return "bad-delimiters";
        for (var i = 0; i < signs.Length; i++)
        {
            if (signs[i] is <= 32 or >= 127 || char.IsAsciiLetterOrDigit((char)signs[i]) || signs[..i].Contains(signs[i]))
                return "bad-delimiters";
        }
        Split(message);
        var said = Encoding.Latin1.GetString(First(Field(0, 18), _repetition));
        switch ((said.Length == 0 ? characterSet : said).ToUpperInvariant())
        {
            case "ASCII" or "UNICODE UTF-8" or "UTF-8" or "UTF8" or "UNICODE":
                _isLatin = false;
                _bytes = message.ToArray();
                break;
            case "8859/1" or "8859-1" or "ISO-8859-1" or "ISO8859-1" or "ISO IR100":
                _isLatin = true;
                _bytes = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(message));
                break;
            default:
                return "unknown-character-set";
        }
        _segments.Clear();
        Split(_bytes);
        for (var i = 0; i < _segments.Count; i++)
        {
            var segment = Segment(i);
            // A line that is no segment is a piece of a text that lost its place.
            if (segment.Length < 3 || (segment.Length > 3 && segment[3] != _field) || !char.IsAsciiLetterUpper((char)segment[0])
                || !char.IsAsciiLetterOrDigit((char)segment[1]) || !char.IsAsciiLetterOrDigit((char)segment[2]))
                return "no-segment";
        }
        return null;
    }

    /// <summary>Whether a segment is of that name.</summary>
    public bool Is(int segment, ReadOnlySpan<byte> name) => Segment(segment).StartsWith(name);

    /// <summary>A field as it is written, from 1; empty where there is none.</summary>
    public ReadOnlySpan<byte> Field(int segment, int field)
    {
        if (segment < 0)
            return default;
        // MSH-1 is the sign between its fields.
        var text = Segment(segment);
        return Part(text, _field, text.StartsWith("MSH"u8) ? field - 1 : field);
    }

    /// <summary>How often a field repeats; 0 where it is empty.</summary>
    public int Repetitions(int segment, int field)
    {
        var text = Field(segment, field);
        return text.IsEmpty ? 0 : text.Count(_repetition) + 1;
    }

    /// <summary>A repetition of a field, from 0.</summary>
    public ReadOnlySpan<byte> Repetition(int segment, int field, int repetition) => Part(Field(segment, field), _repetition, repetition);

    /// <summary>A component, from 1, of the first repetition of a field, as it is written.</summary>
    public ReadOnlySpan<byte> Component(int segment, int field, int component) => ComponentOf(Repetition(segment, field, 0), component);

    /// <summary>A component, from 1, of a field's repetition.</summary>
    public ReadOnlySpan<byte> ComponentOf(ReadOnlySpan<byte> repetition, int component) => Part(repetition, _component, component - 1);

    /// <summary>A subcomponent, from 1, of a component.</summary>
    public ReadOnlySpan<byte> SubcomponentOf(ReadOnlySpan<byte> component, int subcomponent) => Part(component, _subcomponent, subcomponent - 1);

    /// <summary>What a text says: its escapes resolved, and its line breaks line ends. HL7's "" (delete it) is nothing.</summary>
    public ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("\"\""u8))
            return default;
        return text.Contains(_escape) ? Unescape(text) : text;
    }

    private ReadOnlySpan<byte> Segment(int segment) => _bytes.AsSpan(_segments[segment].Start, _segments[segment].Length);

    private void Split(ReadOnlySpan<byte> message)
    {
        _bytes = _segments.Count == 0 ? message.ToArray() : _bytes;
        var start = 0;
        while (start < message.Length)
        {
            var end = message[start..].IndexOfAny((byte)'\r', (byte)'\n');
            end = end < 0 ? message.Length : start + end;
            if (end > start)
                _segments.Add((start, end - start));
            start = end + 1;
        }
    }

    private byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var plain = new List<byte>(text.Length);
        while (text.IndexOf(_escape) is var at and >= 0)
        {
            plain.AddRange(text[..at]);
            var rest = text[(at + 1)..];
            var end = rest.IndexOf(_escape);
            // An escape that is never closed, or none that is known, is what it looks like.
            if (end < 0 || !Resolve(rest[..end], plain))
            {
                plain.Add(_escape);
                text = rest;
                continue;
            }
            text = rest[(end + 1)..];
        }
        plain.AddRange(text);
        return [.. plain];
    }

    private bool Resolve(ReadOnlySpan<byte> escape, List<byte> into)
    {
        switch (escape)
        {
            case [(byte)'F']:
                into.Add(_field);
                return true;
            case [(byte)'S']:
                into.Add(_component);
                return true;
            case [(byte)'T']:
                into.Add(_subcomponent);
                return true;
            case [(byte)'R']:
                into.Add(_repetition);
                return true;
            case [(byte)'E']:
                into.Add(_escape);
                return true;
            case [(byte)'H'] or [(byte)'N']:
                return true;
            case [(byte)'X', .. var digits] when digits.Length is > 0 and <= 64 && digits.Length % 2 == 0:
                Span<byte> bytes = stackalloc byte[digits.Length / 2];
                for (var i = 0; i < bytes.Length; i++)
                {
                    if (!Utf8Parser.TryParse(digits.Slice(i * 2, 2), out bytes[i], out var read, 'x') || read != 2)
                        return false;
                }
                into.AddRange(_isLatin ? Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes)) : bytes);
                return true;
            // Formatting: what breaks a line, and what only moves it.
            case [(byte)'.', (byte)'b' or (byte)'s' or (byte)'c', (byte)'r' or (byte)'p' or (byte)'e', ..]:
                into.Add((byte)'\n');
                return true;
            case [(byte)'.', (byte)'f' or (byte)'n' or (byte)'i' or (byte)'t' or (byte)'s', (byte)'i' or (byte)'f' or (byte)'n' or (byte)'k', ..]:
                return true;
            default:
                return false;
        }
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> text, byte sign, int index)
    {
        for (; index > 0; index--)
        {
            var at = text.IndexOf(sign);
            if (at < 0)
                return default;
            text = text[(at + 1)..];
        }
        return First(text, sign);
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> text, byte sign) => text.IndexOf(sign) is var end and >= 0 ? text[..end] : text;
}
