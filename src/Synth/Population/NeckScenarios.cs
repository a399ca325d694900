using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>Calcium in the neck, with and without what makes it urgent; and kidneys whose minerals are looked after.</summary>
internal static class NeckScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("neck-density", 30, 85, null, c => See(c, ChartBuilder.NeckDensity)),
        new("neck-node", 30, 85, null, c => See(c, ChartBuilder.NeckNode)),
        new("neck-node-with-thyroid-cancer", 30, 85, null, c =>
        {
            See(c, ChartBuilder.NeckNode);
            c.Diagnose(Dx.NeckCancer, "C73", "Malignant neoplasm of thyroid gland", c.DaysAgo(100, 1500), "problem-list");
        }),
        new("neck-density-then-ct", 30, 85, null, c =>
        {
            var exam = See(c, ChartBuilder.NeckDensity);
            c.Examine(ExamKind.NeckCt, Math.Max(3, c.World.AsOf.DayNumber - exam.Date.DayNumber - 40));
        }),
        new("neck-density-possible", 30, 85, null, c => See(c, ChartBuilder.NeckDensity with { Assertion = Assertion.Possible, Certainty = Certainty.Possible })),
        new("neck-density-denied", 30, 85, null, c => See(c, ChartBuilder.NeckDensity with { Assertion = Assertion.Absent })),
        new("neck-density-in-hospice", 50, 85, null, c => { See(c, ChartBuilder.NeckDensity); Endings.EntersHospice(c); }),
        new("tumoral-calcinosis", 50, 92, null, c => See(c, ChartBuilder.Calcinosis)),
        new("calcinosis-with-cord-compression", 50, 92, null, c =>
        {
            See(c, ChartBuilder.Calcinosis);
            c.Diagnose(Dx.CordCompression, "M48.02", "Spinal stenosis, cervical region", c.DaysAgo(20, 500));
        }),
        new("systemic-sclerosis-with-neck-density", 35, 80, null, c =>
        {
            See(c, ChartBuilder.NeckDensity);
            c.Diagnose(Dx.ConnectiveTissueDisease, "M34.9", "Systemic sclerosis, unspecified", c.DaysAgo(200, 2000), "problem-list");
        }),
        new("kidney-disease-minerals-current", 55, 80, null, c => { Kidneys(c); Minerals(c, phosphorus: 3.6); }),
        new("kidney-disease-phosphorus-high", 55, 80, null, c => { Kidneys(c); Minerals(c, phosphorus: 6.1); }),
        new("denosumab-late", 55, 88, null, c => c.GiveDenosumab(c.DaysAgo(230, 500))),
        new("neck-density-too-long-ago", 30, 85, null, c => c.Show(ChartBuilder.NeckDensity, c.Draw.Between(760, 1400))),
    ];

    private static Exam See(ChartBuilder c, Statement statement) => c.Show(statement, c.Draw.Between(60, 700));

    private static void Kidneys(ChartBuilder c)
    {
        StatinScenarios.See(c);
        c.Diagnose(Dx.ChronicKidneyDisease, "N18.30", "Chronic kidney disease, stage 3 unspecified", c.DaysAgo(100, 900), "problem-list");
    }

    private static void Minerals(ChartBuilder c, double phosphorus)
    {
        var day = c.DaysAgo(10, 150);
        c.Measure(Lab.Calcium, "17861-6", "Calcium", day, 9.2, "mg/dL");
        c.Measure(Lab.Phosphorus, "2777-1", "Phosphate", day, phosphorus, "mg/dL");
        c.Measure(Lab.Pth, "2731-8", "Parathyrin intact", day, 70, "pg/mL");
    }
}
