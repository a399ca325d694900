using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>
/// What every report says besides: what is not there, questions, other people's bones, calcium that is no artery. None of
/// it may start a clock.
/// </summary>
internal static class Surroundings
{
    private static readonly string[] Chest = ["airway", "costochondral", "pleura"];
    private static readonly string[] Trunk = ["phlebolith", "stone", "phlebolith", "uterus", "prostate"];

    public static void Add(ChartBuilder c, Exam exam)
    {
        if (exam.Kind == ExamKind.Dxa || !exam.HasText)
            return;
        Absences(c, exam);
        Questions(c, exam);
        Distractors(c, exam);
    }

    private static void Absences(ChartBuilder c, Exam exam)
    {
        var draw = c.Draw;
        var said = exam.Statements.Where(s => s.Assertion is Assertion.Present or Assertion.Possible).ToList();
        var broken = said.Exists(s => s.Concept is Concepts.Vertebral or Concepts.Hip or Concepts.Fracture);
        if (!broken && exam.Kind.Bones.Length > 0 && draw.Chance(0.3))
            exam.Statements.Add(Absent(Concepts.Fracture, age: draw.Chance(0.6) ? LesionAge.Acute : LesionAge.None));
        if (exam.Kind.Bones.Contains("rib") && !broken && draw.Chance(0.06))
            exam.Statements.Add(Absent(Concepts.Fracture, "rib"));
        if (exam.Kind.Spine.Length > 0 && !said.Exists(s => s.Concept == Concepts.Vertebral) && draw.Chance(exam.Kind == ExamKind.ChestFilm ? 0.06 : 0.35))
            exam.Statements.Add(Absent(Concepts.Vertebral, age: draw.Chance(0.2) ? LesionAge.Acute : LesionAge.None));
        if (exam.Kind == ExamKind.HipFilm && !said.Exists(s => s.Concept is Concepts.Hip or Concepts.Hardware) && draw.Chance(0.4))
            exam.Statements.Add(Absent(Concepts.Hip, age: draw.Chance(0.5) ? LesionAge.Acute : LesionAge.None));
        if (exam.Kind.Vessels.Contains("coronary") && !said.Exists(s => s.Site == "coronary") && draw.Chance(0.25))
            exam.Statements.Add(Absent(Concepts.Vascular, "coronary"));
        if (!said.Exists(s => s.Concept is Concepts.LowDensity or Concepts.Attenuation) && exam.Kind.Bones.Length > 0 && draw.Chance(0.05))
            exam.Statements.Add(Absent(Concepts.LowDensity, kind: "generalised"));
    }

    private static void Questions(ChartBuilder c, Exam exam)
    {
        var draw = c.Draw;
        if (exam.Kind.Bones.Length > 0 && draw.Chance(exam.Kind.Modality == "DX" ? 0.3 : 0.04))
            exam.Statements.Add(new() { Concept = Concepts.Fracture, Assertion = Assertion.Hypothetical });
        if (exam.Kind.Spine.Length > 0 && draw.Chance(0.04))
            exam.Statements.Add(c.VertebralFracture() with { Assertion = Assertion.Hypothetical, Site = exam.Kind.Spine[0], Level = "", Severity = Severity.None });
        if (exam.Kind == ExamKind.HipFilm && draw.Chance(0.1))
            exam.Statements.Add(c.HipFracture() with { Assertion = Assertion.Hypothetical });
        if (draw.Chance(0.01))
            exam.Statements.Add(new() { Concept = Concepts.Hip, Site = "hip", Assertion = Assertion.OtherPerson });
        if (exam.Kind == ExamKind.ChestFilm && draw.Chance(0.008))
            exam.Statements.Add(new() { Concept = Concepts.Vascular, Site = "aorta-thoracic", Assertion = Assertion.Possible, Certainty = Certainty.Possible });
    }

    private static void Distractors(ChartBuilder c, Exam exam)
    {
        var draw = c.Draw;
        var chest = exam.Kind == ExamKind.ChestFilm || exam.Kind == ExamKind.ChestCt;
        if (chest && draw.Chance(0.08))
            exam.Statements.Add(new() { Concept = Concepts.Granuloma });
        if (chest && draw.Chance(0.04))
            exam.Statements.Add(new() { Concept = Concepts.Node });
        if (exam.Kind == ExamKind.ChestCt && c.Age >= 50 && draw.Chance(0.08))
            exam.Statements.Add(new() { Concept = Concepts.Valve, Severity = draw.Chance(0.5) ? (Severity)draw.Between(1, 3) : Severity.None });
        if (chest && draw.Chance(0.03))
            exam.Statements.Add(Other(draw.Pick(Chest)));
        if (exam.Kind == ExamKind.AbdomenCt && draw.Chance(0.2))
        {
            var site = draw.Pick(Trunk);
            if (site != (c.Person.Sex == 'F' ? "prostate" : "uterus"))
                exam.Statements.Add(Other(site));
        }
        if (exam.Kind == ExamKind.HipFilm && draw.Chance(0.12))
            exam.Statements.Add(Other("phlebolith"));
        if (exam.Kind == ExamKind.ShoulderFilm && draw.Chance(0.15))
            exam.Statements.Add(Other("tendon"));
        if (exam.Kind == ExamKind.NeckCt && draw.Chance(0.1))
            exam.Statements.Add(Other("thyroid"));
        if (exam.Kind == ExamKind.Mammogram && draw.Chance(0.3))
            exam.Statements.Add(Other("breast"));
        if (chest && draw.Chance(0.05))
            exam.Statements.Add(new() { Concept = Concepts.Distractor, Site = exam.Kind == ExamKind.ChestCt && draw.Chance(0.5) ? "ct" : "chest" });
        if (exam.Kind == ExamKind.LumbarFilm && draw.Chance(0.1))
            exam.Statements.Add(new() { Concept = Concepts.Distractor, Site = "spine" });
        if (exam.Kind.Spine.Length > 0 && c.Age >= 45 && draw.Chance(exam.Kind.Modality == "DX" ? 0.35 : 0.14))
            exam.Statements.Add(new() { Concept = Concepts.Degenerative, Severity = draw.Chance(0.6) ? (Severity)draw.Between(1, 3) : Severity.None });
        if (exam.Kind.Spine.Length > 0 && draw.Chance(0.05))
            exam.Statements.Add(new() { Concept = draw.Chance(0.7) ? Concepts.Scoliosis : Concepts.Kyphosis, Severity = draw.Chance(0.6) ? Severity.Mild : Severity.None });
        if (exam.Kind == ExamKind.WristFilm && draw.Chance(0.06))
            exam.Statements.Add(c.LowDensity(draw.Chance(0.5) ? "periarticular" : "disuse"));
    }

    private static Statement Other(string site) => new() { Concept = Concepts.OtherCalcification, Site = site };

    private static Statement Absent(string concept, string site = "", string kind = "", LesionAge age = LesionAge.None) =>
        new() { Concept = concept, Site = site, Kind = kind, Age = age, Assertion = Assertion.Absent };
}
