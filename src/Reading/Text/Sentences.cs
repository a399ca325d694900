using System.Buffers;
using System.Text;

namespace Opportune.Reading.Text;

/// <summary>Where sentences end. Decided from the near surroundings alone, so that it can be asked around any hit.</summary>
internal sealed class Sentences(CompiledLexicon lexicon)
{
    // A line of at least this many bytes was probably broken for width, not because its sentence was over.
    private const int WrappedLine = 55;

    private const int LongestLabel = 40;

    // What is asked on one line, behind its first sentence; a report that goes on for longer has begun to answer.
    private const int LongestQuestion = 200;

    private const int FewestLeaders = 3;

    private const int LongestAnswer = 8;

    private static readonly SearchValues<byte> LabelEnds = SearchValues.Create(":.,;()\n"u8);
    private static readonly SearchValues<byte> Candidates = SearchValues.Create([(byte)'.', (byte)'!', (byte)'?', (byte)'\n', 0xE2, 0xC2]);

    // The last two letters of abbreviations: nearly every word before a stop ends otherwise.
    private readonly bool[] _endings = Endings(lexicon.Lexicon.Abbreviations.Concat(lexicon.Lexicon.SameWords.Keys));

    /// <summary>Start of the sentence that holds byte <paramref name="at"/>, not before <paramref name="from"/>.</summary>
    public int Start(ReadOnlySpan<byte> text, int at, int from)
    {
        for (var end = at; end > from;)
        {
            var found = text[from..end].LastIndexOfAny(Candidates);
            if (found < 0)
                break;
            end = from + found;
            if (Ends(text, end))
                return end + Letters.Width(text, end);
        }
        return from;
    }

    /// <summary>End of the sentence that holds byte <paramref name="at"/>, not after <paramref name="to"/>.</summary>
    public int End(ReadOnlySpan<byte> text, int at, int to)
    {
        while (at < to)
        {
            var found = text[at..to].IndexOfAny(Candidates);
            if (found < 0)
                break;
            at += found;
            if (Ends(text, at))
                return Letters.IsBullet(text, at) ? at : Math.Min(to, at + 1);
            at++;
        }
        return to;
    }

    /// <summary>
    /// Whether a paragraph that begins at <paramref name="from"/> is over before <paramref name="to"/>: a line with words ends there, and not for
    /// its width; or, in a text without lines, a sentence tells what there is, or more follows the first one than anybody asks.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where somebody asks.</param>
    /// <param name="end">Where at the latest it ends; not before <paramref name="to"/>.</param>
    public bool EndsParagraph(ReadOnlySpan<byte> text, int from, int to, int end)
    {
        for (var at = from; at < to && text[at..to].IndexOfAny((byte)'\n', (byte)'.') is >= 0 and var found; at++)
        {
            at += found;
            if (text[at] == '\n' ? text[from..at].ContainsAnyExcept(" \t\r\n"u8) && LineEnds(text, at) : (IsLostBreak(text, at) || TellsWhatThereIs(text, at + 1) || GoesOn(text[at..end])) && StopEnds(text, at))
                return true;
        }
        return false;
    }

    private static bool GoesOn(ReadOnlySpan<byte> rest) => rest.Length > LongestQuestion && rest[..LongestQuestion].IndexOf((byte)'\n') < 0;

    // "There is ...", "No ...": what was found, or was not. What is not known of the patient is none of it.
    private static bool TellsWhatThereIs(ReadOnlySpan<byte> text, int at)
    {
        at = Letters.BehindSpaces(text, at);
        return Begins(text[at..], "there is "u8) || Begins(text[at..], "there are "u8)
            || Begins(text[at..], "no "u8) && !(Begins(text[(at + 3)..], "known "u8) || Begins(text[(at + 3)..], "history "u8) || Begins(text[(at + 3)..], "trauma"u8) || Begins(text[(at + 3)..], "injury"u8));
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> words) => text.Length >= words.Length && Ascii.EqualsIgnoreCase(text[..words.Length], words);

    private bool Ends(ReadOnlySpan<byte> text, int at) => text[at] switch
    {
        (byte)'\n' => LineEnds(text, at),
        (byte)'.' => StopEnds(text, at),
        (byte)'!' => true,
        (byte)'?' => QuestionEnds(text, at),
        _ => Letters.IsBullet(text, at),
    };

    // ".,FINDINGS:" and ".,The": a comma in place of a line break, as some feeds write it.
    private static bool IsLostBreak(ReadOnlySpan<byte> text, int stop) =>
        stop + 2 < text.Length && text[stop + 1] == ',' && (Letters.IsUpper(text[stop + 2]) || StartsItem(text, stop + 2));

    private bool StopEnds(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 >= text.Length)
            return true;
        var (before, after) = (at > 0 ? text[at - 1] : (byte)' ', text[at + 1]);
        if ((before == '.' || after == '.') && Leads(text, at))
            return false;
        if (!Letters.IsSpace(text, at + 1))
            return (Letters.IsUpper(after) || IsLostBreak(text, at)) && (Letters.IsSmall(before) || before == ')') || after is (byte)'<' or (byte)'"' or (byte)'.' or (byte)'*';
        return (!MayBeAbbreviation(text, at) || !IsAbbreviation(text, at)) && !lexicon.Resumptions.Begin(text, at + 1);
    }

    // "Osteopenia ..... none": dots that lead to an answer. Three may leave a sentence open; more lead to whatever follows.
    private static bool Leads(ReadOnlySpan<byte> text, int at)
    {
        var (first, next) = (at, at);
        while (first > 0 && text[first - 1] == '.')
            first--;
        while (next < text.Length && text[next] == '.')
            next++;
        var dots = next - first;
        next = Letters.BehindSpaces(text, next);
        if (next < text.Length && text[next] == ':')
            next++;
        return dots > FewestLeaders && next < text.Length && Letters.IsWord(text, next) || dots >= FewestLeaders && IsAnswered(text, next);
    }

    private bool MayBeAbbreviation(ReadOnlySpan<byte> text, int stop) =>
        stop > 0 && (text[stop - 1] == '.' || stop > 1 && text[stop - 2] == '.' || _endings[Ending(stop > 1 ? text[stop - 2] : (byte)' ', text[stop - 1])]);

    private bool IsAbbreviation(ReadOnlySpan<byte> text, int stop)
    {
        var start = stop;
        while (start > 0 && stop - start < 10 && (char.IsAsciiLetter((char)text[start - 1]) || text[start - 1] == '.'))
            start--;
        Span<byte> word = stackalloc byte[10];
        var length = 0;
        foreach (var b in text[start..stop])
        {
            if (b != '.')
                word[length++] = Letters.Lower(b);
        }
        return length > 0 && lexicon.Is(lexicon.Vocabulary.Find(word[..length]), WordFlags.Abbreviation);
    }

    private static bool[] Endings(IEnumerable<string> words)
    {
        var endings = new bool[1 << 10];
        foreach (var word in words)
            endings[Ending(word.Length > 1 ? (byte)word[^2] : (byte)' ', (byte)word[^1])] = true;
        return endings;
    }

    private static int Ending(byte before, byte last) => (char.IsAsciiLetter((char)before) ? before & 31 : 0) << 5 | last & 31;

    // "? fracture" asks before its word, "(fracture?)" inside a bracket: neither ends a sentence, nor does what is answered at once.
    private static bool QuestionEnds(ReadOnlySpan<byte> text, int at)
    {
        var (before, after) = (at > 0 ? text[at - 1] : (byte)' ', at + 1 < text.Length ? text[at + 1] : (byte)'\n');
        return before > ' ' && before != '(' && (after <= ' ' || Letters.IsSpace(text, at + 1)) && !IsAnswered(text, at + 1);
    }

    // "Osteopenia? Yes.", "Q: ... fracture? A: None."
    private static bool IsAnswered(ReadOnlySpan<byte> text, int at)
    {
        at = Letters.BehindSpaces(text, at);
        if (at + 1 < text.Length && text[at] is (byte)'A' or (byte)'a' && text[at + 1] == ':')
            return IsAnswered(text, at + 2);
        var end = at;
        while (end < text.Length && end <= at + LongestAnswer && char.IsAsciiLetter((char)text[end]))
            end++;
        var word = text[at..end];
        return (Ascii.EqualsIgnoreCase(word, "yes"u8) || Ascii.EqualsIgnoreCase(word, "no"u8) || Ascii.EqualsIgnoreCase(word, "none"u8)
                || Ascii.EqualsIgnoreCase(word, "absent"u8) || Ascii.EqualsIgnoreCase(word, "negative"u8))
            && (end == text.Length || text[end] is (byte)'.' or (byte)',' or (byte)';' or (byte)'\r' or (byte)'\n');
    }

    private bool LineEnds(ReadOnlySpan<byte> text, int at)
    {
        var next = at + 1;
        while (next < text.Length && text[next] is (byte)' ' or (byte)'\t' or (byte)'\r')
            next++;
        if (next >= text.Length || text[next] == '\n')
            return true;
        var last = at - 1;
        while (last >= 0 && text[last] is (byte)' ' or (byte)'\t' or (byte)'\r')
            last--;
        if (last < 0 || text[last] is (byte)'\n' or (byte)';' || StartsItem(text, next))
            return true;
        if (text[last] == '.')
            return !lexicon.Resumptions.Begin(text, last + 1);
        // "Agatston score:", and below it the number.
        if (text[last] == ':')
            return !char.IsAsciiDigit((char)text[next]);
        if (!Letters.IsUpper(text[next]) || text[last] == ',')
            return false;
        var start = text[..at].LastIndexOf((byte)'\n') + 1;
        return BeginsLabel(text, next) || at - start < WrappedLine && !EndsOpen(text, last) || IsTitle(text[start..at], text[next..]);
    }

    // "PELVIS AND LEFT HIP LATERAL", and below it a sentence.
    private static bool IsTitle(ReadOnlySpan<byte> line, ReadOnlySpan<byte> below) =>
        below.Length > 1 && Letters.IsSmall(below[1]) && line.IndexOfAnyInRange((byte)'A', (byte)'Z') >= 0 && line.IndexOfAnyInRange((byte)'a', (byte)'z') < 0;

    // "Vertebral fracture: [ ] none": a line of a template, however long the one before it is.
    private static bool BeginsLabel(ReadOnlySpan<byte> text, int at)
    {
        var mark = text[at..Math.Min(text.Length, at + LongestLabel)].IndexOfAny(LabelEnds);
        return mark > 0 && text[at + mark] == ':';
    }

    private static bool StartsItem(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] is (byte)'-' or (byte)'*' or (byte)'>' or (byte)'#')
            return true;
        var digits = at;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
            digits++;
        return digits > at && digits - at <= 2 && digits + 1 < text.Length && text[digits] is (byte)'.' or (byte)')' && text[digits + 1] <= ' ';
    }

    // A line that ends on "of the" goes on, however short it is; one that ends on "seen" is over.
    private bool EndsOpen(ReadOnlySpan<byte> text, int last)
    {
        var start = last + 1;
        while (start > 0 && char.IsAsciiLetter((char)text[start - 1]) && last - start < 12)
            start--;
        Span<byte> word = stackalloc byte[16];
        var length = last + 1 - start;
        for (var i = 0; i < length; i++)
            word[i] = Letters.Lower(text[start + i]);
        var found = length > 0 ? lexicon.Vocabulary.Find(word[..length]) : -1;
        return lexicon.Is(found, WordFlags.Glue | WordFlags.Joiner | WordFlags.Closer | WordFlags.Opener) && !lexicon.Is(found, WordFlags.Statement);
    }
}
