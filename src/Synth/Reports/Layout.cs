using System.Text;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Reports;

/// <summary>Sets a report in type: headings or none, capitals, numbered impressions, wrapped lines; one row or several.</summary>
internal sealed class Layout(Draw draw)
{
    private static readonly Dictionary<string, string[]> Headings = new()
    {
        ["indication"] = ["INDICATION", "INDICATION", "HISTORY", "CLINICAL HISTORY", "CLINICAL INFORMATION", "REASON FOR EXAM"],
        ["comparison"] = ["COMPARISON"],
        ["technique"] = ["TECHNIQUE"],
        ["findings"] = ["FINDINGS"],
        ["impression"] = ["IMPRESSION", "IMPRESSION", "IMPRESSION", "CONCLUSION"],
    };

    public IReadOnlyList<ReportRow> Set(IReadOnlyList<Section> sections)
    {
        var capitals = draw.Chance(0.08);
        var title = !capitals && draw.Chance(0.2);
        var rows = draw.Weighted(0.88, 0.07, 0.05) switch
        {
            0 => [Whole(sections, title)],
            1 => BySection(sections),
            _ => ByLine(sections, title),
        };
        return [.. rows.Select(r => r with { Text = Slips.Make(draw, capitals ? r.Text.ToUpperInvariant() : r.Text) })];
    }

    private ReportRow Whole(IReadOnlyList<Section> sections, bool title)
    {
        var text = new StringBuilder();
        // Without headings nobody could tell a question from a finding.
        var headings = sections.Any(s => s.Name == "indication") || draw.Chance(0.85);
        var newLines = draw.Chance(0.35);
        var organs = draw.Chance(0.3);
        foreach (var section in sections.Where(s => headings || s.Name is "findings" or "impression"))
        {
            if (text.Length > 0)
                text.Append(newLines ? "\n" : " ");
            if (headings)
                text.Append(Heading(section.Name, title)).Append(newLines && draw.Chance(0.3) ? ":\n" : ": ");
            AppendSentences(text, section, organs && headings, newLines);
        }
        var set = draw.Chance(0.12) && !newLines ? Wrapped(text.ToString(), draw.Between(66, 84)) : text.ToString();
        return new(set, null, draw.Chance(0.5) ? 1 : null, [.. sections.SelectMany(s => Stated(s.Sentences, s.Name))]);
    }

    private void AppendSentences(StringBuilder text, Section section, bool organs, bool newLines)
    {
        var numbered = section.Name == "impression" && section.Sentences.Count > 1 && draw.Chance(0.5);
        var organ = "";
        for (var i = 0; i < section.Sentences.Count; i++)
        {
            var said = section.Sentences[i];
            if (i > 0)
                text.Append(newLines && (numbered || (organs && said.Organ != organ)) ? '\n' : ' ');
            if (numbered)
                text.Append(i + 1).Append(". ");
            if (organs && said.Organ.Length > 0 && said.Organ != organ)
                text.Append(OrganHeading(said.Organ)).Append(": ");
            organ = said.Organ;
            text.Append(said.Text);
        }
    }

    private static List<ReportRow> BySection(IReadOnlyList<Section> sections)
    {
        var rows = new List<ReportRow>();
        foreach (var section in sections)
            rows.Add(new(string.Join(' ', section.Sentences.Select(s => s.Text)), section.Name, rows.Count + 1, [.. Stated(section.Sentences, section.Name)]));
        return rows;
    }

    private List<ReportRow> ByLine(IReadOnlyList<Section> sections, bool title)
    {
        var rows = new List<ReportRow>();
        foreach (var section in sections)
        {
            for (var i = 0; i < section.Sentences.Count; i++)
            {
                var said = section.Sentences[i];
                var text = i == 0 ? $"{Heading(section.Name, title)}: {said.Text}" : said.Text;
                rows.Add(new(text, null, rows.Count + 1, [.. Stated([said], section.Name)]));
            }
        }
        return rows;
    }

    private static IEnumerable<(Statement, string)> Stated(IEnumerable<Said> sentences, string section) =>
        sentences.SelectMany(s => s.Statements).Select(s => (s, section));

    private string Heading(string name, bool title)
    {
        var heading = draw.Pick(Headings[name]);
        return title ? heading[0] + heading[1..].ToLowerInvariant() : heading;
    }

    private static string OrganHeading(string organ) => organ switch
    {
        "bones" => "OSSEOUS STRUCTURES",
        "soft" => "SOFT TISSUES",
        "nodes" => "LYMPH NODES",
        "vessels" => "VASCULATURE",
        "dxa" => "RESULTS",
        _ => organ.ToUpperInvariant(),
    };

    private static string Wrapped(string text, int width)
    {
        var wrapped = new StringBuilder(text.Length);
        var column = 0;
        foreach (var word in text.Split(' '))
        {
            if (column > 0)
            {
                var breaks = column + word.Length >= width;
                wrapped.Append(breaks ? '\n' : ' ');
                column = breaks ? 0 : column + 1;
            }
            wrapped.Append(word);
            column += word.Length;
        }
        return wrapped.ToString();
    }
}
