using System.Text;
using System.Text.Unicode;
using Opportune.Core;

namespace Opportune.Reading.Text;

/// <summary>
/// Cuts what is shown around a mention: its sentence, and of the sentences beside it in the same section what there is room for. The
/// sentence is whole unless it alone is too long; where words are left out of a sentence there is an ellipsis.
/// </summary>
/// <param name="sentences">Where sentences end.</param>
/// <param name="most">At most so many characters, ellipses apart, or one of the values of <see cref="ExcerptLength"/> that stand for no number.</param>
internal sealed class Excerpts(Sentences sentences, int most)
{
    private (int From, int To) _sentence;
    private (int From, int To) _section;
    private Window? _window;
    private string? _shown;
    private bool _isTurned;

    private readonly record struct Window(int From, int To, bool IsCutBefore, bool IsCutAfter)
    {
        public string Before => IsCutBefore ? "… " : "";

        public string After => IsCutAfter ? " …" : "";
    }

    /// <summary>Turns to a sentence, and the section that holds it.</summary>
    public void Turn(int start, int end, (int From, int To) section) =>
        (_sentence, _section, _isTurned) = ((start, end), (Math.Min(section.From, start), Math.Max(section.To, end)), true);

    /// <summary>The excerpt around bytes <paramref name="from"/> to <paramref name="to"/> of the sentence, and the code point of it at which they begin.</summary>
    public (string Text, int Start) Around(ReadOnlySpan<byte> text, int from, int to)
    {
        if (most == ExcerptLength.None)
            return ("", 0);
        if (_isTurned)
            Settle(text);
        if (_window is { } window)
            return Cut(text, window, from, to, ref _shown);
        string? own = null;
        return Cut(text, Grow(text, (from, to), _sentence, isWhole: false), from, to, ref own);
    }

    /// <summary>The same of a mention that counts its start from the sentence's, at byte <paramref name="start"/> of a field that ends at <paramref name="end"/>.</summary>
    public (string Text, int Start) Around(ReadOnlySpan<byte> text, int start, int end, Mention mention)
    {
        if (most == ExcerptLength.None)
            return ("", 0);
        var from = ByteAt(text[..end], start, mention.Start);
        return Around(text, from, ByteAt(text[..end], from, mention.Length));
    }

    // All mentions of a sentence show the same, unless it is too long: then each shows what is around itself.
    private void Settle(ReadOnlySpan<byte> text)
    {
        (_isTurned, _shown) = (false, null);
        _sentence = (SkipSpace(text, _sentence.From, _sentence.To), SkipSpaceBack(text, _sentence.From, _sentence.To));
        _window = most switch
        {
            ExcerptLength.Sentence => new(_sentence.From, _sentence.To, false, false),
            ExcerptLength.Full => new(SkipSpace(text, 0, text.Length), SkipSpaceBack(text, 0, text.Length), false, false),
            _ => Count(text, _sentence.From, _sentence.To) > most ? null : Grow(text, _sentence, (Before(text), After(text)), isWhole: true),
        };
    }

    // Whole words to both sides, up to the bounds; room that one side does not need is the other's.
    private Window Grow(ReadOnlySpan<byte> text, (int From, int To) kept, (int From, int To) bounds, bool isWhole)
    {
        var (before, after) = (Count(text, bounds.From, kept.From), Count(text, kept.To, bounds.To));
        var room = most - Count(text, kept.From, kept.To);
        var roomBefore = Math.Min(before, Math.Max(room / 2, room - after));
        var (from, to) = (before <= roomBefore ? bounds.From : kept.From, after <= room - roomBefore ? bounds.To : kept.To);
        while (from > bounds.From && WordBack(text, bounds.From, from) is var word && Count(text, word, kept.From) <= roomBefore)
            from = word;
        while (to < bounds.To && WordEnd(text, to, bounds.To) is var word && Count(text, kept.To, word) <= room - roomBefore)
            to = word;
        // A neighbour of which nothing is shown leaves no gap in a sentence.
        return new(from, to, from > bounds.From && (from < kept.From || !isWhole), to < bounds.To && (to > kept.To || !isWhole));
    }

    // In pieces where the text is no UTF-8: how a stray byte shows depends on those beside it, and the mention is to show as it reads alone.
    private static (string, int) Cut(ReadOnlySpan<byte> text, Window window, int from, int to, ref string? shown)
    {
        if (Utf8.IsValid(text[window.From..window.To]))
        {
            shown ??= window.Before + Encoding.UTF8.GetString(text[window.From..window.To]) + window.After;
            return (shown, window.Before.Length + CodePoints(text[window.From..from]));
        }
        var before = window.Before + Encoding.UTF8.GetString(text[window.From..from]);
        return (before + Encoding.UTF8.GetString(text[from..to]) + Encoding.UTF8.GetString(text[to..window.To]) + window.After, before.EnumerateRunes().Count());
    }

    // The number of an item, a bullet or a row of dots is no sentence: what stands before it is.
    private int Before(ReadOnlySpan<byte> text)
    {
        for (var at = _sentence.From; at > _section.From;)
        {
            var end = SkipSpaceBack(text, _section.From, at);
            if (end == _section.From)
                break;
            var start = Math.Min(sentences.Start(text, end - 1, _section.From), end - 1);
            if (HoldsLetter(text, start, at))
                return SkipSpace(text, start, at);
            at = start;
        }
        return _sentence.From;
    }

    private int After(ReadOnlySpan<byte> text)
    {
        for (var at = _sentence.To; at < _section.To;)
        {
            var start = SkipSpace(text, at, _section.To);
            if (start == _section.To)
                break;
            var end = Math.Max(sentences.End(text, start, _section.To), start + 1);
            if (HoldsLetter(text, at, end))
                return SkipSpaceBack(text, at, end);
            at = end;
        }
        return _sentence.To;
    }

    private static int ByteAt(ReadOnlySpan<byte> text, int at, int codePoints)
    {
        for (; codePoints > 0 && at < text.Length; codePoints--)
        {
            if (text[at] < 0x80)
            {
                at++;
                continue;
            }
            Rune.DecodeFromUtf8(text[at..], out _, out var width);
            at += width;
        }
        return at;
    }

    private static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }

    private static bool HoldsLetter(ReadOnlySpan<byte> text, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (Letters.IsWord(text, at) && !char.IsAsciiDigit((char)text[at]))
                return true;
        }
        return false;
    }

    private static int WordBack(ReadOnlySpan<byte> text, int low, int at)
    {
        at = SkipSpaceBack(text, low, at);
        while (at > low && !IsSpace(text[at - 1]))
            at--;
        return at;
    }

    private static int WordEnd(ReadOnlySpan<byte> text, int at, int high)
    {
        at = SkipSpace(text, at, high);
        while (at < high && !IsSpace(text[at]))
            at++;
        return at;
    }

    private static int SkipSpace(ReadOnlySpan<byte> text, int at, int high)
    {
        while (at < high && IsSpace(text[at]))
            at++;
        return at;
    }

    private static int SkipSpaceBack(ReadOnlySpan<byte> text, int low, int at)
    {
        while (at > low && IsSpace(text[at - 1]))
            at--;
        return at;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static int Count(ReadOnlySpan<byte> text, int from, int to) => Encoding.UTF8.GetCharCount(text[from..to]);
}
