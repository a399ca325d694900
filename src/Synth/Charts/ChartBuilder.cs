using Opportune.Synth.People;

namespace Opportune.Synth.Charts;

/// <summary>Adds facts to a chart: the vocabulary in which everyday life and the scenarios are written.</summary>
internal sealed partial class ChartBuilder(Draw draw, Chart chart)
{
    public Draw Draw { get; } = draw;

    public Chart Chart { get; } = chart;

    public World World => Chart.World;

    public Person Person => Chart.Person;

    public int Age => Person.AgeOn(World.AsOf);

    public DateOnly DaysAgo(int days) => World.DaysAgo(days);

    public DateOnly DaysAgo(int from, int to) => World.DaysAgo(Draw.Between(Math.Min(from, to), Math.Max(from, to)));

    public void Dies(DateOnly day) => Chart.Person = Person with { Died = day };

    public void Visit(DateOnly day, string setting = "outpatient") => Chart.Visits.Add(new(day, setting));

    public void Diagnose(Dx dx, Coded code, DateOnly day, string category = "encounter", string site = "") =>
        Chart.Diagnoses.Add(new(dx, code.System, code.Code, code.Display, day) { Category = category, Site = site });

    public void Diagnose(Dx dx, string icd, string display, DateOnly day, string category = "encounter", string site = "") =>
        Diagnose(dx, new("ICD10CM", icd, display), day, category, site);

    public void Do(Deed deed, string system, string code, DateOnly day, string? display = null, string status = "completed") =>
        Chart.Procedures.Add(new(deed, system, code, day) { Display = display, Status = status });

    public void Measure(Lab lab, string loinc, string display, DateOnly day, double value, string unit) =>
        Chart.Results.Add(new(lab, loinc, display, day, Math.Round(value, 2), unit));
}
