namespace Opportune.Core;

/// <summary>Parts an excerpt where its mention is.</summary>
public static class Marking
{
    /// <summary>What stands before the mention, the mention, and what stands after it; null where the excerpt has no such place.</summary>
    /// <param name="excerpt">The excerpt.</param>
    /// <param name="start">Where in it the mention begins, in Unicode code points.</param>
    /// <param name="length">How long the mention is, in Unicode code points.</param>
    public static (string Before, string Mention, string After)? Part(string excerpt, int start, int length) =>
        length > 0 && Utf16(excerpt, start) is { } from && Utf16(excerpt, start + length) is { } to ? (excerpt[..from], excerpt[from..to], excerpt[to..]) : null;

    /// <summary>The excerpt on one line with the mention in brackets, for where nothing can be coloured; the excerpt alone where it has no such place.</summary>
    /// <inheritdoc cref="Part"/>
    public static string Bracketed(string excerpt, int start, int length) =>
        (Part(excerpt, start, length) is var (before, mention, after) ? $"{before}[{mention}]{after}" : excerpt).ReplaceLineEndings(" ");

    /// <summary>
    /// The mention's own sentence on one line, for where no more of a report is to go than is needed: from a full stop, question or exclamation mark
    /// with a capital after it to the next one. The excerpt alone where it has no such place.
    /// </summary>
    /// <inheritdoc cref="Part"/>
    public static string Sentence(string excerpt, int start, int length)
    {
        if (Part(excerpt, start, length) is not var (before, mention, _))
            return excerpt.ReplaceLineEndings(" ");
        var (from, to) = (before.Length, before.Length + mention.Length);
        while (from > 0 && !IsStart(excerpt, from))
            from--;
        while (to < excerpt.Length && !IsStart(excerpt, to))
            to++;
        return excerpt[from..to].ReplaceLineEndings(" ").Trim();
    }

    // Whether a sentence begins there.
    private static bool IsStart(string text, int at)
    {
        if (!char.IsUpper(text[at]))
            return false;
        var end = at;
        while (end > 0 && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end > 0 && end < at && text[end - 1] is '.' or '!' or '?';
    }

    private static int? Utf16(string text, int codePoints)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (codePoints <= 0)
                break;
            codePoints--;
            at += rune.Utf16SequenceLength;
        }
        return codePoints == 0 ? at : null;
    }
}
