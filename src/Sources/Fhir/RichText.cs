using System.Globalization;
using System.Text;

namespace Opportune.Sources.Fhir;

/// <summary>
/// The words of a text in RTF (Rich Text Format, version 1.9): what a page shows. Control words that break a line break one here; of tables,
/// notes and styles only what is text of the document is read. What is unknown is passed over, as the format asks.
/// </summary>
internal static class RichText
{
    private const int MostGroups = 1000;

    // Destinations whose content a page does not show as text of the document.
    private static readonly HashSet<string> Unshown =
    [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "listtable",
        "listoverridetable", "rsidtbl", "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "fldinst", "xmlnstbl", "mmathPr", "filetbl", "revtbl",
        "bkmkstart", "bkmkend", "userprops", "docvar", "nonshppict", "template", "pgptbl", "private",
    ];

    /// <summary>Reads it.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>The text; null where it is none, is cut off, or is in a code page that is not known.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("{\\rtf"u8))
            return null;
        var (text, groups, state, pending) = (new StringBuilder(), new Stack<State>(), new State(IsShown: true, Fallback: 1), 0);
        var codePage = CodePage(1252)!;
        var (at, isStart) = (0, false);
        while (at < bytes.Length)
        {
            switch (bytes[at])
            {
                case (byte)'{':
                    if (groups.Count == MostGroups)
                        return null;
                    groups.Push(state);
                    (isStart, pending) = (true, 0);
                    at++;
                    continue;
                case (byte)'}':
                    if (!groups.TryPop(out state!))
                        return null;
                    pending = 0;
                    at++;
                    if (groups.Count == 0)
                        return Trimmed(text);
                    continue;
                case (byte)'\r' or (byte)'\n':
                    at++;
                    continue;
                case (byte)'\\':
                    at++;
                    break;
                default:
                    Show(codePage.GetString(bytes.Slice(at++, 1)));
                    isStart = false;
                    continue;
            }
            if (at == bytes.Length)
                return null;
            if (!IsLetter(bytes[at]))
            {
                switch (bytes[at++])
                {
                    case (byte)'\'':
                        if (at + 2 > bytes.Length || !byte.TryParse(bytes.Slice(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                            return null;
                        Show(codePage.GetString([code]));
                        at += 2;
                        break;
                    case (byte)'~':
                        Show(" ");
                        break;
                    case (byte)'_':
                        Show("-");
                        break;
                    case (byte)'*' when isStart:
                        // What follows may be passed over by who does not know it: nothing of it is the document's text.
                        state = state with { IsShown = false };
                        break;
                    case (byte)'\r' or (byte)'\n':
                        Show("\n");
                        break;
                    case var other when other is (byte)'\\' or (byte)'{' or (byte)'}':
                        Show(((char)other).ToString());
                        break;
                }
                isStart = false;
                continue;
            }
            var (word, number) = Word(bytes, ref at);
            switch (word)
            {
                case "bin":
                    at += number ?? 0;
                    if (number < 0 || at > bytes.Length)
                        return null;
                    break;
                case "ansicpg":
                    if (number is not { } page || CodePage(page) is not { } known)
                        return null;
                    codePage = known;
                    break;
                case "mac" or "pc" or "pca":
                    return null;
                case "uc":
                    state = state with { Fallback = Math.Max(0, number ?? 1) };
                    break;
                case "u":
                    Show(((char)(ushort)(number ?? '?')).ToString());
                    pending = state.Fallback;
                    break;
                case "par" or "line" or "sect" or "page" or "row" or "softline":
                    Show("\n");
                    break;
                case "tab" or "cell" or "nestcell":
                    Show("\t");
                    break;
                case "v":
                    // Hidden text.
                    state = state with { IsHidden = number != 0 };
                    break;
                case "plain":
                    state = state with { IsHidden = false };
                    break;
                case var mark when Marks.TryGetValue(mark, out var shown):
                    Show(shown);
                    break;
                case var destination when isStart && Unshown.Contains(destination):
                    state = state with { IsShown = false };
                    break;
            }
            isStart = false;
        }
        return null;

        // After a letter of Unicode so many signs follow for programs that do not know it.
        void Show(string shown)
        {
            if (pending > 0)
                pending--;
            else if (state is { IsShown: true, IsHidden: false })
                text.Append(shown);
        }
    }

    private static Dictionary<string, string> Marks { get; } = new(StringComparer.Ordinal)
    {
        ["lquote"] = "\u2018",
        ["rquote"] = "\u2019",
        ["ldblquote"] = "\u201C",
        ["rdblquote"] = "\u201D",
        ["endash"] = "\u2013",
        ["emdash"] = "\u2014",
        ["bullet"] = "\u2022",
        ["emspace"] = " ",
        ["enspace"] = " ",
        ["qmspace"] = " ",
    };

    private static Encoding? CodePage(int page) => page switch
    {
        65001 => null,
        28591 => Encoding.Latin1,
        20127 => Encoding.ASCII,
        >= 1250 and <= 1258 => CodePagesEncodingProvider.Instance.GetEncoding(page),
        _ => null,
    };

    // A control word, its number, and the one blank that ends it.
    private static (string Word, int? Number) Word(ReadOnlySpan<byte> bytes, ref int at)
    {
        var start = at;
        while (at < bytes.Length && at - start < 32 && IsLetter(bytes[at]))
            at++;
        var word = Encoding.ASCII.GetString(bytes[start..at]);
        var digits = at;
        if (at < bytes.Length && bytes[at] == '-')
            at++;
        while (at < bytes.Length && at - digits < 11 && char.IsAsciiDigit((char)bytes[at]))
            at++;
        int? number = int.TryParse(bytes[digits..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : null;
        if (number is null)
            at = digits;
        if (at < bytes.Length && bytes[at] == ' ')
            at++;
        return (word, number);
    }

    private static bool IsLetter(byte letter) => char.IsAsciiLetter((char)letter);

    private static string Trimmed(StringBuilder text) => string.Join('\n', text.ToString().Split('\n').Select(l => l.TrimEnd())).Trim();

    // What holds in a group, and ends with it.
    private sealed record State(bool IsShown, int Fallback, bool IsHidden = false);
}
