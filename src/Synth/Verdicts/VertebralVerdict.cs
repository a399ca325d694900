using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What vertebral-fracture-assessment should say: a T-score below -1 with a reason to look at the vertebrae, and nobody looked.</summary>
internal static class VertebralVerdict
{
    private const string Measure = "vertebral-fracture-assessment";

    // The DXA in which the vertebrae are looked at, too.
    private const string WithVertebrae = "77085";

    public static Verdict Of(Chart chart)
    {
        var (asOf, since) = (chart.World.AsOf, chart.World.AsOf.AddDays(-730));
        var broken = Standing.Said(chart, DateOnly.MinValue).Any(s => s.Statement.Concept == Concepts.Vertebral && s.Statement.Kind != "deformity"
                && (s.Statement.IsAffirmed || s.Statement.Assertion == Assertion.Historical))
            || chart.Diagnoses.Exists(d => d.Dx == Dx.FractureEncounter && d.Site == "vertebra" && d.Start <= asOf);
        var index = Standing.TScores(chart, since).Where(t => t.Score < -1 && (broken || IsOld(chart, t.Date) || Steroids(chart, t.Date))).OrderBy(t => t.Date).ToList();
        if (index.Count == 0 || chart.Person.AgeOn(asOf) < 18)
            return new(Measure, "none", "no low T-score with a risk of vertebral fracture");
        if (Standing.Excluded(chart) is { } gone)
            return new(Measure, "excluded", gone);
        if (chart.Exams.Exists(e => e.IsFinal && (e.Kind == ExamKind.LumbarFilm || e.Kind == ExamKind.ThoracicFilm) && e.Date >= since && e.Date <= asOf)
            || chart.Procedures.Exists(p => p is { Deed: Deed.CentralDxa, Code: WithVertebrae, Status: "completed" } && p.Date >= since && p.Date <= asOf))
            return new(Measure, "closed", "vertebrae seen");
        if (!Standing.ProceduresKnown(chart))
            return new(Measure, "withheld", "procedures not covered");
        return asOf.DayNumber - index[0].Reported.DayNumber < Standing.Grace(index[0].Setting)
            ? new(Measure, "prospective", "grace not over")
            : new(Measure, "open", "vertebrae not assessed", 3);
    }

    private static bool IsOld(Chart chart, DateOnly day) => chart.Person.AgeOn(day) >= (chart.Person.Sex == 'F' ? 70 : 80);

    private static bool Steroids(Chart chart, DateOnly day) =>
        chart.Medications.Where(m => m.Drug == Drug.Steroid && m.Start <= chart.World.AsOf && m.Start >= day.AddDays(-365)).Sum(m => m.Supply ?? 0) >= 90;
}
