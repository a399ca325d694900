using System.Text;

namespace Opportune.Synth.Reports;

/// <summary>What goes wrong at the keyboard and at the microphone, now and then.</summary>
internal static class Slips
{
    public static string Make(Draw draw, string text)
    {
        if (text.Length < 40 || !draw.Chance(0.05))
            return text;
        return draw.Between(0, 4) switch
        {
            0 => Stutter(text),
            1 => ReplaceFirst(text, ". ", ".. "),
            2 => ReplaceFirst(text, ". ", "."),
            3 => text.Replace(". ", ".  ", StringComparison.Ordinal),
            _ => SwapTwoLetters(draw, text),
        };
    }

    private static string Stutter(string text)
    {
        var at = text.IndexOf(" the ", StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + " the" + text[at..];
    }

    private static string ReplaceFirst(string text, string what, string by)
    {
        // Not before a digit: "1. 2 mm" would become another number.
        var at = text.IndexOf(what, StringComparison.Ordinal);
        return at <= 0 || char.IsDigit(text[at - 1]) || at + 2 >= text.Length || !char.IsLetter(text[at + 2]) ? text : text[..at] + by + text[(at + what.Length)..];
    }

    private static string SwapTwoLetters(Draw draw, string text)
    {
        var at = draw.Between(1, text.Length - 4);
        if (!char.IsLower(text[at - 1]) || !char.IsLower(text[at]) || !char.IsLower(text[at + 1]) || !char.IsLower(text[at + 2]))
            return text;
        return new StringBuilder(text) { [at] = text[at + 1], [at + 1] = text[at] }.ToString();
    }
}
