using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What mineral-metabolism-review should say: calcification beside kidney disease, and minerals nobody looked at, or out of range.</summary>
internal static class MineralVerdict
{
    private const string Measure = "mineral-metabolism-review";

    public static Verdict Of(Chart chart)
    {
        var asOf = chart.World.AsOf;
        var seen = Standing.Said(chart, asOf.AddYears(-3))
            .Where(s => s.Statement.IsAffirmed && (s.Statement.Concept == Concepts.Valve || (s.Statement.Concept == Concepts.Vascular && s.Statement.Site != "breast"))).ToList();
        var dialysis = IsOnDialysis(chart);
        if (seen.Count == 0 || chart.Person.AgeOn(asOf) < 18 || Standing.Has(chart, Dx.KidneyTransplant)
            || !(dialysis || Standing.Has(chart, Dx.ChronicKidneyDisease) || Standing.Has(chart, Dx.AdvancedKidneyDisease) || IsLowTwice(chart)))
            return new(Measure, "none", "no calcification beside kidney disease");
        if (Standing.Excluded(chart) is { } gone)
            return new(Measure, "excluded", gone);
        var high = Latest(chart, Lab.Phosphorus, 365)?.Value > 4.5 || Latest(chart, Lab.Calcium, 365)?.Value > 10.2;
        var months = dialysis ? 3 : Standing.Has(chart, Dx.AdvancedKidneyDisease) ? 6 : 12;
        var current = Within(chart, Lab.Calcium, months) && Within(chart, Lab.Phosphorus, months) && Within(chart, Lab.Pth, months switch { 3 => 6, 6 => 12, _ => 1200 });
        if (!high && current)
            return new(Measure, "closed", "laboratory current");
        if (!chart.Results.Exists(r => r.Date <= asOf && r.Date >= asOf.AddDays(-730)) && !chart.Visits.Exists(v => v.Date <= asOf && v.Date >= asOf.AddDays(-730)))
            return new(Measure, "withheld", "results not covered");
        var first = seen.MinBy(s => s.Exam.Date).Exam;
        if (asOf.DayNumber - first.ReportDate.DayNumber < Standing.Grace(first.Setting))
            return new(Measure, "prospective", "grace not over");
        return new(Measure, "open", high ? "minerals out of range" : "minerals not looked at", high ? dialysis ? 1 : 2 : 3);
    }

    private static bool IsOnDialysis(Chart chart)
    {
        var transplant = chart.Diagnoses.Where(d => d.Dx == Dx.KidneyTransplant && d.Start <= chart.World.AsOf).Select(d => (DateOnly?)d.Start).Max();
        return chart.Diagnoses.Exists(d => d.Dx == Dx.Dialysis && d.Start <= chart.World.AsOf && !(transplant > d.Start));
    }

    private static bool IsLowTwice(Chart chart)
    {
        var asOf = chart.World.AsOf;
        var low = chart.Results.Where(r => r.Lab == Lab.Egfr && r.Value < 60 && r.Date <= asOf && r.Date >= asOf.AddYears(-2)).Select(r => r.Date.DayNumber).ToList();
        return low.Count > 1 && low.Max() - low.Min() >= 90;
    }

    private static Result? Latest(Chart chart, Lab lab, int days) =>
        chart.Results.Where(r => r.Lab == lab && r.Date <= chart.World.AsOf && r.Date >= chart.World.AsOf.AddDays(-days)).MaxBy(r => r.Date);

    private static bool Within(Chart chart, Lab lab, int months) =>
        chart.Results.Exists(r => r.Lab == lab && r.Date <= chart.World.AsOf && r.Date >= chart.World.AsOf.AddMonths(-months));
}
