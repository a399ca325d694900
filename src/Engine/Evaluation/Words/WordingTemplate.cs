using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A text with placeholders in braces, cut up once.</summary>
internal sealed partial class WordingTemplate
{
    private readonly List<(string Literal, string? Placeholder)> _parts = [];

    public WordingTemplate(string text)
    {
        var start = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            // An unknown name stays as it is written: the loader has refused it, and a hole would hide it.
            if (!Wording.Placeholders.ContainsKey(match.Groups[1].Value))
                continue;
            _parts.Add((text[start..match.Index], match.Groups[1].Value));
            start = match.Index + match.Length;
        }
        _parts.Add((text[start..], null));
    }

    public string Fill(Func<string, string> valueOf)
    {
        var text = new StringBuilder();
        foreach (var (literal, placeholder) in _parts)
            text.Append(literal).Append(placeholder is null ? "" : valueOf(placeholder));
        return Tidy(text.ToString());
    }

    // What is not known leaves no double blanks and no empty brackets; YAML's line breaks are blanks.
    private static string Tidy(string text) =>
        BlankBefore().Replace(Blanks().Replace(text, " ").Replace("( ", "(", StringComparison.Ordinal), "$1")
            .Replace(" ()", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\{([a-z-]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(" ([,.;:)])")]
    private static partial Regex BlankBefore();
}

/// <summary>A measure's texts, cut up.</summary>
internal sealed class WordingTexts(Wording wording)
{
    public WordingTemplate WhyListed { get; } = new(wording.WhyListed);

    public WordingTemplate LookedFor { get; } = new(wording.LookedFor);

    public WordingTemplate WouldClose { get; } = new(wording.WouldClose);

    public WordingTemplate Paragraph { get; } = new(wording.Paragraph);

    public WordingTemplate Limits { get; } = new(wording.Limits);
}
