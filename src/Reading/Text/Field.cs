using System.Text;

namespace Opportune.Reading.Text;

/// <summary>One field of a row within the text being read; counts code points from its start, forwards cheaply.</summary>
internal sealed class Field
{
    private int _start;
    private int _byte;
    private int _codePoints;

    public int Line { get; private set; }

    public int End { get; private set; }

    /// <summary>Points at bytes <paramref name="start"/> to <paramref name="end"/>.</summary>
    public void Set(int line, int start, int end)
    {
        if (_start == start && End == end && Line == line)
            return;
        (Line, _start, End, _byte, _codePoints) = (line, start, end, start, 0);
    }

    /// <summary>Forgets the text.</summary>
    public void Clear() => (Line, _start, End, _byte, _codePoints) = (-1, -1, -1, 0, 0);

    /// <summary>Code points from the field's start to the byte; each maximal invalid part counts as one.</summary>
    public int CodePoints(ReadOnlySpan<byte> text, int at)
    {
        if (at < _byte)
            (_byte, _codePoints) = (_start, 0);
        while (_byte < at)
        {
            var ascii = text[_byte..at].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii != 0)
            {
                var step = ascii < 0 ? at - _byte : ascii;
                (_byte, _codePoints) = (_byte + step, _codePoints + step);
                continue;
            }
            Rune.DecodeFromUtf8(text[_byte..End], out _, out var width);
            (_byte, _codePoints) = (_byte + width, _codePoints + 1);
        }
        return _codePoints;
    }
}
