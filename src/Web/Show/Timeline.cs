using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>What happened when, drawn: findings, tests and drugs found in the data above the line, what people did below it.</summary>
internal static class Timeline
{
    private const int Width = 720;
    private const int Height = 92;
    private const int Axis = 52;
    private const int Margin = 10;

    // So many characters to each side of a mention.
    private const int Beside = 60;

    /// <summary>Draws it; nothing where there is nothing dated.</summary>
    public static IHtmlContent Draw(IEnumerable<Evidence> evidence, IEnumerable<EventRow> history, DateOnly today)
    {
        var marks = evidence.Where(e => e is { Outcome: "found", Date: not null }).Select(e => new Mark(e.Date!.Value, e.Role is "index" or "first-seen" ? "finding" : "data", Text(e)))
            .Concat(history.Where(h => h is { Actor: not null, AsOf: not null }).Select(h => new Mark(h.AsOf!.Value, "person", h.Text)))
            .Distinct().OrderBy(m => m.Day).ToList();
        if (marks.Count == 0)
            return HtmlString.Empty;
        var first = new DateOnly(marks[0].Day.Year, 1, 1);
        var last = today > marks[^1].Day ? today : marks[^1].Day;
        var days = Math.Max(1, last.DayNumber - first.DayNumber);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"timeline\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Timeline from {first.Year} to {last.Year}; the same is listed below it\">");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Margin}\" y1=\"{Axis}\" x2=\"{Width - Margin}\" y2=\"{Axis}\"/>");
        var step = Math.Max(1, (last.Year - first.Year + 7) / 8);
        for (var year = first.Year; year <= last.Year; year += step)
        {
            var x = At(new(year, 1, 1));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"tick\" x1=\"{x}\" y1=\"{Axis - 4}\" x2=\"{x}\" y2=\"{Axis + 4}\"/><text x=\"{x}\" y=\"{Height - 4}\">{year}</text>");
        }
        foreach (var mark in marks)
        {
            var x = At(mark.Day);
            var title = HtmlEncoder.Default.Encode($"{Dates.Text(mark.Day)}: {mark.Text}");
            svg.Append(mark.Kind switch
            {
                "finding" => string.Create(CultureInfo.InvariantCulture, $"<g class=\"finding\"><title>{title}</title><line x1=\"{x}\" y1=\"{Axis}\" x2=\"{x}\" y2=\"20\"/><circle cx=\"{x}\" cy=\"17\" r=\"6\"/></g>"),
                "data" => string.Create(CultureInfo.InvariantCulture, $"<g class=\"data\"><title>{title}</title><line x1=\"{x}\" y1=\"{Axis}\" x2=\"{x}\" y2=\"36\"/><circle cx=\"{x}\" cy=\"33\" r=\"4\"/></g>"),
                _ => string.Create(CultureInfo.InvariantCulture, $"<g class=\"person\"><title>{title}</title><line x1=\"{x}\" y1=\"{Axis}\" x2=\"{x}\" y2=\"66\"/><path d=\"M{x} 66l5 9h-10z\"/></g>"),
            });
        }
        var now = At(today);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"today\" x1=\"{now}\" y1=\"8\" x2=\"{now}\" y2=\"{Height - 16}\"/></svg>");
        return new HtmlString(svg.ToString());

        string At(DateOnly day) => (Margin + ((double)(Width - (2 * Margin)) * (day.DayNumber - first.DayNumber) / days)).ToString("0.#", CultureInfo.InvariantCulture);
    }

    private static string Text(Evidence e) => $"{e.Name}{(e.Excerpt is not null ? ": " + Near(e.Marked) : e.Code is { } code ? ": " + code : "")}";

    // What stands near the mention, whole words; where none is known, how it begins.
    private static string Near((string Before, string Mention, string After) parts)
    {
        if (parts.Mention.Length == 0)
            return parts.Before is { Length: > 2 * Beside } text ? text[..(text.LastIndexOf(' ', 2 * Beside) is > 0 and var end ? end : 2 * Beside)] + " ..." : parts.Before;
        var from = parts.Before.Length > Beside ? parts.Before.IndexOf(' ', parts.Before.Length - Beside) : -1;
        var to = parts.After.Length > Beside ? parts.After.LastIndexOf(' ', Beside) : -1;
        return $"{(from < 0 ? parts.Before : "..." + parts.Before[from..])}{parts.Mention}{(to < 0 ? parts.After : parts.After[..to] + " ...")}";
    }

    private readonly record struct Mark(DateOnly Day, string Kind, string Text);
}
