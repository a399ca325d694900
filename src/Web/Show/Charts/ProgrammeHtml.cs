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
        foreach (var facts in measures)
            Add(html, quarter, facts);
        return html.ToString();
    }

    /// <summary>A page of its own, which needs nothing beside it.</summary>
    public static string Whole(Quarter quarter, IEnumerable<ProgrammeFacts> measures, string site) =>
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Programme report {quarter}</title>
        <style>body {"{"} font: 11pt/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #000 {"}"} table {"{"} border-collapse: collapse; width: 100%; margin: .4rem 0 1rem {"}"} th, td {"{"} text-align: left; font-weight: normal; border-bottom: 1px solid #bbb; padding: .2rem .5rem {"}"} td.number {"{"} text-align: right {"}"} section {"{"} break-inside: avoid {"}"} .hint {"{"} font-size: .87em; color: #444 {"}"}</style></head>
        <body><main><h1>Programme report {quarter}</h1><p>{Encode(site)}</p>{Of(quarter, measures)}<p>{Encode(Limits)}</p><p>{Encode(Wording.Closing)}</p></main></body></html>

        """;

    /// <summary>What it does not say.</summary>
    public const string Limits =
        "Counts below 11, and what would tell of them, are a dash. Differences are of published tables, with 95% intervals (Newcombe): between the time before and the time since, not between like and like, "
        + "so that other changes of the same time are in them. How precise the lists are is measured by blind samples (Going live). Nothing here is about fractures or events that did not happen.";

    private static void Add(StringBuilder html, Quarter quarter, ProgrammeFacts facts)
    {
        var (table, indicators) = (new QualityTable(facts.Rows[quarter]), new QualityIndicators(facts.Measure));
        html.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"{facts.Measure.Id}\"><h2 id=\"{facts.Measure.Id}\">{Encode(facts.Measure.Title)}</h2>");
        if (table.Found() is not { } found)
        {
            html.Append("<p>Nothing can be shown of this quarter.</p></section>");
            return;
        }
        html.Append("<table class=\"entries plain-table\"><tbody>");
        Row("Found", Amounts.Text(found));
        Row("Withheld: unknown whether treated", table.Withheld() is { } withheld ? Amounts.Text(withheld) : "–");
        Row("No clinician when found", Text(table.Of(QualityIndicators.Names.Alone)));
        Row($"Decided on within {indicators.WindowDays} days of being listed", Text(table.Of(QualityIndicators.Names.Reviewed)));
        Row("Of these sent to a clinician", Text(table.Of(QualityIndicators.Names.Sent)));
        Row("Of these dismissed", Text(table.Of(QualityIndicators.Names.Dismissed)));
        Row("Minutes from opening an entry to the decision, median", facts.Minutes is { } minutes ? minutes.ToString("0.#", CultureInfo.InvariantCulture) : "–");
        html.Append("</tbody></table>");
        Compare($"Settled by day {indicators.WindowDays}", ProgrammeReport.Lines(facts.Rows, quarter, facts.Began, indicators.WindowDays, withLate: false));
        Compare($"Settled by day {QualityIndicators.Horizon}", ProgrammeReport.Lines(facts.Rows, quarter, facts.Began, QualityIndicators.Horizon, withLate: true));
        html.Append("<p class=\"hint\">").Append(Encode(Against(quarter, facts, indicators))).Append("</p></section>");

        void Row(string name, string value) => html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(name)}</th><td class=\"number\" data-label=\"{Encode(name)}\">{Encode(value)}</td></tr>");

        void Compare(string name, IReadOnlyList<ProgrammeLine> lines)
        {
            var shown = lines.Where(l => l.Since is not null).ToList();
            if (shown.Count == 0)
                return;
            html.Append(CultureInfo.InvariantCulture, $"<table class=\"entries plain-table\"><caption>{Encode(name)}</caption><thead><tr><th scope=\"col\">Of</th><th scope=\"col\">Before</th><th scope=\"col\">This quarter</th><th scope=\"col\">Difference</th></tr></thead><tbody>");
            foreach (var line in shown)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(NameOf(line))}</th><td class=\"number\" data-label=\"Before\">{Encode(Text(line.Before))}</td><td class=\"number\" data-label=\"This quarter\">{Encode(Text(line.Since))}</td><td class=\"number\" data-label=\"Difference\">{Encode(Points(line.Difference))}</td></tr>");
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

    private static string NameOf(ProgrammeLine line) => line.Attribute.Length == 0 ? "all" : $"{line.Attribute}: {(line.Group.Length == 0 ? "not stated" : line.Group)}";

    private static string Text(PublishedShare? share) => Text(share is { } s ? (s.Having, s.Of) : null);

    private static string Text((long Having, long Of)? share) => share is { } s ? $"{Amounts.Percent((double)s.Having / s.Of)} ({Amounts.Text(s.Having)} of {Amounts.Text(s.Of)})" : "–";

    private static string Points(ShareDifference? difference) => difference is { } d
        ? string.Create(CultureInfo.InvariantCulture, $"{Signed(d.Value)} points ({Signed(d.Low)} to {Signed(d.High)})")
        : "–";

    private static string Signed(double share) => Math.Round(share * 100, 1).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
