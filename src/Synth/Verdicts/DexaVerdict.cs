using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What dexa-review should say, derived from the chart's facts and never from its rows or texts.</summary>
internal sealed class DexaVerdict(Chart chart)
{
    private const string Measure = "dexa-review";

    private readonly DateOnly _asOf = chart.World.AsOf;

    public static Verdict Of(Chart chart) => new DexaVerdict(chart).Decide();

    private Verdict Decide()
    {
        var index = BoneIndex.Of(chart);
        if (index.Count == 0)
            return new(Measure, "none", "no fragility finding in 24 months");
        if (Standing.Excluded(chart) is { } gone)
            return new(Measure, "excluded", gone);
        if (Excluded() is { } reason)
            return new(Measure, "excluded", reason);
        // Several episodes may differ; an open one lists the patient, then what is nearest to it.
        var verdicts = Episodes(index).Select(Of).ToList();
        return verdicts.Find(v => v.Status == "open") ?? verdicts.Find(v => v.Status == "prospective") ?? verdicts.Find(v => v.Status == "withheld") ?? verdicts[^1];
    }

    private Verdict Of(List<BoneIndex> episode)
    {
        var first = episode[0];
        if (Satisfied(episode) is { } done)
            return new(Measure, "closed", done);
        if (!Standing.ProceduresKnown(chart))
            return new(Measure, "withheld", "procedures not covered");
        if (!Standing.MedicationsKnown(chart))
            return new(Measure, "withheld", "medications not covered");
        if (_asOf.DayNumber - first.Reported.DayNumber < Standing.Grace(first.Setting))
            return new(Measure, "prospective", "grace not over");
        return new(Measure, "open", $"no DXA and no bone drug found: {first.What}", Tier(episode));
    }

    /// <summary>An acute fracture more than 90 days after the last finding is a new story; all else joins the old one.</summary>
    private static List<List<BoneIndex>> Episodes(List<BoneIndex> index)
    {
        var episodes = new List<List<BoneIndex>>();
        foreach (var item in index)
        {
            if (episodes.Count == 0 || (item.IsNew && item.Date.DayNumber - episodes[^1][^1].Date.DayNumber > 90))
                episodes.Add([]);
            episodes[^1].Add(item);
        }
        return episodes;
    }

    private string? Excluded()
    {
        if (chart.Diagnoses.Exists(d => d.Dx == Dx.BoneTumour && d.Start <= _asOf))
            return "tumour in bone";
        if (chart.Diagnoses.Exists(d => d.Dx == Dx.BoneDisease && d.Start <= _asOf))
            return "osteogenesis imperfecta";
        if (chart.Exams.Exists(e => e.IsFinal && e.Date <= _asOf && e.Date >= _asOf.AddMonths(-24) && e.Statements.Exists(s => s.Kind == "tumour" && s.IsAffirmed)))
            return "tumour fracture in the text";
        return null;
    }

    private string? Satisfied(List<BoneIndex> episode)
    {
        // A mere history is answered by any DXA and any drug, however long ago.
        var history = episode.TrueForAll(i => i.Class == BoneIndex.History);
        var from = history ? DateOnly.MinValue : episode[0].Date.AddDays(-730);
        bool InWindow(DateOnly day) => day >= from && day <= _asOf;
        if (chart.Procedures.Exists(p => p.Deed == Deed.CentralDxa && p.Status == "completed" && InWindow(p.Date)))
            return "DXA done";
        if (chart.Results.Exists(r => r.Lab == Lab.CentralTScore && InWindow(r.Date)))
            return "DXA done (T-scores)";
        if (chart.Exams.Exists(e => e.Kind == ExamKind.Dxa && e.IsFinal && InWindow(e.Date)))
            return "DXA done (report)";
        if (chart.Medications.Exists(m => m.Intent is null && m.Status != "entered-in-error" && m.Start <= _asOf && Standing.BoneDrugReach(chart, m) is { } reach && (history || reach >= _asOf)))
            return "bone drug";
        return null;
    }

    /// <summary>New fractures on two dates 90 days apart; an old one that later reports repeat is still one.</summary>
    private bool BrokeTwice()
    {
        var dates = chart.Exams.Where(e => e.IsFinal && e.Date <= _asOf)
            .Where(e => e.Statements.Concat(e.Coded.Where(c => c.Presence == "present").Select(c => c.Statement)).Any(IsNewFracture)).Select(e => e.Date.DayNumber)
            .Concat(chart.Diagnoses.Where(d => d.Dx == Dx.FractureEncounter && d.Start <= _asOf).Select(d => d.Start.DayNumber)).ToList();
        return dates.Count > 1 && dates.Max() - dates.Min() >= 90;
    }

    private static bool IsNewFracture(Statement s) =>
        s.IsAffirmed && s.Concept is Concepts.Vertebral or Concepts.Hip or Concepts.Fracture && s.Kind != "deformity"
        && s.Age is LesionAge.None or LesionAge.Acute && BoneClass.Of(BoneClass.SiteOf(s)) > 0;

    private int Tier(List<BoneIndex> episode)
    {
        var age = chart.Person.AgeOn(episode[0].Date);
        var sure = episode.Where(i => !i.NeedsConfirming).ToList();
        var steroid = chart.Medications.Where(m => m.Drug == Drug.Steroid && m.Start <= _asOf && m.Start >= episode[0].Date.AddDays(-365)).Sum(m => m.Supply ?? 0) >= 90;
        var elderly = chart.Person.Sex == 'F' ? age >= 65 : age >= 70;
        var tier = sure.Exists(i => i.Class == 1) || BrokeTwice() || (steroid && sure.Count > 0) ? 1
            : sure.Exists(i => i.Class is 2 or BoneIndex.HipHardware) ? 2
            : sure.Exists(i => i.Class is 4 or BoneIndex.History || (i.Class == BoneIndex.Density && elderly)) ? 3 : 4;
        var up = chart.Exams.Exists(e => e.IsFinal && e.Date <= _asOf && e.Date >= episode[0].Date && e.Statements.Exists(s => s.Concept == Concepts.DxaRecommendation));
        var down = chart.Diagnoses.Exists(d => d.Dx is Dx.NoResuscitation or Dx.NursingHome or Dx.AdvancedKidneyDisease && d.Start <= _asOf)
            || chart.Diagnoses.Exists(d => d.Dx == Dx.HighEnergyCause && episode.Exists(i => Math.Abs(i.Date.DayNumber - d.Start.DayNumber) <= 7));
        return Math.Clamp(tier - (up ? 1 : 0) + (down ? 1 : 0), 1, 4);
    }
}
