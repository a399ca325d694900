using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What statin-review should say, derived from the chart's facts and never from its rows or texts.</summary>
internal sealed class StatinVerdict(Chart chart)
{
    private const string Measure = "statin-review";

    private readonly DateOnly _asOf = chart.World.AsOf;

    public static Verdict Of(Chart chart) => new StatinVerdict(chart).Decide();

    private Verdict Decide()
    {
        var seen = Seen();
        if (chart.Person.AgeOn(_asOf) < 18)
            return new(Measure, "none", seen.Count == 0 ? "no arterial calcification" : "under 18");
        if (seen.Count == 0)
            return new(Measure, "none", "no arterial calcification affirmed in 3 years");
        if (Standing.Excluded(chart) is { } out1)
            return new(Measure, "excluded", out1);
        if (Excluded() is { } out2)
            return new(Measure, "excluded", out2);
        if (Treatment() is { } treated)
            return new(Measure, "closed", treated);
        if (!Standing.MedicationsKnown(chart))
            return new(Measure, "withheld", "medications not covered");
        var first = seen.MinBy(s => s.Exam.Date);
        if (_asOf.DayNumber - first.Exam.ReportDate.DayNumber < Standing.Grace(first.Exam.Setting))
            return new(Measure, "prospective", "grace not over");
        return new(Measure, "open", $"no statin found: {Note()}", Tier(seen));
    }

    private List<(Statement Statement, Exam Exam)> Seen()
    {
        var found = new List<(Statement, Exam)>();
        foreach (var exam in chart.Exams.Where(e => e.IsFinal && e.Date <= _asOf && e.Date >= _asOf.AddYears(-3)))
        {
            found.AddRange(exam.Statements.Where(s => s.Concept == Concepts.Vascular && s.IsAffirmed).Select(s => (s, exam)));
            found.AddRange(exam.Coded.Where(s => s.Statement.Concept == Concepts.Vascular && s.Presence == "present").Select(s => (s.Statement, exam)));
        }
        return found;
    }

    private string? Excluded()
    {
        var transplant = chart.Diagnoses.Where(d => d.Dx == Dx.KidneyTransplant && d.Start <= _asOf).Select(d => (DateOnly?)d.Start).Max();
        if (chart.Diagnoses.Exists(d => d.Dx == Dx.Dialysis && Within(d.Start, 365) && !(transplant > d.Start)))
            return "dialysis or end-stage renal disease";
        if (Has(Dx.Pregnant, 280))
            return "pregnant";
        if (Has(Dx.Breastfeeding, 365))
            return "breastfeeding";
        if (Has(Dx.StatinAllergy, int.MaxValue))
            return "statin allergy";
        if (chart.Diagnoses.Exists(d => d.Dx == Dx.Rhabdomyolysis && d.Start <= _asOf && Statins().Any(m => m.Start <= d.Start && d.Start <= Reach(m, 0).AddDays(90))))
            return "rhabdomyolysis after a statin";
        if (Has(Dx.LiverFailure, 365))
            return "decompensated cirrhosis or acute hepatitis";
        if (chart.Medications.Exists(m => m.Drug == Drug.Statin && m.Intent == "do-not-perform" && m.Start <= _asOf && m.Start >= _asOf.AddMonths(-12)))
            return "statin declined";
        if (chart.Procedures.Exists(p => p.Deed == Deed.StatinDeclined && p.Date <= _asOf && p.Date >= _asOf.AddMonths(-12)))
            return "statin not indicated";
        return null;
    }

    private string? Treatment()
    {
        var now = Statins().Where(m => Reach(m, 60) >= _asOf).ToList();
        if (now.Count == 0)
            return null;
        return now.Exists(m => m.System.StartsWith("local:", StringComparison.Ordinal)) ? "statin known by name only"
            : now.Exists(m => m.How == "dispense") ? "statin dispensed"
            : now.Exists(m => m.How == "reported") ? "statin reported from outside" : "statin on order";
    }

    private IEnumerable<Medication> Statins() =>
        chart.Medications.Where(m => m.Drug == Drug.Statin && m.Intent is null && m.Status != "entered-in-error" && m.Start <= _asOf);

    /// <summary>The last day on which a row means that the drug is taken.</summary>
    private DateOnly Reach(Medication m, int grace) => m switch
    {
        { End: { } end } when end <= _asOf => end.AddDays(grace),
        { Supply: { } supply } => m.Start.AddDays((int)supply + grace),
        { Status: "active" } => _asOf,
        _ => m.Start.AddDays(365),
    };

    private string Note() =>
        OnOtherLipid() ? "non-statin lipid lowering"
        : Statins().Any() ? "lapsed"
        : Intolerant() ? "possible intolerance" : "never on one";

    private bool OnOtherLipid() => chart.Medications.Exists(m => m.Drug == Drug.OtherLipid && m.Start <= _asOf && Reach(m, 60) >= _asOf);

    private bool Intolerant() =>
        Has(Dx.StatinAdverseEffect, int.MaxValue)
        || chart.Diagnoses.Exists(d => d.Dx == Dx.Myopathy && d.Start <= _asOf && Statins().Any(m => m.Start <= d.Start && d.Start <= Reach(m, 0).AddDays(365)));

    private int Tier(List<(Statement Statement, Exam Exam)> seen)
    {
        var age = chart.Person.AgeOn(_asOf);
        var tier = HasClinicalDisease() ? 1
            : age >= 76 || age < 40 || seen.TrueForAll(s => s.Statement.Site == "breast") ? 5
            : IsHighRisk(seen, age) ? 2
            : seen.Exists(s => s.Statement.Site == "coronary") ? 3 : 4;
        return Math.Min(5, tier + (Intolerant() || OnOtherLipid() ? 1 : 0));
    }

    private bool HasClinicalDisease()
    {
        var disease = chart.Diagnoses.Where(d => d.Dx == Dx.CoronaryDisease && d.Start <= _asOf).ToList();
        return Has(Dx.AscvdEvent, int.MaxValue)
            || chart.Procedures.Exists(p => p.Deed == Deed.Revascularisation && p.Date <= _asOf)
            || disease.Exists(d => d.Category == "problem-list")
            || (disease.Count > 1 && disease.Max(d => d.Start).DayNumber - disease.Min(d => d.Start).DayNumber >= 30);
    }

    private bool IsHighRisk(List<(Statement Statement, Exam Exam)> seen, int age)
    {
        var low = chart.Results.Where(r => r.Lab == Lab.Egfr && r.Value < 60 && r.Date <= _asOf).ToList();
        var kidneys = Has(Dx.ChronicKidneyDisease, int.MaxValue) || Has(Dx.AdvancedKidneyDisease, int.MaxValue)
            || (low.Count > 1 && low.Max(r => r.Date).DayNumber - low.Min(r => r.Date).DayNumber >= 90);
        return seen.Exists(s => s.Statement.Site == "coronary" && s.Statement.Severity >= Severity.Moderate)
            || chart.Exams.Exists(e => e.IsFinal && e.Date <= _asOf && e.Date >= _asOf.AddYears(-3) && e.Statements.Exists(s => s.Concept == Concepts.Agatston && s.Value >= 100))
            || (Has(Dx.Diabetes, int.MaxValue) && age is >= 40 and <= 75)
            || chart.Results.Exists(r => r.Lab == Lab.Ldl && r.Date <= _asOf && (r.Unit == "mmol/L" ? r.Value * 38.67 : r.Value) >= 190)
            || (kidneys && age >= 50)
            || Has(Dx.KidneyTransplant, int.MaxValue);
    }

    private bool Has(Dx dx, int days) => chart.Diagnoses.Exists(d => d.Dx == dx && Within(d.Start, days));

    private bool Within(DateOnly day, int days) => day <= _asOf && _asOf.DayNumber - day.DayNumber <= days;
}
