using System.Globalization;
using System.Text;

namespace Opportune.Core;

/// <summary>
/// A plain text with placeholders (<see cref="MessagePlace"/>), line by line; a line whose placeholders are all empty is left out. What is
/// filled in can be anything that a source or a person wrote: signs that steer text instead of being text are taken out, and where the whole is
/// too long the values are shortened, never the template's own words nor what it ends with.
/// </summary>
public sealed class MessageTemplate
{
    private static readonly Dictionary<string, MessagePlace> Known = MessagePlace.All.ToDictionary(p => p.Name, StringComparer.Ordinal);

    private readonly List<List<(string Literal, MessagePlace? Place)>> _lines = [];

    /// <summary>Cuts a template up. Names that nothing fills stay as they are written: the loader has refused them.</summary>
    public MessageTemplate(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Trim('\n').Split('\n'))
            _lines.Add(Parts(line.TrimEnd()));
    }

    /// <summary>The placeholders in it, as often as they occur.</summary>
    public IEnumerable<MessagePlace> Places => _lines.SelectMany(l => l).Select(p => p.Place).OfType<MessagePlace>();

    /// <summary>So many code points it may have however much its values are shortened, without what it ends with.</summary>
    public int Least => _lines.Sum(l => 1 + l.Sum(p => Length(p.Literal) + (p.Place?.Keep ?? 0)));

    /// <summary>Fills it.</summary>
    /// <param name="values">By placeholder; what is missing is empty.</param>
    /// <param name="longest">The most code points; at least <see cref="Least"/> and <paramref name="ending"/>.</param>
    /// <param name="ending">Stands below it on a line of its own, whole; empty: nothing.</param>
    public string Fill(IReadOnlyDictionary<string, string?> values, int longest, string ending = "")
    {
        var clean = Places.Distinct().ToDictionary(p => p, p => Clean(values.GetValueOrDefault(p.Name)));
        var room = longest - (ending.Length == 0 ? 0 : Length(ending) + 1);
        var text = Render(clean);
        foreach (var place in MessagePlace.All.Where(clean.ContainsKey))
        {
            var over = Length(text) - room;
            if (over <= 0)
                break;
            var times = Places.Count(p => p == place);
            clean[place] = Cut(clean[place], Math.Max(place.Keep, Length(clean[place]) - (over + times - 1) / times));
            text = Render(clean);
        }
        return ending.Length == 0 ? text : $"{text}\n{ending}";
    }

    /// <summary>How long a text is, in Unicode code points.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    /// <summary>
    /// The text on one line, without signs that only steer: control characters and line ends become blanks, and marks that turn the direction of
    /// writing or cannot be seen go. What joins letters and emoji stays.
    /// </summary>
    public static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
            }
            else if (category != UnicodeCategory.Format || rune.Value is 0x200C or 0x200D)
            {
                clean.Append(rune);
            }
        }
        return clean.ToString().TrimEnd();
    }

    // Between two letters as people see them, so that no accent and no half of an emoji is left over.
    private static string Cut(string text, int most)
    {
        if (Length(text) <= most)
            return text;
        var (end, length) = (0, 0);
        while (end < text.Length)
        {
            var element = StringInfo.GetNextTextElementLength(text, end);
            length += Length(text.Substring(end, element));
            if (length > most - 1)
                break;
            end += element;
        }
        return text[..end].TrimEnd() + "\u2026";
    }

    private string Render(Dictionary<MessagePlace, string> values)
    {
        var lines = _lines.Where(l => l.TrueForAll(p => p.Place is null) || l.Exists(p => p.Place is { } place && values[place].Length > 0));
        return string.Join('\n', lines.Select(l => string.Concat(l.Select(p => p.Literal + (p.Place is { } place ? values[place] : "")))));
    }

    private static List<(string Literal, MessagePlace? Place)> Parts(string line)
    {
        var parts = new List<(string, MessagePlace?)>();
        var start = 0;
        for (var open = line.IndexOf('{'); open >= 0; open = line.IndexOf('{', open + 1))
        {
            var close = line.IndexOf('}', open);
            if (close < 0 || !Known.TryGetValue(line[(open + 1)..close], out var place))
                continue;
            parts.Add((line[start..open], place));
            start = close + 1;
        }
        parts.Add((line[start..], null));
        return parts;
    }
}
