namespace Opportune.Synth.Charts;

internal sealed partial class ChartBuilder
{
    /// <summary>A DXA of spine and hip, filed as sites do: a procedure code mostly, T-scores often, a report often.</summary>
    public void ScanBones(DateOnly day)
    {
        switch (Draw.Weighted(0.86, 0.1, 0.04))
        {
            case 0: Do(Deed.CentralDxa, "CPT", "77080", day); break;
            case 1: Do(Deed.CentralDxa, "CPT", "77085", day); break;
            default: Do(Deed.CentralDxa, "ICD10PCS", "BQ00ZZ1", day); break;
        }
        var scores = SomeScores();
        if (Draw.Chance(0.6))
            FileTScores(day, scores);
        if (Draw.Chance(0.5))
            ReportBones(World.AsOf.DayNumber - day.DayNumber, scores);
    }

    /// <summary>T-scores as results, without a procedure.</summary>
    public void FileTScores(DateOnly day, double[]? scores = null)
    {
        scores ??= SomeScores();
        Measure(Lab.CentralTScore, "38267-1", "DXA lumbar spine T-score", day, scores[0], "{T-score}");
        Measure(Lab.CentralTScore, "38264-8", "DXA hip T-score", day, scores[2], "{T-score}");
    }

    /// <summary>A DXA report in words.</summary>
    public void ReportBones(int daysAgo, double[]? scores = null)
    {
        scores ??= SomeScores();
        var exam = Examine(ExamKind.Dxa, Math.Max(daysAgo, 0), setting: "outpatient");
        string[] sites = ["lumbar-spine", "femoral-neck", "total-hip"];
        for (var i = 0; i < sites.Length; i++)
            exam.Statements.Add(new() { Concept = Concepts.TScore, Site = sites[i], Value = scores[i] });
        if (scores.Min() <= -2.5)
            exam.Statements.Add(LowDensity("dxa-osteoporosis"));
        else if (scores.Min() < -1)
            exam.Statements.Add(LowDensity("dxa-osteopenia"));
    }

    /// <summary>A heel or forearm test, which tells risk but is no DXA of spine and hip.</summary>
    public void ScanHeel(DateOnly day)
    {
        if (Draw.Chance(0.5))
            Do(Deed.PeripheralDxa, "CPT", "77081", day);
        else
            Measure(Lab.PeripheralTScore, "38266-3", "DXA calcaneus T-score", day, SomeScores()[0], "{T-score}");
    }

    /// <summary>An initial encounter for a fracture.</summary>
    public void BreakBone(string site, DateOnly day)
    {
        var codes = Codes.Fractures.Where(f => f.Site == site).ToList();
        var (_, code, display) = Draw.Pick(codes);
        Diagnose(Dx.FractureEncounter, code, display, day, Draw.Chance(0.7) ? "encounter" : "billing", site);
        Visit(day, "emergency");
    }

    /// <summary>T-scores of lumbar spine, femoral neck and total hip: one patient's bones are alike.</summary>
    private double[] SomeScores()
    {
        var usual = -3.0 + Draw.Unit() * 3.2;
        return [Math.Round(usual + Draw.Unit() * 0.9, 1), Math.Round(usual - 0.2 + Draw.Unit() * 0.4, 1), Math.Round(usual + Draw.Unit() * 0.4, 1)];
    }
}
