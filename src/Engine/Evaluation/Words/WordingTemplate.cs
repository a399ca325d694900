using System.Buffers;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A text with placeholders in braces, cut up once.</summary>
internal sealed class WordingTemplate
{
    private readonly List<(string Literal, string? Placeholder)> _parts = [];
    private readonly int _length;

    public WordingTemplate(string text)
    {
        var start = 0;
        for (var open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            // An unknown name stays as it is written: the loader has refused it, and a hole would hide it.
            if (close < 0 || !IsKnown(text[(open + 1)..close]))
                continue;
            _parts.Add((text[start..open], text[(open + 1)..close]));
            start = close + 1;
        }
        _parts.Add((text[start..], null));
        // A value is a few words.
        _length = text.Length + 32 * _parts.Count;
    }

    private static bool IsKnown(string name) => Wording.Placeholders.ContainsKey(name)
        || name.StartsWith(Wording.Trend, StringComparison.Ordinal) || name.StartsWith(Wording.DatesOf, StringComparison.Ordinal);

    public string Fill(Func<string, string> valueOf)
    {
        var room = ArrayPool<char>.Shared.Rent(_length);
        var length = 0;
        foreach (var (literal, placeholder) in _parts)
        {
            Tidy(literal, ref room, ref length);
            if (placeholder is not null)
                Tidy(valueOf(placeholder), ref room, ref length);
        }
        var text = new string(room.AsSpan(0, length).Trim());
        ArrayPool<char>.Shared.Return(room);
        return text.Contains("()", StringComparison.Ordinal) ? text.Replace(" ()", "", StringComparison.Ordinal).Replace("()", "", StringComparison.Ordinal).Trim() : text;
    }

    // What is not known leaves no double blanks and no empty brackets; YAML's line breaks are blanks.
    private static void Tidy(string text, ref char[] room, ref int length)
    {
        if (room.Length - length < text.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(length + text.Length, room.Length * 2));
            room.AsSpan(0, length).CopyTo(larger);
            ArrayPool<char>.Shared.Return(room);
            room = larger;
        }
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                if (length > 0 && room[length - 1] is not (' ' or '('))
                    room[length++] = ' ';
                continue;
            }
            if (c is (',' or '.' or ';' or ':' or ')') && length > 0 && room[length - 1] == ' ')
                length--;
            room[length++] = c;
        }
    }
}

/// <summary>A measure's texts, cut up.</summary>
internal sealed class WordingTexts(Wording wording)
{
    public WordingTemplate WhyListed { get; } = new(wording.WhyListed);

    public WordingTemplate LookedFor { get; } = new(wording.LookedFor);

    public WordingTemplate WouldClose { get; } = new(wording.WouldClose);

    public WordingTemplate Paragraph { get; } = new(wording.Paragraph);

    public WordingTemplate[] Instead { get; } = [.. wording.Instead.Select(i => new WordingTemplate(i.Paragraph))];

    public WordingTemplate Limits { get; } = new(wording.Limits);
}
