using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What neck-calcification should say: it was seen, and only a clinician closes it.</summary>
internal static class NeckVerdict
{
    private const string Measure = "neck-calcification";

    public static Verdict Of(Chart chart)
    {
        var asOf = chart.World.AsOf;
        var found = Standing.Said(chart, asOf.AddMonths(-24)).Where(s => IsNeck(s.Statement)).ToList();
        if (found.Count == 0 || chart.Person.AgeOn(asOf) < 18)
            return new(Measure, "none", "no calcification in the neck in 24 months");
        if (Standing.Excluded(chart) is { } gone)
            return new(Measure, "excluded", gone);
        if (!Standing.ProceduresKnown(chart))
            return new(Measure, "withheld", "procedures not covered");
        var (sure, cancer) = (found.Exists(f => f.Statement.IsAffirmed), Standing.Has(chart, Dx.NeckCancer));
        var first = found.Where(f => !sure || f.Statement.IsAffirmed).MinBy(f => f.Exam.Date).Exam;
        if (asOf.DayNumber - first.ReportDate.DayNumber < (sure && cancer ? 0 : Standing.Grace(first.Setting)))
            return new(Measure, "prospective", "grace not over");
        return new(Measure, "open", "calcification in the neck", !sure ? 3 : cancer ? 1 : Standing.Has(chart, Dx.ConnectiveTissueDisease) ? 2 : 3);
    }

    private static bool IsNeck(Statement s) =>
        (s.IsAffirmed || s.Assertion == Assertion.Possible) && (s.Concept == Concepts.Neck || s is { Concept: Concepts.Node, Site: "neck" });
}
