using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>One finding or encounter that makes a DXA a question.</summary>
internal sealed record BoneIndex(DateOnly Date, DateOnly Reported, string Setting, int Class, int AgeThen, string What)
{
    public const int HipHardware = 3;
    public const int History = 5;
    public const int Density = 6;

    /// <summary>Only possible, or a deformity: "confirm".</summary>
    public bool NeedsConfirming { get; init; }

    private bool Begins => Class != History && (!NeedsConfirming || Class == HipHardware);

    /// <summary>A new fracture, by word or by code.</summary>
    public bool IsNew { get; init; }

    /// <summary>All of the chart's, by date. History, and what is to be confirmed, stand only where nothing else does.</summary>
    public static List<BoneIndex> Of(Chart chart)
    {
        var asOf = chart.World.AsOf;
        var from = asOf.AddMonths(-24);
        var found = new List<BoneIndex>();
        foreach (var exam in chart.Exams.Where(e => e.IsFinal && e.Kind != ExamKind.Dxa && e.Date >= from && e.Date <= asOf))
        {
            var age = chart.Person.AgeOn(exam.Date);
            var statements = exam.Statements.Concat(exam.Coded.Where(c => c.Presence == "present").Select(c => c.Statement));
            found.AddRange(statements.Select(s => FromStatement(s, exam, age)).OfType<BoneIndex>());
        }
        foreach (var diagnosis in chart.Diagnoses.Where(d => d.Start >= from && d.Start <= asOf && d.Category is "encounter" or "billing"))
        {
            var age = chart.Person.AgeOn(diagnosis.Start);
            if (age >= 50 && FromDiagnosis(diagnosis, age) is { } index)
                found.Add(index);
        }
        if (found.Exists(i => i.Begins))
            found.RemoveAll(i => !i.Begins);
        return [.. found.OrderBy(i => i.Date).ThenBy(i => i.Class)];
    }

    private static BoneIndex? FromStatement(Statement s, Exam exam, int age)
    {
        var possible = s.Assertion == Assertion.Possible;
        if (s.Assertion == Assertion.Historical && s.Concept is Concepts.Hip or Concepts.Vertebral && age >= 50)
            return Index(History, "history of a fracture");
        if ((s.Assertion != Assertion.Present && !possible) || age < 18)
            return null;
        var confirm = possible || s.Kind == "deformity";
        switch (s.Concept)
        {
            case Concepts.Hardware:
                return s.Kind is "fixation" or "hemiarthroplasty" ? Index(HipHardware, "hip hardware") with { NeedsConfirming = age < 50 || possible } : null;
            case Concepts.LowDensity:
                return s.Kind == "generalised" && age >= 50 && !possible ? Index(Density, "low bone density") : null;
            case Concepts.Attenuation:
                return s.Value <= 110 && age >= 50 ? Index(Density, "low attenuation of L1") : null;
            case Concepts.Vertebral or Concepts.Hip or Concepts.Fracture:
                var bone = BoneClass.Of(BoneClass.SiteOf(s));
                return bone == 0 || (age < 50 && s.Kind != "insufficiency") ? null
                    : Index(bone, $"{BoneClass.SiteOf(s)} fracture") with { NeedsConfirming = confirm, IsNew = s.Age == LesionAge.Acute };
            default:
                return null;
        }

        BoneIndex Index(int bone, string what) => new(exam.Date, exam.ReportDate, exam.Setting, bone, age, what);
    }

    private static BoneIndex? FromDiagnosis(Diagnosis d, int age) => d.Dx switch
    {
        Dx.FractureEncounter => new(d.Start, d.Start, "outpatient", BoneClass.Of(d.Site), age, $"{d.Site} fracture, coded") { IsNew = true },
        Dx.FractureAftercare or Dx.FragilityHistory => new(d.Start, d.Start, "outpatient", History, age, "history of a fracture, coded"),
        _ => null,
    };
}
