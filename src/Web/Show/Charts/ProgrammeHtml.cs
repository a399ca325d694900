using System.Globalization;
using System.Net;
using System.Text;
using Opportune.Core;
using Opportune.Database.Quality;

namespace Opportune.Web.Show.Charts;

/// <summary>The programme report of a quarter as HTML, for the page and for the command alike: one section a measure, all from published tables.</summary>
public static class ProgrammeHtml
{
    /// <summary>The sections.</summary>
    /// <param name="quarter">The quarter.</param>
    /// <param name="measures">What is to be said of each measure, in order.</param>
    public static string Of(Quarter quarter, IEnumerable<ProgrammeFacts> measures)
    {
        var html = new StringBuilder();
        var (told, untold) = (new List<ProgrammeFacts>(), new List<ProgrammeFacts>());
        foreach (var facts in measures)
            (new QualityTable(facts.Rows[quarter]).Found() is null ? untold : told).Add(facts);
        foreach (var facts in told)
            Add(html, quarter, facts);
        if (untold.Count > 0)
        {
            html.Append("<section aria-labelledby=\"untold\"><h2 id=\"untold\">Nothing can be told of this quarter of</h2><ul>");
            foreach (var facts in untold)
                html.Append(CultureInfo.InvariantCulture, $"<li>{Encode(facts.Measure.Title)}{Encode(facts.ReleasedUntil is null ? "" : "." + Waits(facts.ReleasedUntil))}</li>");
            html.Append("</ul></section>");
        }
        return html.ToString();
    }

    /// <summary>A page of its own, which needs nothing beside it.</summary>
    public static string Whole(Quarter quarter, IEnumerable<ProgrammeFacts> measures, string site) =>
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Programme report {quarter}</title>
        <style>body {"{"} font: 11pt/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #000 {"}"} table {"{"} border-collapse: collapse; width: 100%; margin: .4rem 0 1rem {"}"} th, td {"{"} text-align: left; font-weight: normal; border-bottom: 1px solid #bbb; padding: .2rem .5rem {"}"} td.number {"{"} text-align: right {"}"} .report-facts {"{"} width: auto {"}"} section {"{"} break-inside: avoid {"}"} caption {"{"} text-align: left; font-weight: 600 {"}"} @page {"{"} margin: 12mm {"}"} @media print {"{"} body {"{"} font-size: 8pt; line-height: 1.25; margin: 0; max-width: none {"}"} h1 {"{"} font-size: 13pt; margin: 0 {"}"} h2 {"{"} font-size: 10pt; margin: 5pt 0 1pt {"}"} p, ul {"{"} margin: 1pt 0 {"}"} table {"{"} margin: 1pt 0 2pt {"}"} th, td {"{"} padding: 1pt 3pt {"}"} tr {"{"} break-inside: avoid {"}"} .report-lines {"{"} font-size: 7pt {"}"} .report-lines td {"{"} white-space: nowrap {"}"} {"}"} .hint {"{"} font-size: .87em; color: #444 {"}"}</style></head>
        <body><main><h1>Programme report {quarter}</h1><p>{Encode(site)}</p>{Of(quarter, measures)}<p>{Encode(Limits)}</p><p>{Encode(Wording.Closing)}</p></main></body></html>

        """;

    /// <summary>What it does not say.</summary>
    public const string Limits =
        "Counts below 11, and what would tell of them, are a dash. Differences are of published tables, with 95% intervals (Newcombe): between the time before and the time since, not between like and like, "
        + "so that other changes of the same time are in them. Precision is that of blind samples (Going live), with Wilson's 95% interval. Nothing here is about fractures or events that did not happen.";

    /// <summary>Why nothing is published for now, where a stepped release goes on; else nothing.</summary>
    public static string Waits(DateOnly? releasedUntil) => releasedUntil is { } last
        ? $" It is released panel by panel: tables are made once, so that they wait until the last panel has begun ({Dates.Text(last)})."
        : "";

    private const string ReleaseMethod =
        "The order of the panels was drawn and kept before the first began. Held together are cases of the same quarter: of panels that had begun before it, and of panels that began only when these cases had their time. "
        + "Newcombe's 95% intervals; all together after Mantel and Haenszel. Patients are taken as independent: where panels differ much by themselves, the intervals are too narrow.";

    private static void Add(StringBuilder html, Quarter quarter, ProgrammeFacts facts)
    {
        var (table, indicators) = (new QualityTable(facts.Rows[quarter]), new QualityIndicators(facts.Measure));
        html.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"{facts.Measure.Id}\"><h2 id=\"{facts.Measure.Id}\">{Encode(facts.Measure.Title)}</h2>");
        var untold = new List<string>();
        html.Append("<table class=\"entries plain-table report-facts\"><tbody>");
        Row("Found", "found", Amounts.Text(table.Found()!.Value));
        Row("Withheld: unknown whether treated", "withheld", table.Withheld() is { } withheld ? Amounts.Text(withheld) : "–");
        Row("No clinician when found", "no clinician", Text(table.Of(QualityIndicators.Names.Alone)));
        Row($"Settled by day {indicators.WindowDays}: the data show what closes it", $"settled by day {indicators.WindowDays}", Text(table.Of(QualityIndicators.Names.Early)));
        Row("of these by a test, the others by a drug", "settled by a test", Text(table.Of(QualityIndicators.Names.ByTest)));
        if (indicators.Recheck is not null)
            Row($"of those settled by day {indicators.WindowDays} known to be measured again in time", "measured again", Text(table.Of(QualityIndicators.Names.Rechecked)));
        if (facts.Measure.Follow is not null)
            Row($"of those settled by day {indicators.WindowDays} known to have kept the drug on for a year", "kept on for a year", Text(table.Of(QualityIndicators.Names.Kept)));
        if (indicators.Characterised is not null)
            Row($"Characterised by day {QualityIndicators.CharacterisedBy}: imaging done, or written down as done elsewhere", $"characterised by day {QualityIndicators.CharacterisedBy}", Text(table.By90()));
        Row($"Settled by day {QualityIndicators.Horizon}", $"settled by day {QualityIndicators.Horizon}", Text(table.By180()));
        Row($"of those after day {indicators.WindowDays} by a test", "settled later by a test", Text(table.Of(QualityIndicators.Names.LaterByTest)));
        Row($"Brought to an end by day {QualityIndicators.Horizon}: settled, left, or closed by judgement", "brought to an end", Text(table.Ended()));
        Row($"Decided on within {indicators.WindowDays} days of being listed", "decided on", Text(table.Of(QualityIndicators.Names.Reviewed)));
        Row($"of these within {QualityIndicators.PromptDays} days", $"decided on within {QualityIndicators.PromptDays} days", Text(table.Of(QualityIndicators.Names.Prompt)));
        Row("of the decided on sent to a clinician", "sent to a clinician", Text(table.Of(QualityIndicators.Names.Sent)));
        Row("of the sent answered by the clinician", "answered", Text(table.Of(QualityIndicators.Names.Answered)));
        Row("of the answered agreed (a drug prescribed, a test ordered, referred)", "agreed", Text(table.Of(QualityIndicators.Names.Agreed)));
        Row("of the decided on dismissed", "dismissed", Text(table.Of(QualityIndicators.Names.Dismissed)));
        Row($"A new index finding (of fractures: a re-fracture) {QualityIndicators.AgainAfter} days to {QualityIndicators.AgainYears} years after day 0", "new index findings", Text(table.Of(QualityIndicators.Names.Again)));
        Row("Precision: of listed cases judged blind this quarter, those that should be listed", "precision", Precision(facts.Judged));
        Row("Minutes from opening an entry to the decision, median", "minutes to a decision", facts.Minutes is { } minutes ? minutes.ToString("0.#", CultureInfo.InvariantCulture) : "–");
        html.Append("</tbody></table>");
        if (untold.Count > 0)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"untold\">Too few to be told, or not known yet: {Encode(string.Join(", ", untold))}.</p>");
        Compare(ProgrammeReport.Lines(facts.Rows, quarter, facts.Began, indicators.WindowDays, withLate: false), ProgrammeReport.Lines(facts.Rows, quarter, facts.Began, QualityIndicators.Horizon, withLate: true));
        html.Append("<p class=\"hint\">").Append(Encode(Against(quarter, facts, indicators))).Append("</p>");
        Release(ProgrammeReport.Released(facts.Rows));
        html.Append("</section>");

        void Row(string name, string brief, string value)
        {
            if (value == "–")
                untold.Add(brief);
            else
                html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(name)}</th><td class=\"number\" data-label=\"{Encode(name)}\">{Encode(value)}</td></tr>");
        }

        void Release(IReadOnlyList<ReleaseLine> lines)
        {
            if (lines.Count == 0)
                return;
            html.Append(CultureInfo.InvariantCulture, $"<table class=\"entries plain-table report-lines\"><caption>Released panel by panel: settled by day {indicators.WindowDays}</caption><thead><tr><th scope=\"col\">Quarter</th><th scope=\"col\">panels that had begun</th><th scope=\"col\">panels that waited</th><th scope=\"col\">difference, points</th></tr></thead><tbody>");
            foreach (var line in lines)
                Line(line.Site.Length == 0 ? line.Quarter.ToString() : $"{line.Quarter}, {line.Site}", Text(line.Begun), Text(line.Waiting), line.Difference);
            if (lines.Count > 1)
                Line("all together", "", "", ShareDifference.Common([.. lines.Select(l => (l.Begun, l.Waiting))]));
            html.Append("</tbody></table><p class=\"hint\">").Append(Encode(ReleaseMethod)).Append("</p>");
        }

        void Line(string name, string begun, string waiting, ShareDifference difference)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(name)}</th>");
            foreach (var (what, value) in new[] { ("panels that had begun", begun), ("panels that waited", waiting), ("difference, points", Points(difference)) })
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\" data-label=\"{what}\">{Encode(value)}</td>");
            html.Append("</tr>");
        }

        void Compare(IReadOnlyList<ProgrammeLine> early, IReadOnlyList<ProgrammeLine> late)
        {
            var lines = early.Select(e => (Early: e, Late: late.FirstOrDefault(l => (l.Attribute, l.Group) == (e.Attribute, e.Group)))).Where(l => l.Early.Since is not null || l.Late?.Since is not null).ToList();
            // An attribute of one group alone says what all together say; small groups stand behind the others.
            lines = [.. lines.GroupBy(l => l.Early.Attribute).Where(g => g.Key.Length == 0 || g.Skip(1).Any()).SelectMany(g => g.OrderBy(l => l.Early.Group == QualityTables.Others))];
            if (lines.Count == 0)
                return;
            var (first, second) = ($"by day {indicators.WindowDays}", $"by day {QualityIndicators.Horizon}");
            (string Name, Func<(ProgrammeLine Early, ProgrammeLine? Late), string> Of)[] columns =
            [
                ($"{first}, before", l => Text(l.Early.Before)), ($"{first}, this quarter", l => Text(l.Early.Since)), ($"{first}, difference, points", l => Points(l.Early.Difference)),
                ($"{second}, before", l => Text(l.Late?.Before)), ($"{second}, this quarter", l => Text(l.Late?.Since)), ($"{second}, difference, points", l => Points(l.Late?.Difference)),
            ];
            // What no line tells takes no column; why is said below the table.
            columns = [.. columns.Where(c => lines.Exists(l => c.Of(l) != "–"))];
            html.Append(CultureInfo.InvariantCulture, $"<table class=\"entries plain-table report-lines\"><caption>Settled {first} and {second}</caption><thead><tr><th scope=\"col\">Of</th>");
            foreach (var (name, _) in columns)
                html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{name}</th>");
            html.Append("</tr></thead><tbody>");
            foreach (var line in lines)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(NameOf(line.Early))}</th>");
                foreach (var (name, of) in columns)
                    html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\" data-label=\"{name}\">{Encode(of(line))}</td>");
                html.Append("</tr>");
            }
            html.Append("</tbody></table>");
        }
    }

    private static string Against(Quarter quarter, ProgrammeFacts facts, QualityIndicators indicators) => facts.Began switch
    {
        null => "Nobody was shown cases of it yet: there is nothing to hold the quarter against.",
        { } began when quarter.First < began => string.Create(CultureInfo.InvariantCulture, $"People were shown cases from {Dates.Text(began)} on: the quarter began before, so that it is not held against earlier ones."),
        { } began => ProgrammeReport.Before(facts.Rows, began, indicators.WindowDays) is [var first, ..] before
            ? string.Create(CultureInfo.InvariantCulture, $"Before: day 0 in {first} to {before[^1]}, found by silent runs, whose time was over before people were shown cases ({Dates.Text(began)}).")
            : "No quarter before people were shown cases is published: run backfills over the 24 months before going live.",
    };

    // How many were judged is no count of patients with anything; so few that they say nothing are not told.
    private static string Precision((long Right, long Of) judged) => judged.Of < SmallCells.Least ? "–"
        : Share.Of(judged.Right, judged.Of) is var share ? $"{Amounts.Percent(share.Value)} ({Amounts.Percent(share.Low)} to {Amounts.Percent(share.High)}) of {Amounts.Text(judged.Of)}" : "–";

    private static string NameOf(ProgrammeLine line) => line.Attribute.Length == 0 ? "all" : $"{line.Attribute}: {(line.Group.Length == 0 ? "not stated" : line.Group)}";

    private static string Text(PublishedShare? share) => Text(share is { } s ? (s.Having, s.Of) : null);

    private static string Text((long Having, long Of)? share) => share is { } s ? $"{Amounts.Percent((double)s.Having / s.Of)} ({Amounts.Text(s.Having)} of {Amounts.Text(s.Of)})" : "–";

    private static string Points(ShareDifference? difference) => difference is { } d
        ? string.Create(CultureInfo.InvariantCulture, $"{Signed(d.Value)} ({Signed(d.Low)} to {Signed(d.High)})")
        : "–";

    private static string Signed(double share) => Math.Round(share * 100, 1).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
