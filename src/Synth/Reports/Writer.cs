using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Synth.Charts;
using Opportune.Synth.People;

namespace Opportune.Synth.Reports;

/// <summary>Puts a statement, or a filler, into words.</summary>
internal sealed class Writer(Draw draw, Person person, DateOnly examDate)
{
    private static readonly Phrasebook Book = Phrasebook.Shared;

    private static readonly string[] Womens = ["uterus", "hysterectomy", "lumpectomy", "mastectomy", "breast carcinoma", "menopausal", "estrogen"];
    private static readonly string[] Elders = ["COPD", "emphysema", "arthrosis", "pack-year", "screening", "Lung-RADS", "heart failure", "pacemaker", "defibrillator", "stroke", "sternotomy", "osteophyte", "diverticul", "hyperinflat", "prostate", "vacuum"];
    private static readonly string[] Mens = ["gynecomastia", "prostate", "seminal"];

    /// <summary>A sentence that says the statement and no more.</summary>
    /// <exception cref="InvalidOperationException">The phrase files have no words for it.</exception>
    public string Say(Statement statement)
    {
        var says = What(statement);
        var role = Role(statement);
        var sentences = new List<Template>();
        var nouns = new List<Template>();
        foreach (var key in Keys(statement))
        {
            sentences.AddRange(Book[$"{key} say {role}"].Where(t => t.Fits(says)));
            nouns.AddRange(Book[$"{key} np"].Where(t => t.Fits(says)));
            if (sentences.Count + nouns.Count > 0)
                break;
        }
        if (sentences.Count + nouns.Count == 0)
            throw new InvalidOperationException($"no words for {statement}");
        // Whole sentences are fewer but read best, so they get a good share.
        if (nouns.Count == 0 || (sentences.Count > 0 && draw.Chance(0.4)))
            return Finish(Render(draw.Pick(sentences).Parts, statement));
        var noun = draw.Pick(nouns);
        var bare = Tidy(Render(noun.Parts, statement));
        var frame = draw.Pick(Book[$"frame {Frame(statement, role)}"]);
        return Finish(Render(frame.Parts, statement, bare, noun.Mark));
    }

    /// <summary>What was seen before is said so only of what does not change; only bones are asked about after a fall.</summary>
    private string Frame(Statement s, string role)
    {
        var bone = s.Concept is Concepts.Vertebral or Concepts.Hip or Concepts.Fracture;
        return role switch
        {
            "present" when (bone ? s.Age is LesionAge.Unchanged or LesionAge.Chronic : s.Age == LesionAge.None) && draw.Chance(0.12) => "again",
            "hypothetical" when bone && draw.Chance(0.3) => "injury",
            _ => role,
        };
    }

    /// <summary>A sentence that the header's templates give; empty if it has none.</summary>
    public string Fill(string header) => Fill(header, healthy: true).Text;

    /// <summary>The same, telling whether something is the matter.</summary>
    /// <param name="header">Of the fillers.</param>
    /// <param name="healthy">Whether sentences for exams without any finding will do.</param>
    public (string Text, bool IsAbnormal) Fill(string header, bool healthy)
    {
        var templates = healthy ? Book[header] : [.. Book[header].Where(t => t.Mark != '=')];
        if (templates.Count == 0)
            return ("", false);
        while (true)
        {
            var template = draw.Pick(templates);
            var text = Finish(Render(template.Parts, null));
            if (!Impossible(text))
                return (text, template.Mark == '!');
        }
    }

    /// <summary>One sentence for both; empty if there is none for such a pair.</summary>
    public string SayBoth(Statement first, Statement second)
    {
        var header = $"joint {Key(first)} + {Key(second)}";
        return Book.Has(header) ? Finish(Render(draw.Pick(Book[header]).Parts, first)) : "";

        static string Key(Statement s) => s.Concept + (s.Site.Length > 0 ? "/" + s.Site : "") + (s.Kind.Length > 0 ? ":" + s.Kind : "") + (s.Assertion == Assertion.Absent ? " absent" : "");
    }

    /// <summary>A man's uterus, a woman's prostate, a child's emphysema.</summary>
    private bool Impossible(string text) =>
        (person.AgeOn(examDate) < 40 && Elders.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))
        || (person.Sex != 'F' && Womens.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))
        || (person.Sex == 'F' && Mens.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The ways in which phrases are filed, the most telling first.</summary>
    private static IEnumerable<string> Keys(Statement s)
    {
        if (s.Site.Length > 0 && s.Kind.Length > 0)
            yield return $"{s.Concept}/{s.Site}:{s.Kind}";
        if (s.Kind.Length > 0)
            yield return $"{s.Concept}:{s.Kind}";
        if (s.Site.Length > 0)
            yield return $"{s.Concept}/{s.Site}";
        yield return s.Concept;
    }

    private static string Role(Statement s) => s.Assertion switch
    {
        Assertion.Absent => "absent",
        Assertion.Possible => "possible",
        Assertion.Historical => "historical",
        Assertion.Hypothetical => "hypothetical",
        Assertion.OtherPerson => "other-person",
        _ => s.Certainty == Certainty.Probable ? "probable" : "present",
    };

    private static Says What(Statement s) =>
        (s.Severity != Severity.None ? Says.Severity : 0) | (s.Age != LesionAge.None ? Says.Age : 0)
        | (s.Side != Laterality.None ? Says.Side : 0) | (s.Level.Length > 0 ? Says.Level : 0) | (s.Value != null ? Says.Value : 0);

    private string Render(IReadOnlyList<Part> parts, Statement? statement, string bare = "", char mark = '-')
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            Append(text, part, statement, bare, mark);
        return text.ToString();
    }

    private void Append(StringBuilder text, Part part, Statement? statement, string bare, char mark)
    {
        if (part.Choices is { } choices)
        {
            foreach (var inner in draw.Pick(choices))
                Append(text, inner, statement, bare, mark);
            return;
        }
        text.Append(part.Name switch
        {
            "" => part.Words,
            "np" => mark == 'a' ? $"{Article(bare)} {bare}" : bare,
            "bare" => bare,
            "is" => mark == '+' ? "are" : "is",
            "n" => draw.Between(int.Parse(part.Low, CultureInfo.InvariantCulture), int.Parse(part.High, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
            "d" => Decimal(part),
            "bmd" => Density(statement!),
            "years" => person.AgeOn(examDate).ToString(CultureInfo.InvariantCulture),
            "gender" => person.Sex switch { 'F' => person.AgeOn(examDate) < 18 ? "girl" : "woman", 'M' => person.AgeOn(examDate) < 18 ? "boy" : "man", _ => "patient" },
            "date" => examDate.AddDays(-draw.Between(20, 1400)).ToString(draw.Chance(0.6) ? "M/d/yyyy" : "MMMM d, yyyy", CultureInfo.InvariantCulture),
            "sev" or "sevly" => statement?.Severity is null or Severity.None ? "" : Words($"{part.Name}-{statement.Severity}"),
            "age" => statement?.Age is null or LesionAge.None ? "" : Words($"age-{statement.Age}"),
            "side" => statement?.Side is null or Laterality.None ? "" : Words($"side-{statement.Side}"),
            "level" => statement?.Level,
            "value" => statement?.Value?.ToString(statement.Concept == Concepts.TScore ? "0.0" : "0", CultureInfo.InvariantCulture),
            _ => Words(part.Name),
        });
    }

    private string Words(string name)
    {
        var templates = Book["words " + name.ToLowerInvariant()];
        if (templates.Count == 0)
            throw new InvalidOperationException($"no words for the slot '{name}'");
        return Render(draw.Pick(templates).Parts, null);
    }

    /// <summary>The density that goes with a T-score (young adult mean and deviation of the NHANES hips and of usual spines).</summary>
    private static string Density(Statement statement)
    {
        var (mean, deviation) = statement.Site switch { "lumbar-spine" => (1.047, 0.110), "femoral-neck" => (0.858, 0.120), _ => (0.942, 0.122) };
        return (mean + deviation * statement.Value!.Value).ToString("F3", CultureInfo.InvariantCulture);
    }

    private string Decimal(Part part)
    {
        var low = double.Parse(part.Low, CultureInfo.InvariantCulture);
        var high = double.Parse(part.High, CultureInfo.InvariantCulture);
        var digits = part.Low.Length - part.Low.IndexOf('.') - 1;
        return (low + draw.Unit() * (high - low)).ToString("F" + digits, CultureInfo.InvariantCulture);
    }

    /// <summary>As it is spoken: "an L1 fracture", "an 8 mm", "a T12", "a unipolar".</summary>
    private static string Article(string bare)
    {
        var soundsLikeVowel = bare[0] == 'L' && bare.Length > 1 && (char.IsDigit(bare[1]) || bare[1] == 'A');
        var soundsLikeYou = bare.StartsWith("unip", StringComparison.Ordinal) || bare.StartsWith("ute", StringComparison.Ordinal);
        return soundsLikeVowel || ("aeiou8".Contains(char.ToLowerInvariant(bare[0])) && !soundsLikeYou) ? "an" : "a";
    }

    /// <summary>Slots that stayed empty leave doubled blanks and blanks before stops.</summary>
    private static string Tidy(string text)
    {
        if (!text.Contains("  ", StringComparison.Ordinal) && !text.Contains(" .", StringComparison.Ordinal) && !text.Contains(" ,", StringComparison.Ordinal))
            return text.Trim();
        var tidy = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == ' ' && (tidy.Length == 0 || tidy[^1] == ' '))
                continue;
            if (c is '.' or ',' or ':' or ';' && tidy.Length > 0 && tidy[^1] == ' ')
                tidy.Length--;
            tidy.Append(c);
        }
        return tidy.ToString().Trim();
    }

    private static string Finish(string text)
    {
        text = Tidy(text);
        return text.Length == 0 || char.IsUpper(text[0]) ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
