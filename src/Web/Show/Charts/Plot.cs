using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Html;

namespace Opportune.Web.Show.Charts;

/// <summary>
/// A picture of shares, made on the server as SVG: from left to right whatever the chart says, from bottom to top shares from 0 to <paramref name="most"/>. Colours
/// come from the style sheet, and what a colour says a shape says, too. Every chart stands beside a table of the same numbers.
/// </summary>
/// <param name="title">What it shows, in a sentence, for who does not see it.</param>
/// <param name="most">The share at the top, above 0.</param>
internal sealed class Plot(string title, double most)
{
    private const double Width = 760, Height = 300, Left = 52, Right = 36, Top = 12, Bottom = 44;

    private readonly StringBuilder _svg = new();

    /// <summary>A share to stand at the top above all of these: a multiple of a tenth.</summary>
    public static double MostOf(IEnumerable<double> shares) => Math.Clamp(Math.Ceiling(shares.Where(double.IsFinite).DefaultIfEmpty(0).Max() * 10 + 0.2) / 10, 0.1, 1);

    /// <summary>A mark with its name below the chart.</summary>
    /// <param name="at">From 0 at the left to 1.</param>
    /// <param name="name">What stands there.</param>
    public Plot Tick(double at, string name)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{Height - Bottom:0.#}\" y2=\"{Height - Bottom + 4:0.#}\"/>");
        return Text(X(at), Height - Bottom + 17, "middle", name);
    }

    /// <summary>What runs from left to right, below the marks.</summary>
    public Plot Below(string name) => Text((Left + Width - Right) / 2, Height - 6, "middle", name);

    /// <summary>A line through points.</summary>
    /// <param name="kind">A class of the style sheet: centre, limit, curve, band.</param>
    /// <param name="points">From the left, with their shares.</param>
    public Plot Line(string kind, IEnumerable<(double At, double Share)> points)
    {
        var text = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.At):0.#},{Y(p.Share):0.#}")));
        _svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{kind}\" points=\"{text}\"/>");
        return this;
    }

    /// <summary>A line that goes on as it is until the next point, as shares of time do.</summary>
    public Plot Steps(string kind, IReadOnlyList<(double At, double Share)> points, double until) =>
        Line(kind, points.SelectMany((p, i) => new[] { p, (At: i + 1 < points.Count ? points[i + 1].At : until, p.Share) }));

    /// <summary>A point: round, or a diamond where it stands out.</summary>
    /// <param name="at">From 0 at the left to 1.</param>
    /// <param name="share">Its share.</param>
    /// <param name="standsOut">Whether it is to be noticed.</param>
    /// <param name="name">What it is, on pointing at it.</param>
    public Plot Point(double at, double share, bool standsOut, string name)
    {
        var (x, y) = (X(at), Y(share));
        _svg.Append(standsOut
            ? string.Create(CultureInfo.InvariantCulture, $"<path class=\"point out\" d=\"M{x:0.#} {y - 6:0.#}l6 6l-6 6l-6 -6z\">")
            : string.Create(CultureInfo.InvariantCulture, $"<circle class=\"point\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3.5\">"));
        _svg.Append("<title>").Append(WebUtility.HtmlEncode(name)).Append("</title>").Append(standsOut ? "</path>" : "</circle>");
        return this;
    }

    /// <summary>A stretch of which nothing is known yet.</summary>
    public Plot Hatched(double from, double to)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"hatched\" x=\"{X(from):0.#}\" y=\"{Top:0.#}\" width=\"{X(to) - X(from):0.#}\" height=\"{Height - Top - Bottom:0.#}\" fill=\"url(#hatch)\"/>");
        return this;
    }

    /// <summary>Words inside the picture.</summary>
    public Plot Note(double at, double share, string words) => Text(X(at), Y(share) + 4, "end", words);

    /// <summary>The picture.</summary>
    public IHtmlContent ToHtml()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"plot\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        svg.Append("<defs><pattern id=\"hatch\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"8\"/></pattern></defs>");
        for (var i = 0; i <= 4; i++)
        {
            var y = Y(most * i / 4);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{most * i * 25:0.#}%</text>");
        }
        return new HtmlString(svg.Append(_svg).Append("</svg>").ToString());
    }

    private Plot Text(double x, double y, string anchor, string words)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(words)}</text>");
        return this;
    }

    private static double X(double at) => Left + at * (Width - Left - Right);

    private double Y(double share) => Height - Bottom - Math.Clamp(share / most, 0, 1) * (Height - Top - Bottom);
}
