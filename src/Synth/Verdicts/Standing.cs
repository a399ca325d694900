using Opportune.Synth.Charts;
using Opportune.Synth.People;

namespace Opportune.Synth.Verdicts;

/// <summary>What both measures ask about a patient before anything clinical.</summary>
internal static class Standing
{
    /// <summary>Why the patient is out of every measure; null if not.</summary>
    public static string? Excluded(Chart chart)
    {
        var asOf = chart.World.AsOf;
        if (chart.Person.Died <= asOf)
            return "dead";
        if (chart.Procedures.Exists(p => p.Deed == Deed.EndOfLife && p.Date <= asOf) || chart.Diagnoses.Exists(d => d.Dx == Dx.EndOfLife && d.Start <= asOf))
            return "hospice or palliative care";
        if (!chart.Person.Active || !chart.Visits.Exists(v => v.Date <= asOf && v.Date >= asOf.AddMonths(-36)))
            return "not active here";
        return null;
    }

    /// <summary>Whether "no such drug" may be said.</summary>
    public static bool MedicationsKnown(Chart chart) =>
        chart.Person.Site.MedicationsStop is null && (Seen(chart) || chart.Medications.Exists(m => Recent(chart, m.Start)));

    /// <summary>Whether "no such procedure" may be said.</summary>
    public static bool ProceduresKnown(Chart chart) =>
        chart.Person.Site.ProceduresStop is null && (Seen(chart) || chart.Procedures.Exists(p => Recent(chart, p.Date)));

    /// <summary>The last day on which a row means that a bone drug is in force; null where it is none.</summary>
    public static DateOnly? BoneDrugReach(Chart chart, Medication m) => m.Drug switch
    {
        Drug.Zoledronate => m.Start.AddDays(456),
        Drug.Denosumab => m.Start.AddDays(213),
        Drug.OralBone when m.End is { } end && end <= chart.World.AsOf => end.AddDays(60),
        Drug.OralBone when m.Supply is { } supply => m.Start.AddDays((int)supply + 60),
        Drug.OralBone => chart.World.AsOf,
        _ => null,
    };

    /// <summary>What final reports of the time since then say, up to the day.</summary>
    public static IEnumerable<(Statement Statement, Exam Exam)> Said(Chart chart, DateOnly since) =>
        from exam in chart.Exams
        where exam.IsFinal && exam.Date >= since && exam.Date <= chart.World.AsOf
        from statement in exam.Statements.Concat(exam.Coded.Where(c => c.Presence == "present").Select(c => c.Statement))
        select (statement, exam);

    /// <summary>Whether such a diagnosis is on record.</summary>
    public static bool Has(Chart chart, Dx dx) => chart.Diagnoses.Exists(d => d.Dx == dx && d.Start <= chart.World.AsOf);

    /// <summary>T-scores of spine, hip and forearm since then, filed or reported.</summary>
    public static IEnumerable<(double Score, DateOnly Date, DateOnly Reported, string Setting)> TScores(Chart chart, DateOnly since) =>
        chart.Results.Where(r => r.Lab == Lab.CentralTScore && r.Date >= since && r.Date <= chart.World.AsOf).Select(r => (r.Value, r.Date, r.Date, "outpatient"))
            .Concat(Said(chart, since).Where(s => s.Statement.Concept == Concepts.TScore).Select(s => (s.Statement.Value!.Value, s.Exam.Date, s.Exam.ReportDate, s.Exam.Setting)));

    /// <summary>Days after the final report before anybody is bothered.</summary>
    public static int Grace(string setting) => setting == "inpatient" ? 30 : 14;

    private static bool Seen(Chart chart) => chart.Visits.Exists(v => Recent(chart, v.Date));

    private static bool Recent(Chart chart, DateOnly day) => day <= chart.World.AsOf && day >= chart.World.DaysAgo(730);

    /// <summary>Drops what a feed that stopped early never sent.</summary>
    public static void Forget(Chart chart)
    {
        Site site = chart.Person.Site;
        if (site.MedicationsStop is { } medications)
            chart.Medications.RemoveAll(m => m.Start > medications);
        if (site.ProceduresStop is { } procedures)
            chart.Procedures.RemoveAll(p => p.Date > procedures);
    }
}
