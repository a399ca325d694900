using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>What there is to be seen in one patient, whether or not any report says so.</summary>
internal sealed class Body
{
    private readonly List<Statement> _vessels = [];
    private readonly List<Statement> _bones = [];

    public static Body Of(ChartBuilder c)
    {
        var (body, draw, age) = (new Body(), c.Draw, c.Age);
        var old = age switch { < 40 => 0.0, < 50 => 0.06, < 65 => 0.25, < 80 => 0.5, _ => 0.7 };
        foreach (var (site, share) in ((string, double)[])
            [("aorta-thoracic", 0.9), ("aorta-abdominal", 0.9), ("coronary", 0.8), ("carotid", 0.6), ("iliac", 0.6), ("visceral", 0.15), ("renal", 0.1), ("femoral", 0.3), ("peripheral", 0.1), ("breast", 0.2)])
        {
            if (draw.Chance(old * share))
                body._vessels.Add(c.Calcification(site, draw.Chance(0.55) ? (Severity)draw.Weighted(0, 0.5, 0.3, 0.2) : Severity.None));
        }
        var frail = (c.Person.Sex == 'M' ? 0.6 : 1.0) * (age switch { < 40 => 0.01, < 50 => 0.02, < 65 => 0.05, < 80 => 0.14, _ => 0.28 });
        if (draw.Chance(frail))
            body._bones.Add(c.VertebralFracture(c.SomeAge()));
        if (draw.Chance(frail * 1.2))
            body._bones.Add(c.LowDensity());
        if (draw.Chance(frail * 0.25))
            body._bones.Add(c.HipFracture(draw.Chance(0.5) ? LesionAge.Acute : LesionAge.Chronic));
        if (draw.Chance(frail * 0.3))
            body._bones.Add(c.Hardware(draw.Chance(0.5) ? "fixation" : "hemiarthroplasty"));
        if (draw.Chance(frail * 0.6))
            body._bones.Add(c.Hardware("total-replacement"));
        foreach (var site in (string[])["rib", "radius-distal", "humerus-proximal", "pelvis", "clavicle", "sacrum"])
        {
            if (draw.Chance(0.012 + frail * 0.15))
                body._bones.Add(c.OtherFracture(site, c.SomeAge()));
        }
        if (draw.Chance(frail * 0.6) && age >= 50)
            body._bones.Add(ChartBuilder.Attenuation(draw.Between(62, 104)));
        return body;
    }

    /// <summary>Lets a report say what of it is in view and was worth saying.</summary>
    public void Tell(Draw draw, Exam exam)
    {
        foreach (var vessel in _vessels.Where(v => exam.Kind.Vessels.Contains(v.Site)))
        {
            if (draw.Chance(exam.Kind == ExamKind.ChestFilm ? 0.4 : 0.65))
                exam.Statements.Add(vessel);
        }
        foreach (var bone in _bones.Where(b => InView(b, exam.Kind)))
        {
            if (draw.Chance(0.6))
                exam.Statements.Add(bone);
        }
        // A score above zero comes with the calcification that it counts.
        if (exam.Kind == ExamKind.CoronaryCt)
            exam.Statements.Add(ChartBuilder.Agatston(exam.Statements.Exists(s => s.Site == "coronary") ? draw.Between(2, 900) : 0));
    }

    private static bool InView(Statement bone, ExamKind kind) => bone.Concept switch
    {
        Concepts.Vertebral => kind.Spine.Contains(bone.Site),
        Concepts.Hip or Concepts.Hardware => kind.Bones.Contains("hip"),
        Concepts.Attenuation => kind == ExamKind.AbdomenCt,
        Concepts.LowDensity => kind.Spine.Length + kind.Bones.Length > 0,
        _ => kind.Bones.Contains(bone.Site),
    };
}
