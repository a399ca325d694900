using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>How patients leave.</summary>
internal static class Endings
{
    public static void Dies(ChartBuilder c) => Dies(c, c.DaysAgo(3, 500));

    public static void Dies(ChartBuilder c, DateOnly day)
    {
        c.Dies(day);
        // The dead are not seen afterwards.
        c.Chart.Visits.RemoveAll(v => v.Date > day);
        c.Chart.Medications.RemoveAll(m => m.Start > day);
        c.Chart.Procedures.RemoveAll(p => p.Date > day);
        c.Chart.Results.RemoveAll(r => r.Date > day);
        c.Chart.Diagnoses.RemoveAll(d => d.Start > day);
        c.Chart.Exams.RemoveAll(e => e.Date > day);
    }

    public static void EntersHospice(ChartBuilder c)
    {
        switch (c.Draw.Between(0, 3))
        {
            case 0: c.Do(Deed.EndOfLife, "HCPCS", "Q5003", c.DaysAgo(10, 200), "Hospice care provided in nursing long term care facility"); break;
            case 1: c.Do(Deed.EndOfLife, "HCPCS", "G9473", c.DaysAgo(10, 200), "Services performed by chaplain in the hospice setting"); break;
            case 2: c.Do(Deed.EndOfLife, "HCPCS", "G9054", c.DaysAgo(10, 200), "Palliative or hospice supervision of care"); break;
            default: c.Diagnose(Dx.EndOfLife, "Z51.5", "Encounter for palliative care", c.DaysAgo(10, 200)); break;
        }
    }

    /// <summary>Nobody has seen the patient here for more than three years; half of them are known to have moved.</summary>
    public static void GoesElsewhere(ChartBuilder c)
    {
        var long3 = c.World.AsOf.AddMonths(-37);
        c.Chart.Visits.Clear();
        c.Visit(long3.AddDays(-c.Draw.Between(10, 500)));
        c.Chart.Appointments.Clear();
        c.Chart.Medications.Clear();
        c.Chart.Procedures.RemoveAll(p => p.Date > long3);
        c.Chart.Results.RemoveAll(r => r.Date > long3);
        c.Chart.Diagnoses.RemoveAll(d => d.Start > long3);
        if (c.Draw.Chance(0.5))
            c.Chart.Person = c.Person with { Active = false };
    }
}
