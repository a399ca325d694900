using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What osteoporosis-treatment-review should say: a broken spine or hip, a low T-score, a late dose; and no bone drug.</summary>
internal static class TreatmentVerdict
{
    private const string Measure = "osteoporosis-treatment-review";

    public static Verdict Of(Chart chart)
    {
        var asOf = chart.World.AsOf;
        var index = Index(chart).OrderBy(i => i.Date).ToList();
        if (index.Count == 0 || chart.Person.AgeOn(asOf) < 18)
            return new(Measure, "none", "no fracture of spine or hip and no low T-score in 24 months");
        if (Standing.Excluded(chart) is { } gone)
            return new(Measure, "excluded", gone);
        var isTumour = Standing.Has(chart, Dx.BoneTumour) || Standing.Said(chart, DateOnly.MinValue).Any(s => s.Statement.Kind == "tumour" && s.Statement.IsAffirmed);
        if (isTumour && index.TrueForAll(i => i.What == "fracture"))
            return new(Measure, "excluded", "tumour fracture");
        if (chart.Medications.Exists(m => m.Intent is null && m.Status != "entered-in-error" && m.Start <= asOf && Standing.BoneDrugReach(chart, m) >= asOf))
            return new(Measure, "closed", "bone drug");
        if (!Standing.MedicationsKnown(chart) || !Standing.ProceduresKnown(chart))
            return new(Measure, "withheld", "drugs or procedures not covered");
        // An acute fracture long after the last finding is a new story, which has a grace of its own; the older one goes on until then.
        var isOver = index.Exists(i => asOf.DayNumber - i.Reported.DayNumber >= (i.What == "denosumab late" ? 0 : Standing.Grace(i.Setting)));
        if (!isOver)
            return new(Measure, "prospective", "grace not over");
        return new(Measure, "open", $"no bone drug found: {index[0].What}", Tier(chart, index));
    }

    private static List<(string What, DateOnly Date, DateOnly Reported, string Setting)> Index(Chart chart)
    {
        var (asOf, since) = (chart.World.AsOf, chart.World.AsOf.AddMonths(-24));
        var found = Standing.Said(chart, since).Where(s => IsFracture(s.Statement) && chart.Person.AgeOn(s.Exam.Date) >= 50)
            .Select(s => ("fracture", s.Exam.Date, s.Exam.ReportDate, s.Exam.Setting)).ToList();
        found.AddRange(chart.Diagnoses.Where(d => d.Dx == Dx.FractureEncounter && d.Site is "hip" or "vertebra" && d.Start >= since && d.Start <= asOf && chart.Person.AgeOn(d.Start) >= 50)
            .Select(d => ("fracture", d.Start, d.Start, "outpatient")));
        var isBrokenElsewhere = Standing.Said(chart, since).Any(s => s.Statement.IsAffirmed && s.Statement.Concept == Concepts.Fracture && BoneClass.Of(s.Statement.Site) == 2)
            || chart.Diagnoses.Exists(d => d.Dx == Dx.FractureEncounter && BoneClass.Of(d.Site) == 2 && d.Start >= since && d.Start <= asOf);
        found.AddRange(Standing.TScores(chart, since).Where(t => t.Score <= -2.5 || (t.Score <= -1 && isBrokenElsewhere))
            .Select(t => (t.Score <= -2.5 ? "low T-score" : "low T-score and a fracture", t.Date, t.Reported, t.Setting)));
        var doses = chart.Medications.Where(m => m.Drug == Drug.Denosumab && m.Start <= asOf).Select(m => m.Start).ToList();
        if (doses.Count > 0 && doses.Max() < asOf.AddDays(-213) && doses.Max() >= since)
            found.Add(("denosumab late", doses.Max(), doses.Max(), "outpatient"));
        return found;
    }

    private static bool IsFracture(Statement s) => s.IsAffirmed && s.Concept is Concepts.Vertebral or Concepts.Hip && s.Kind != "deformity" && s.Assertion == Assertion.Present;

    private static int Tier(Chart chart, List<(string What, DateOnly Date, DateOnly Reported, string Setting)> index) =>
        index.Exists(i => i.What == "denosumab late" || (i.What == "fracture" && chart.Person.AgeOn(index[0].Date) >= 65)) ? 1
        : index.Exists(i => i.What is "fracture" or "low T-score") ? 2 : 3;
}
