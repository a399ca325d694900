using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>Calcified arteries, and every way in which a statin is there, is not there, or must not be.</summary>
internal static class StatinScenarios
{
    private static readonly string[] CommonBeds = ["coronary", "coronary", "aorta-thoracic", "aorta-abdominal", "carotid", "iliac"];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        // Treated.
        Calcified("statin-on-order", c => c.Order(Statin(c), c.DaysAgo(40, 1400))),
        Calcified("statin-dispensed", c => c.Dispense(Statin(c), c.DaysAgo(3, 100), 4)),
        Calcified("statin-reported-outside", c => c.Report(Statin(c), c.DaysAgo(30, 330))),
        Calcified("statin-by-name-only", c => c.OrderByName(Statin(c), c.DaysAgo(40, 600))),
        // Not treated.
        Calcified("no-statin", _ => { }),
        Calcified("statin-lapsed-fills", c => c.Dispense(Statin(c), c.DaysAgo(260, 500), 3)),
        Calcified("statin-order-ended", c => c.EndedOrder(Statin(c), c.DaysAgo(900, 1400), c.DaysAgo(200, 700))),
        Calcified("statin-entered-in-error", c =>
        {
            c.Order(Statin(c), c.DaysAgo(100, 300));
            c.Chart.Medications[^1] = c.Chart.Medications[^1] with { Status = "entered-in-error" };
        }),
        Calcified("non-statin-lipid-lowering", c => c.Order(c.Draw.Pick(Codes.OtherLipid), c.DaysAgo(60, 700))),
        Calcified("statin-started-after-as-of", c => c.Order(Statin(c), c.World.AsOf.AddDays(c.Draw.Between(2, 30)))),
        // Must not be.
        Calcified("statin-declined", c => c.Decline(Statin(c), c.DaysAgo(20, 340))),
        Calcified("statin-declined-long-ago", c => c.Decline(Statin(c), c.DaysAgo(420, 800))),
        Calcified("statin-not-indicated", c => c.Do(Deed.StatinDeclined, "HCPCS", "G9781", c.DaysAgo(20, 340), "Medical reason for no statin documented")),
        Calcified("statin-allergy", c =>
        {
            var drug = Statin(c);
            var code = c.Draw.Chance(0.5) ? new Coded("ICD10CM", "Z88.8", $"Allergy status: {drug.Name}") : new Coded("RXNORM", drug.RxNorm, $"Allergy to {drug.Name}");
            c.Diagnose(Dx.StatinAllergy, code, c.DaysAgo(50, 1500), "problem-list");
        }),
        Calcified("other-drug-allergy", c => c.Diagnose(Dx.Other, "Z88.8", "Allergy status to other drugs, medicaments and biological substances", c.DaysAgo(50, 1500), "problem-list")),
        Calcified("statin-adverse-effect", c => c.Diagnose(Dx.StatinAdverseEffect, "T46.6X5A", "Adverse effect of antihyperlipidemic and antiarteriosclerotic drugs, initial encounter", c.DaysAgo(60, 700))),
        Calcified("statin-myopathy", c =>
        {
            var fill = c.DaysAgo(300, 420);
            c.Dispense(Statin(c), fill, 2);
            c.Diagnose(Dx.Myopathy, c.Draw.Chance(0.5) ? "G72.0" : "M60.9", "Myopathy or myositis", fill.AddDays(c.Draw.Between(10, 100)));
        }),
        Calcified("rhabdomyolysis-after-statin", c =>
        {
            var fill = c.DaysAgo(300, 700);
            c.Dispense(Statin(c), fill, 2);
            c.Diagnose(Dx.Rhabdomyolysis, "M62.82", "Rhabdomyolysis", fill.AddDays(c.Draw.Between(5, 80)));
        }),
        Calcified("on-dialysis", c =>
        {
            c.Diagnose(Dx.Dialysis, "N18.6", "End stage renal disease", c.DaysAgo(20, 300), "problem-list");
            c.Diagnose(Dx.Dialysis, "Z99.2", "Dependence on renal dialysis", c.DaysAgo(10, 300));
            c.Do(Deed.Other, "CPT", "90999", c.DaysAgo(5, 60));
        }),
        Calcified("acute-dialysis-only", c =>
        {
            c.Diagnose(Dx.Other, "N17.9", "Acute kidney failure, unspecified", c.DaysAgo(60, 300));
            c.Do(Deed.Other, "CPT", "90935", c.DaysAgo(60, 300));
        }),
        Calcified("transplant-after-dialysis", c =>
        {
            c.Diagnose(Dx.Dialysis, "Z99.2", "Dependence on renal dialysis", c.DaysAgo(250, 340));
            c.Diagnose(Dx.KidneyTransplant, "Z94.0", "Kidney transplant status", c.DaysAgo(30, 200), "problem-list");
        }),
        Calcified("liver-failure", c => c.Diagnose(Dx.LiverFailure, c.Draw.Chance(0.6) ? "K70.31" : "B16.9", "Alcoholic cirrhosis with ascites, or acute hepatitis B", c.DaysAgo(20, 320))),
        Calcified("fatty-liver", c => c.Diagnose(Dx.Other, "K76.0", "Fatty (change of) liver, not elsewhere classified", c.DaysAgo(20, 320))),
        new("pregnant", 24, 44, 'F', c => { See(c); c.Diagnose(Dx.Pregnant, c.Draw.Chance(0.5) ? "Z33.1" : "Z34.90", "Pregnant state", c.DaysAgo(10, 200)); }),
        new("breastfeeding", 24, 44, 'F', c => { See(c); c.Diagnose(Dx.Breastfeeding, "Z39.1", "Encounter for care and examination of lactating mother", c.DaysAgo(10, 300)); }),
        // Which tier.
        new("coronary-severe", 45, 75, null, c => Show(c, "coronary", (Severity)c.Draw.Between(2, 3))),
        new("coronary-mild", 45, 75, null, c => Show(c, "coronary", Severity.Mild)),
        new("aorta-only", 50, 75, null, c => Show(c, "aorta-thoracic")),
        new("other-bed-only", 50, 75, null, c => Show(c, c.Draw.Pick(["femoral", "visceral", "renal", "peripheral", "unspecified"]))),
        new("breast-arterial-only", 45, 74, 'F', c => Show(c, "breast")),
        new("calcification-coded-on-the-image", 50, 75, null, c => Coded(c)),
        new("agatston-high", 45, 75, null, c => Show(c, "coronary").Statements.Add(ChartBuilder.Agatston(c.Draw.Between(120, 1400)))),
        new("agatston-low", 45, 75, null, c => Show(c, "coronary").Statements.Add(ChartBuilder.Agatston(c.Draw.Between(2, 90)))),
        new("agatston-zero", 45, 75, null, c => c.Examine(ExamKind.CoronaryCt, c.Draw.Between(60, 1000)).Statements.Add(ChartBuilder.Agatston(0))),
        Calcified("heart-attack-before", c => c.Diagnose(Dx.AscvdEvent, "I21.4", "Non-ST elevation (NSTEMI) myocardial infarction", c.DaysAgo(100, 1500))),
        Calcified("coronary-disease-coded-twice", c =>
        {
            c.Diagnose(Dx.CoronaryDisease, "I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris", c.DaysAgo(200, 400));
            c.Diagnose(Dx.CoronaryDisease, "I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris", c.DaysAgo(20, 150), "billing");
        }),
        Calcified("coronary-disease-coded-once", c => c.Diagnose(Dx.CoronaryDisease, "I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris", c.DaysAgo(20, 400))),
        Calcified("aortic-atherosclerosis-coded", c => c.Diagnose(Dx.Other, "I70.0", "Atherosclerosis of aorta", c.DaysAgo(20, 900))),
        Calcified("diabetes", Everyday.HasDiabetes),
        Calcified("ldl-190", c => c.Measure(Lab.Ldl, "13457-7", "Cholesterol in LDL, calculated", c.DaysAgo(20, 700), c.Draw.Between(195, 260), "mg/dL")),
        Calcified("ldl-in-mmol", c => c.Measure(Lab.Ldl, "2089-1", "Cholesterol in LDL", c.DaysAgo(20, 700), 5.1 + c.Draw.Unit(), "mmol/L")),
        Calcified("ldl-goal-is-no-result", c => c.Measure(Lab.Other, "86911-5", "Cholesterol in LDL goal", c.DaysAgo(20, 700), 200, "mg/dL")),
        Calcified("kidney-disease-by-egfr", c =>
        {
            c.Measure(Lab.Egfr, "98979-8", "eGFR CKD-EPI 2021", c.DaysAgo(200, 500), c.Draw.Between(33, 55), "mL/min/{1.73_m2}");
            c.Measure(Lab.Egfr, "98979-8", "eGFR CKD-EPI 2021", c.DaysAgo(10, 90), c.Draw.Between(33, 55), "mL/min/{1.73_m2}");
        }),
        Calcified("egfr-filed-as-creatinine", c => c.Measure(Lab.Other, "2160-0", "Creatinine", c.DaysAgo(10, 90), c.Draw.Between(40, 55), "mL/min/{1.73_m2}")),
        new("calcified-at-76-or-older", 77, 92, null, c => See(c)),
        new("calcified-at-18-to-39", 22, 38, null, c => See(c)),
        new("calcified-under-18", 6, 16, null, c => Show(c, "aorta-abdominal")),
        // No clock starts.
        new("calcification-possible", 50, 80, null, c => Say(c, "aorta-thoracic", s => s with { Assertion = Assertion.Possible, Certainty = Certainty.Possible, Kind = "" })),
        new("calcification-probable", 50, 75, null, c => Say(c, "coronary", s => s with { Certainty = Certainty.Probable, Kind = "" })),
        new("calcification-absent", 40, 80, null, c => Say(c, "coronary", s => s with { Assertion = Assertion.Absent, Kind = "", Severity = Severity.None })),
        new("calcification-told-only", 50, 80, null, c => Say(c, "coronary", s => s with { Assertion = Assertion.Historical, Kind = "", Severity = Severity.None })),
        new("calcification-asked-only", 50, 80, null, c => Say(c, "coronary", s => s with { Assertion = Assertion.Hypothetical, Kind = "", Severity = Severity.None })),
        new("valve-only", 60, 90, null, c => c.Examine(ExamKind.ChestCt, c.Draw.Between(60, 1000)).Statements.Add(new() { Concept = Concepts.Valve, Severity = Severity.Moderate })),
        new("calcification-too-long-ago", 50, 75, null, c => c.Show(c.Calcification("coronary"), c.Draw.Between(1120, 1600))),
    ];

    public static Exam See(ChartBuilder c) => Show(c, c.Draw.Pick(CommonBeds), (Severity)c.Draw.Between(0, 3));

    private static Scenario Calcified(string id, Action<ChartBuilder> then) => new(id, 50, 75, null, c => { See(c); then(c); });

    private static Exam Show(ChartBuilder c, string site, Severity severity = Severity.None) => c.Show(c.Calcification(site, severity), c.Draw.Between(60, 1000));

    private static void Say(ChartBuilder c, string site, Func<Statement, Statement> how) => c.Show(how(c.Calcification(site)), c.Draw.Between(60, 1000));

    private static void Coded(ChartBuilder c)
    {
        var (site, code) = c.Draw.Chance(0.5) ? ("coronary", "I25.84") : ("aorta", "I70.0");
        var day = c.DaysAgo(60, 1000);
        var exam = new Exam { Kind = ExamKind.ChestCt, Date = day, ReportDate = day, HasText = false };
        exam.Coded.Add(new(new() { Concept = Concepts.Vascular, Site = site }, "ICD10CM", code, "present"));
        c.Chart.Exams.Add(exam);
    }

    private static Ingredient Statin(ChartBuilder c) => c.Draw.Pick(Codes.Statins);
}
