namespace Opportune.Synth.Reports;

/// <summary>What a template can or must say of a statement.</summary>
[Flags]
internal enum Says
{
    Nothing = 0,
    Severity = 1,
    Age = 2,
    Side = 4,
    Level = 8,
    Value = 16,
}

/// <summary>One line of a phrase file, taken apart: words, slots <c>{name}</c> and choices <c>{a|b}</c>, which may hold slots.</summary>
internal sealed class Template
{
    private Template(string text, char mark, IReadOnlyList<Part> parts)
    {
        Text = text;
        Mark = mark;
        Parts = parts;
        foreach (var part in parts)
        {
            var says = part.Name switch
            {
                "sev" or "sevly" => Says.Severity,
                "age" => Says.Age,
                "side" => Says.Side,
                "level" => Says.Level,
                "value" => Says.Value,
                _ => Says.Nothing,
            };
            CanSay |= says;
            if (part.Must || says is Says.Level or Says.Value)
                MustSay |= says;
        }
    }

    public string Text { get; }

    /// <summary>
    /// Of noun phrases: a countable singular, + plural, - uncountable. Of fillers: ! something is the matter, = only where
    /// nothing is.
    /// </summary>
    public char Mark { get; }

    public IReadOnlyList<Part> Parts { get; }

    public Says CanSay { get; }

    public Says MustSay { get; }

    /// <summary>A template fits a statement when it says all that was drawn, and needs nothing that was not.</summary>
    public bool Fits(Says drawn) => (drawn & ~CanSay) == 0 && (MustSay & ~drawn) == 0;

    public static Template Sentence(string line) =>
        line[0] is '!' or '=' ? new(line, line[0], Parse(line[2..])) : new(line, ' ', Parse(line));

    public static Template NounPhrase(string line) => new(line, line[0], Parse(line[2..]));

    private static List<Part> Parse(string text)
    {
        var parts = new List<Part>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            if (open < 0)
            {
                parts.Add(new(text[at..]));
                break;
            }
            if (open > at)
                parts.Add(new(text[at..open]));
            var close = ClosingBrace(text, open);
            parts.Add(Slot(text[(open + 1)..close]));
            at = close + 1;
        }
        return parts;
    }

    private static Part Slot(string inner)
    {
        var choices = SplitChoices(inner);
        if (choices.Count > 1)
            return new("") { Choices = [.. choices.Select(c => (IReadOnlyList<Part>)Parse(c))] };
        var colon = inner.IndexOf(':');
        if (colon > 0)
        {
            var bounds = inner[(colon + 1)..].Split('-');
            return new("") { Name = inner[..colon], Low = bounds[0], High = bounds[1] };
        }
        return new("") { Name = inner.TrimEnd('!'), Must = inner.EndsWith('!') };
    }

    private static List<string> SplitChoices(string inner)
    {
        var choices = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < inner.Length; i++)
        {
            depth += inner[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (inner[i] == '|' && depth == 0)
            {
                choices.Add(inner[start..i]);
                start = i + 1;
            }
        }
        choices.Add(inner[start..]);
        return choices;
    }

    private static int ClosingBrace(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }
        throw new FormatException($"no closing brace: {text}");
    }
}

/// <summary>Plain words, a named slot, a range of numbers, or a choice.</summary>
internal sealed record Part(string Words)
{
    public string Name { get; init; } = "";

    public bool Must { get; init; }

    public string Low { get; init; } = "";

    public string High { get; init; } = "";

    public IReadOnlyList<IReadOnlyList<Part>>? Choices { get; init; }
}
