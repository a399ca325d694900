using System.Globalization;
using Microsoft.AspNetCore.Html;
using Opportune.Core;

namespace Opportune.Web.Show.Charts;

/// <summary>A month of a run chart.</summary>
/// <param name="Month">"2026-03"</param>
/// <param name="Row">What is published of it; null: it is not complete yet.</param>
/// <param name="Point">Its point; null: it has none.</param>
internal sealed record ChartMonth(string Month, QualityRow? Row, ControlPoint? Point);

/// <summary>The charts of the quality page, all from published tables.</summary>
internal static class QualityCharts
{
    // More names than these run into each other: then those that lie outside have theirs.
    private const int MostNamed = 8;

    /// <summary>Months in their order: those that are shown with their limits, about the share of all of them together.</summary>
    /// <param name="rows">What is published of each month, by month.</param>
    /// <param name="last">The last month that has ended.</param>
    public static (double Centre, IReadOnlyList<ChartMonth> Months) Months(IReadOnlyDictionary<string, QualityRow> rows, DateOnly last)
    {
        if (rows.Count == 0)
            return (double.NaN, []);
        var shown = rows.Where(r => r.Value.IsShown).OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        var chart = ControlChart.Of([.. shown.Select(r => (r.Value.Having!.Value, r.Value.Having!.Value + r.Value.Lacking!.Value))]);
        var points = shown.Zip(chart.Points, (r, p) => (r.Key, p)).ToDictionary(p => p.Key, p => p.p);
        var months = new List<ChartMonth>();
        for (var month = DateOnly.ParseExact(rows.Keys.Min(StringComparer.Ordinal)! + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture); month <= last; month = month.AddMonths(1))
        {
            var name = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            months.Add(new(name, rows.GetValueOrDefault(name), points.TryGetValue(name, out var point) ? point : null));
        }
        return (chart.Centre, months);
    }

    /// <summary>A run chart.</summary>
    public static IHtmlContent RunChart(string title, double centre, IReadOnlyList<ChartMonth> months)
    {
        double At(int i) => (i + 0.5) / months.Count;
        var known = months.Select((m, i) => (Month: m, i)).Where(m => m.Month.Point is not null).ToList();
        var plot = new Plot(title, Plot.MostOf(known.SelectMany(m => new[] { m.Month.Point!.Value.Value, m.Month.Point.Value.High })));
        foreach (var (month, i) in months.Select((m, i) => (m, i)))
        {
            if (month.Row is null)
                plot.Hatched((double)i / months.Count, (i + 1.0) / months.Count);
            if (months.Count <= 12 || i % ((months.Count + 11) / 12) == 0)
                plot.Tick(At(i), MonthName(month.Month));
        }
        if (known.Count > 0)
        {
            plot.Line("centre", [(0, centre), (1, centre)]);
            foreach (var (month, i) in known)
            {
                var (from, to) = ((double)i / months.Count, (i + 1.0) / months.Count);
                plot.Line("limit", [(from, month.Point!.Value.Low), (to, month.Point.Value.Low)]).Line("limit", [(from, month.Point.Value.High), (to, month.Point.Value.High)]);
            }
            plot.Line("curve", known.Select(m => (At(m.i), m.Month.Point!.Value.Value)));
            foreach (var (month, i) in known)
                plot.Point(At(i), month.Point!.Value.Value, month.Point.Value.IsSpecial, $"{MonthName(month.Month)}: {Amounts.Percent(month.Point.Value.Value)}");
        }
        return plot.Below("month of day 0; hatched: not complete yet").ToHtml();
    }

    /// <summary>The share with the event by days after day 0, with its interval.</summary>
    public static IHtmlContent Curve(string title, IReadOnlyList<QualityStep> steps)
    {
        var shares = steps.Select(s => (s.Days, Share: ShareOf(s))).ToList();
        double At(long days) => (double)days / QualityIndicators.Horizon;
        var plot = new Plot(title, Plot.MostOf(shares.Select(s => s.Share.High)));
        for (var day = 0; day <= QualityIndicators.Horizon; day += 30)
            plot.Tick(At(day), day.ToString(CultureInfo.InvariantCulture));
        var end = At(steps[^1].Days);
        plot.Steps("limit", [(0, 0), .. shares.Select(s => (At(s.Days), s.Share.Low))], end).Steps("limit", [(0, 0), .. shares.Select(s => (At(s.Days), s.Share.High))], end);
        plot.Steps("curve", [(0, 0), .. shares.Select(s => (At(s.Days), s.Share.Value))], end);
        foreach (var (days, share) in shares)
            plot.Point(At(days), share.Value, false, $"day {days}: {Amounts.Percent(share.Value)}");
        return plot.Below("days after day 0").ToHtml();
    }

    /// <summary>The estimate of a step, with its interval.</summary>
    public static Share ShareOf(QualityStep step) => new KaplanMeierStep((int)step.Days, 0, 0, step.Without, step.StandardError).With;

    /// <summary>Places by their size, with the limits within which places of a size lie by chance if all are as all together.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="target">The share of all.</param>
    /// <param name="places">The places that are shown.</param>
    public static IHtmlContent Funnel(string title, double target, IReadOnlyList<(string Name, long Having, long Of)> places)
    {
        var largest = places.Max(p => p.Of) * 1.08;
        var sizes = Enumerable.Range(1, 60).Select(i => Math.Max(11, (int)(largest * i / 60))).Distinct().ToList();
        List<(double, FunnelLimits Wide, FunnelLimits Narrow)> limits = [.. sizes.Select(s => (s / largest, FunnelLimits.FiveHundredToOne(target, s), FunnelLimits.TwentyToOne(target, s)))];
        var plot = new Plot(title, Plot.MostOf([.. places.Select(p => (double)p.Having / p.Of), Math.Min(1, FunnelLimits.FiveHundredToOne(target, Math.Max(11, (int)(places.Min(p => p.Of) * 0.8))).High)]));
        for (var i = 1; i <= 4; i++)
            plot.Tick(i / 4.0 / 1.08, ((long)(places.Max(p => p.Of) * i / 4.0)).ToString("N0", CultureInfo.InvariantCulture));
        plot.Line("centre", [(0, target), (1, target)]);
        foreach (var side in new Func<FunnelLimits, double>[] { l => l.Low, l => l.High })
            plot.Line("limit", limits.Select(l => (l.Item1, side(l.Wide)))).Line("limit near", limits.Select(l => (l.Item1, side(l.Narrow))));
        foreach (var (name, having, of) in places.Count <= MostNamed ? places : [.. places.Where(p => IsOutside(target, p.Having, p.Of))])
            plot.Note(of / largest - 0.012, (double)having / of, name);
        foreach (var (name, having, of) in places)
            plot.Point(of / largest, (double)having / of, IsOutside(target, having, of), $"{name}: {having} of {of}, {Amounts.Percent((double)having / of)}");
        return plot.Below("cases of the place").ToHtml();
    }

    /// <summary>Whether a place lies outside the wide limits.</summary>
    public static bool IsOutside(double target, long having, long of)
    {
        var limits = FunnelLimits.FiveHundredToOne(target, (int)of);
        return (double)having / of < limits.Low || (double)having / of > limits.High;
    }

    /// <summary>"Mar 2026"</summary>
    public static string MonthName(string month) => DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("MMM yyyy", CultureInfo.InvariantCulture);
}
