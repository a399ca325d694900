using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>Broken and thin bones, and every way in which they were looked after, or need not be.</summary>
internal static class BoneScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        // Findings that nobody acted on.
        new("vertebra-acute", 55, 90, null, c => See(c, c.VertebralFracture(LesionAge.Acute))),
        new("vertebra-old", 55, 90, null, c => See(c, c.VertebralFracture(LesionAge.Chronic))),
        new("vertebra-healed", 55, 90, null, c => See(c, c.VertebralFracture(LesionAge.Healed))),
        new("vertebra-age-indeterminate", 55, 90, null, c => See(c, c.VertebralFracture(LesionAge.Indeterminate))),
        new("vertebra-unchanged", 55, 90, null, c => See(c, c.VertebralFracture(LesionAge.Unchanged))),
        new("hip-acute", 55, 92, null, c => See(c, c.HipFracture(LesionAge.Acute))),
        new("major-site", 55, 90, null, c => See(c, c.OtherFracture(c.Draw.Pick(["pelvis", "sacrum", "humerus-proximal", "radius-distal"]), LesionAge.Acute))),
        new("minor-site", 55, 90, null, c => See(c, c.OtherFracture(c.Draw.Pick(["rib", "clavicle", "sternum"]), c.SomeAge()))),
        new("two-fracture-dates", 60, 88, null, c => { Recent(c, c.OtherFracture("radius-distal"), 500, 650); Recent(c, c.OtherFracture("rib"), 100, 400); }),
        new("fracture-probable", 55, 90, null, c => See(c, c.VertebralFracture() with { Certainty = Certainty.Probable })),
        new("fracture-possible", 55, 90, null, c => See(c, c.VertebralFracture() with { Assertion = Assertion.Possible, Certainty = Certainty.Possible })),
        new("mild-wedging", 55, 90, null, c => See(c, c.VertebralFracture(kind: "deformity"))),
        new("insufficiency-at-any-age", 28, 48, 'F', c => See(c, c.OtherFracture("sacrum") with { Kind = "insufficiency" })),
        new("hip-fixation", 55, 92, null, c => See(c, c.Hardware("fixation"))),
        new("hip-hemiarthroplasty", 55, 92, null, c => See(c, c.Hardware("hemiarthroplasty"))),
        new("hip-fixation-under-50", 25, 46, null, c => See(c, c.Hardware("fixation"))),
        new("low-density-older-woman", 67, 90, 'F', c => See(c, c.LowDensity())),
        new("low-density-younger", 53, 62, null, c => See(c, c.LowDensity())),
        new("l1-attenuation-low", 55, 85, null, c => See(c, ChartBuilder.Attenuation(c.Draw.Between(55, 105)))),
        new("fracture-coded", 55, 90, null, c => c.BreakBone(c.Draw.Pick(["hip", "vertebra", "radius-distal", "humerus-proximal", "pelvis", "rib", "clavicle"]), c.DaysAgo(60, 650))),
        new("fracture-coded-on-the-image", 55, 90, null, c => Coded(c, c.VertebralFracture(), "M48.56XA", withText: false)),
        new("fracture-coded-beside-text", 55, 90, null, c => Coded(c, c.HipFracture(LesionAge.Acute), "S72.001A", withText: true)),
        new("aftercare-coded", 55, 90, null, c => c.Diagnose(Dx.FractureAftercare, c.Draw.Chance(0.5) ? "S72.001D" : "S32.010S", "Fracture, subsequent encounter or sequela", c.DaysAgo(60, 650), "encounter", "hip")),
        new("fragility-history-coded", 55, 90, null, c => c.Diagnose(Dx.FragilityHistory, "Z87.310", "Personal history of (healed) osteoporosis fracture", c.DaysAgo(60, 650))),
        new("fracture-told-only", 55, 90, null, c => See(c, (c.Draw.Chance(0.5) ? c.HipFracture() : c.VertebralFracture() with { Severity = Severity.None }) with { Assertion = Assertion.Historical })),
        new("radiologist-asks-for-dxa", 53, 85, null, c => See(c, c.LowDensity()).Statements.Add(ChartBuilder.RecommendDxa)),
        new("on-prednisone", 55, 80, null, c => { See(c, c.OtherFracture("rib")); c.Dispense(Codes.Prednisone, c.DaysAgo(20, 60), 3); }),
        // Looked after.
        new("dxa-done", 55, 88, null, c => Broken(c, c2 => c2.ScanBones(c2.DaysAgo(10, 700)))),
        new("dxa-t-scores-only", 55, 88, null, c => Broken(c, c2 => c2.FileTScores(c2.DaysAgo(10, 500)))),
        new("dxa-report-only", 55, 88, null, c => Broken(c, c2 => c2.ReportBones(c2.Draw.Between(20, 500)))),
        new("bone-drug-ordered", 55, 88, null, c => Broken(c, c2 => c2.Order(c2.Draw.Pick(Codes.OralBone), c2.DaysAgo(60, 1000)))),
        new("bone-drug-dispensed", 55, 88, null, c => Broken(c, c2 => c2.Dispense(c2.Draw.Pick(Codes.OralBone), c2.DaysAgo(5, 80), 4))),
        new("bone-drug-by-name-only", 55, 88, null, c => Broken(c, c2 => c2.OrderByName(Codes.OralBone[0], c2.DaysAgo(60, 300)))),
        new("zoledronate-yearly", 55, 88, null, c => Broken(c, c2 => { c2.GiveZoledronate(c2.DaysAgo(30, 400)); c2.GiveZoledronate(c2.DaysAgo(460, 800)); })),
        new("denosumab", 55, 88, null, c => Broken(c, c2 => c2.GiveDenosumab(c2.DaysAgo(10, 180)))),
        // Not looked after, though it seems so.
        new("peripheral-dxa-only", 55, 88, null, c => Broken(c, c2 => c2.ScanHeel(c2.DaysAgo(10, 500)))),
        new("dxa-only-scheduled", 55, 88, null, c => Broken(c, c2 => c2.Do(Deed.CentralDxa, "CPT", "77080", c2.DaysAgo(5, 60), status: "scheduled"))),
        new("dxa-cancelled", 55, 88, null, c => Broken(c, c2 => c2.Do(Deed.CentralDxa, "CPT", "77080", c2.DaysAgo(20, 400), status: "cancelled"))),
        new("dxa-too-long-ago", 60, 88, null, c => Broken(c, c2 => c2.ScanBones(c2.DaysAgo(1500, 1900)))),
        new("oncology-denosumab", 55, 80, null, c => Broken(c, c2 => c2.GiveOncologyDenosumab(c2.DaysAgo(10, 150)))),
        // Out, or further down.
        new("tumour-fracture-in-text", 53, 85, null, c => See(c, c.VertebralFracture(kind: "tumour"))),
        new("tumour-coded", 53, 85, null, c => Vertebra(c, c2 => c2.Diagnose(Dx.BoneTumour, c2.Draw.Chance(0.5) ? "C79.51" : "C90.00", "Malignant disease of bone", c2.DaysAgo(100, 500), "problem-list"))),
        new("pathologic-without-tumour", 53, 85, null, c => See(c, c.VertebralFracture(kind: "pathologic"))),
        new("osteogenesis-imperfecta", 53, 70, null, c => Broken(c, c2 => c2.Diagnose(Dx.BoneDisease, "Q78.0", "Osteogenesis imperfecta", c2.DaysAgo(300, 1800), "problem-list"))),
        new("high-energy-cause", 53, 80, null, c =>
        {
            var exam = See(c, c.OtherFracture(c.Draw.Pick(["pelvis", "humerus-proximal", "radius-distal"]), LesionAge.Acute));
            c.Diagnose(Dx.HighEnergyCause, c.Draw.Chance(0.5) ? "V43.52XA" : "W11.XXXA", "Car driver injured in collision, or fall from ladder", exam.Date.AddDays(-c.Draw.Between(0, 3)));
        }),
        new("fall-on-same-level", 55, 90, null, c =>
        {
            var exam = See(c, c.HipFracture(LesionAge.Acute));
            c.Diagnose(Dx.Other, "W01.0XXA", "Fall on same level from slipping, tripping and stumbling, initial encounter", exam.Date);
        }),
        new("nursing-home", 75, 95, null, c => Broken(c, c2 => c2.Diagnose(Dx.NursingHome, "Z59.3", "Problems related to living in residential institution", c2.DaysAgo(30, 300)))),
        new("no-resuscitation", 70, 95, null, c => Broken(c, c2 => c2.Diagnose(Dx.NoResuscitation, "Z66", "Do not resuscitate", c2.DaysAgo(10, 300)))),
        new("kidney-stage-4", 60, 85, null, c => Broken(c, c2 => c2.Diagnose(Dx.AdvancedKidneyDisease, "N18.4", "Chronic kidney disease, stage 4 (severe)", c2.DaysAgo(30, 600), "problem-list"))),
        // No clock starts.
        new("fracture-under-50", 20, 46, null, c => See(c, c.OtherFracture(c.Draw.Pick(["radius-distal", "rib", "clavicle"]), LesionAge.Acute))),
        new("fracture-under-18", 6, 16, null, c => See(c, c.OtherFracture("radius-distal", LesionAge.Acute))),
        new("hand-fracture", 53, 85, null, c => See(c, c.OtherFracture("hand", LesionAge.Acute))),
        new("total-hip-replacement", 55, 90, null, c => See(c, c.Hardware("total-replacement"))),
        new("fracture-denied", 55, 90, null, c => See(c, new() { Concept = Concepts.Vertebral, Assertion = Assertion.Absent })),
        new("fracture-asked-only", 55, 90, null, c => See(c, c.HipFracture() with { Assertion = Assertion.Hypothetical })),
        new("fracture-of-mother", 53, 80, null, c => See(c, c.HipFracture() with { Assertion = Assertion.OtherPerson, Side = Laterality.None })),
        new("periarticular-density", 53, 80, null, c => See(c, c.LowDensity("periarticular"))),
        new("disuse-density", 53, 80, null, c => See(c, c.LowDensity("disuse"))),
        new("l1-attenuation-normal", 55, 75, null, c => See(c, ChartBuilder.Attenuation(c.Draw.Between(125, 210)))),
        new("fracture-too-long-ago", 60, 90, null, c => c.Show(c.VertebralFracture(), c.Draw.Between(760, 1500))),
    ];

    public static Exam See(ChartBuilder c, Statement statement) => c.Show(statement, c.Draw.Between(60, 700));

    private static void Recent(ChartBuilder c, Statement statement, int from, int to) => c.Show(statement, c.Draw.Between(from, to));

    private static void Broken(ChartBuilder c, Action<ChartBuilder> then)
    {
        See(c, c.Draw.Weighted(0.5, 0.25, 0.25) switch { 0 => c.VertebralFracture(), 1 => c.HipFracture(), _ => c.OtherFracture("humerus-proximal") });
        then(c);
    }

    private static void Vertebra(ChartBuilder c, Action<ChartBuilder> then)
    {
        See(c, c.VertebralFracture());
        then(c);
    }

    private static void Coded(ChartBuilder c, Statement statement, string icd, bool withText)
    {
        var days = c.Draw.Between(60, 650);
        if (withText)
        {
            c.Show(statement, days).Coded.Add(new(statement, "ICD10CM", icd, "present"));
            return;
        }
        var exam = new Exam { Kind = ExamKind.LumbarFilm, Date = c.DaysAgo(days), ReportDate = c.DaysAgo(days), HasText = false };
        exam.Coded.Add(new(statement, "ICD10CM", icd, "present"));
        exam.Coded.Add(new(new() { Concept = Concepts.Hip, Site = "hip", Assertion = Assertion.Absent }, "ICD10CM", "S72.001A", "absent"));
        c.Chart.Exams.Add(exam);
    }
}
