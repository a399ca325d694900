using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;

namespace Opportune.Tests.Unit.Reading;

/// <summary>
/// A way of saying a sentence otherwise, and what then becomes of its mentions: the same concepts at the same places, and
/// assertions that stay, or all become <see cref="Becomes"/>.
/// </summary>
/// <param name="Name">Its name in the tests.</param>
/// <param name="Say">The sentence said otherwise; null where the rewrite does not apply.</param>
internal sealed record Rewrite(string Name, Func<string, string?> Say)
{
    /// <summary>What every present mention becomes; null: it stays as it was.</summary>
    public Assertion? Becomes { get; init; }

    /// <summary>Left and right change places.</summary>
    public bool Mirrors { get; init; }

    public static IReadOnlyList<Rewrite> All { get; } =
    [
        // The same words in another dress.
        new("capitals", s => s.Contains("XXXX", StringComparison.Ordinal) || HoldsTitles(s) ? null : s.ToUpperInvariant()),
        new("small letters", s => s.Contains("XXXX", StringComparison.Ordinal) || HoldsTitles(s) ? null : s.ToLowerInvariant()),
        new("wrapped lines", s => Wrap(s, 60, "\n")),
        new("wrapped lines of another system", s => Wrap(s, 72, "\r\n")),
        new("double spaces", s => s.Replace(" ", "  ", StringComparison.Ordinal)),
        new("tabs", s => s.Replace(' ', '\t')),
        new("spaces that do not break", s => s.Replace(' ', '\u00A0')),
        new("unicode dashes", s => s.Contains(" -", StringComparison.Ordinal) || !s.Contains('-', StringComparison.Ordinal) ? null : s.Replace('-', '\u2011')),
        new("unicode apostrophes", s => s.Contains('\'', StringComparison.Ordinal) ? null : "The patient\u2019s exam: " + Small(s)),
        new("no full stop", s => s.EndsWith('.') ? s[..^1] : null),
        new("numbered", s => "2. " + s),
        new("bulleted", s => "\u2022 " + s),
        new("dashed", s => "- " + s),
        new("numbered among others", s => $"1. Lungs are clear.\n2. {s}\n3. No effusion."),

        // The same sentence elsewhere.
        new("in the findings", s => "FINDINGS: " + s),
        new("in the impression", s => "IMPRESSION:\n" + s),
        new("after another sentence", s => "The lungs are clear. " + s),
        new("before another sentence", s => s + " No pleural effusion."),
        new("before an addendum", s => s + "\nADDENDUM: These results were discussed by telephone."),
        new("after a clause", s => "The lungs are clear; " + Small(s)),
        new("after a history", s => "HISTORY: Chest pain.\nFINDINGS: " + s),
        new("after a comparison", s => "COMPARISON: 3 May 2019. FINDINGS: " + s),
        new("after what was cut out", s => "[**2019-5-3**] XXXX. " + s),
        new("after a byte that is no text", s => "\uFFFD. " + s),

        // Abbreviations, passive voice, mirrored.
        new("abbreviated", s => Abbreviate(s) is var short_ && short_ == s ? null : short_),
        new("a letter left out", s => Slip(s, (w, at) => w.Remove(at, 1))),
        new("a letter twice", s => Slip(s, (w, at) => w.Insert(at, w[at].ToString()))),
        new("a letter for its neighbour", s => Slip(s, (w, at) => w[..(at - 1)] + w[at] + w[at - 1] + w[(at + 1)..])),
        new("another letter", s => Slip(s, (w, at) => w[..at] + (w[at] == 'q' ? 'z' : 'q') + w[(at + 1)..])),
        new("left for right", s => Mirror(s) is var other && other == s ? null : other) { Mirrors = true },
        new("is seen", s => ThereIs(s) is { } what ? $"{Capital(what)} is seen." : null),
        new("demonstrates", s => ThereIs(s) is { } what ? $"The study demonstrates {what}." : null),
        new("again noted", s => ThereIs(s) is { } what ? $"Again noted is {what}." : null),

        // Another assertion.
        new("there is no", s => ThereIs(s) is { } what ? $"There is no {what}." : null) { Becomes = Assertion.Absent },
        new("no evidence of", s => ThereIs(s) is { } what ? $"No evidence of {what}." : null) { Becomes = Assertion.Absent },
        new("is negative for", s => ThereIs(s) is { } what ? $"The exam is negative for {what}." : null) { Becomes = Assertion.Absent },
        new("is not identified", s => ThereIs(s) is { } what ? $"{Capital(what)} is not identified." : null) { Becomes = Assertion.Absent },
        new("history of", s => ThereIs(s) is { } what ? $"History of {what}." : null) { Becomes = Assertion.Historical },
        new("in the indication", s => ThereIs(s) is { } what ? $"INDICATION: {what}.\nFINDINGS: The lungs are clear." : null) { Becomes = Assertion.Hypothetical },
        new("in the past history", s => ThereIs(s) is { } what ? $"PAST MEDICAL HISTORY: {what}." : null) { Becomes = Assertion.Historical },
        new("in the family", s => ThereIs(s) is { } what ? $"FAMILY HISTORY: {what}." : null) { Becomes = Assertion.OtherPerson },
        new("her mother had", s => ThereIs(s) is { } what ? $"Her mother had {what}." : null) { Becomes = Assertion.OtherPerson },
        new("evaluate for", s => ThereIs(s) is { } what ? $"Evaluate for {what}." : null) { Becomes = Assertion.Hypothetical },
        new("cannot exclude", s => ThereIs(s) is { } what ? $"Cannot exclude {what}." : null) { Becomes = Assertion.Possible },
        new("may represent", s => ThereIs(s) is { } what ? $"This may represent {what}." : null) { Becomes = Assertion.Possible },
        new("is questioned", s => ThereIs(s) is { } what ? $"Questionable {what}." : null) { Becomes = Assertion.Possible },
    ];

    public override string ToString() => Name;

    /// <summary>The rewritten text as bytes; the one that is no text becomes one.</summary>
    public byte[]? Bytes(string sentence) => Say(sentence) is not { } said ? null
        : [.. said.Split('\uFFFD').Select(Encoding.UTF8.GetBytes).Aggregate((a, b) => [.. a, 0xE2, 0x82, .. b])];

    // "There is mild calcification of the aorta." -> "mild calcification of the aorta": one statement, nothing beside it.
    private static string? ThereIs(string sentence)
    {
        var match = Regex.Match(sentence, @"^There (?:is|are) (?:also |again )?(?:a |an |some )?([^,;:.?()]+)\.?$");
        return match.Success && !Regex.IsMatch(match.Groups[1].Value, @"\b(no|not|without|with|possibl[ey]|may|history|but|likely|probabl[ey]|old|remote|healed|chronic|suspicious|suggest\w*|consistent|compatible|which|seen|noted|secondary|due|is|are|was|were|has|XXXX)\b|XXXX")
            ? match.Groups[1].Value : null;
    }

    // Capitals within a sentence part lists that have no marks; without them, or with capitals everywhere, that is lost.
    private static bool HoldsTitles(string sentence) => Regex.IsMatch(sentence, @"[a-z)][ .][A-Z][a-z]");

    private static string Small(string sentence) => sentence.Length > 1 && char.IsLower(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string? Wrap(string sentence, int width, string end)
    {
        var wrapped = new StringBuilder();
        var column = 0;
        foreach (var word in sentence.Split(' '))
        {
            if (column > 0 && column + word.Length > width)
            {
                // A capital on a short line begins a statement: that wrap would say something else.
                if (column < 56 || word.Length > 0 && !char.IsLower(word[0]))
                    return null;
                wrapped.Append(end);
                column = 0;
            }
            else if (column > 0)
                wrapped.Append(' ');
            wrapped.Append(word);
            column += word.Length + 1;
        }
        return wrapped.ToString() is var text && text.Contains('\n', StringComparison.Ordinal) ? text : null;
    }

    private static string Abbreviate(string sentence)
    {
        foreach (var (words, abbreviation) in new[]
        {
            ("status post", "s/p"), ("consistent with", "c/w"), ("history of", "h/o"), ("rule out", "r/o"), ("fractures", "fxs"), ("fracture", "fx"),
            ("without", "w/o"), ("bilateral", "b/l"), ("vertebral bodies", "vertebrae"),
        })
            sentence = Regex.Replace(sentence, $@"\b{words}\b", abbreviation, RegexOptions.IgnoreCase);
        return sentence;
    }

    // The first long word of a finding is misspelt, behind the letters by which it is searched for.
    private static string? Slip(string sentence, Func<string, int, string> change)
    {
        var match = Regex.Match(sentence, @"\b([Cc]alcification|[Cc]alcifications|[Aa]therosclerotic|[Aa]therosclerosis|[Cc]ompression|[Dd]egenerative|[Oo]steopenia|[Gg]ranulomas|[Vv]ertebral)\b");
        return match.Success ? sentence[..match.Index] + change(match.Value, match.Length - 2) + sentence[(match.Index + match.Length)..] : null;
    }

    private static string Mirror(string sentence) => Regex.Replace(sentence, @"\b(left|right)(-sided)?\b(?! (main|anterior descending|coronary|circumflex|atri|ventric|heart))",
        m => (m.Groups[1].Value.ToLowerInvariant(), char.IsUpper(m.Value[0])) switch
        {
            ("left", true) => "Right",
            ("left", false) => "right",
            (_, true) => "Left",
            _ => "left",
        } + m.Groups[2].Value, RegexOptions.IgnoreCase);
}
