using Opportune.Core;

namespace Opportune.Synth.Charts;

internal sealed partial class ChartBuilder
{
    private static readonly string[] ThoracicLevels = ["T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T12"];
    private static readonly string[] LumbarLevels = ["L1", "L1", "L1", "L2", "L3", "L4"];

    /// <summary>An exam, with a report a day or two later at most.</summary>
    public Exam Examine(ExamKind kind, int daysAgo, string status = "final", string? setting = null)
    {
        var date = DaysAgo(daysAgo);
        var exam = new Exam
        {
            Kind = kind,
            Date = date,
            ReportDate = date.AddDays(daysAgo > 2 && Draw.Chance(0.25) ? 1 : 0),
            Status = status != "final" ? status : Draw.Weighted(0.95, 0.03, 0.02) switch { 0 => "final", 1 => "addendum", _ => "corrected" },
            Setting = setting ?? Draw.Weighted(0.68, 0.20, 0.12) switch { 0 => "outpatient", 1 => "emergency", _ => "inpatient" },
        };
        Chart.Exams.Add(exam);
        return exam;
    }

    /// <summary>An exam of a kind that shows the statement, saying it.</summary>
    public Exam Show(Statement statement, int daysAgo, string status = "final", string? setting = "outpatient")
    {
        var exam = Examine(KindFor(statement), daysAgo, status, setting);
        exam.Statements.Add(statement);
        return exam;
    }

    /// <summary>An artery's calcification.</summary>
    public Statement Calcification(string site, Severity severity = Severity.None) => new()
    {
        Concept = Concepts.Vascular,
        Site = site,
        Severity = severity,
        Kind = site is "coronary" or "aorta-thoracic" or "aorta-abdominal" or "carotid" && Draw.Chance(0.15) ? "atheroma" : "",
        Certainty = Certainty.Definite,
    };

    public Statement VertebralFracture(LesionAge age = LesionAge.None, string kind = "")
    {
        var lumbar = Draw.Chance(0.45);
        return new()
        {
            Concept = Concepts.Vertebral,
            Site = lumbar ? "lumbar" : "thoracic",
            Level = kind.Length > 0 || Draw.Chance(0.8) ? Draw.Pick(lumbar ? LumbarLevels : ThoracicLevels) : "",
            Age = age,
            Severity = kind == "deformity" ? Severity.Mild : kind.Length == 0 && Draw.Chance(0.35) ? (Severity)Draw.Between(1, 3) : Severity.None,
            Kind = kind,
        };
    }

    public Statement HipFracture(LesionAge age = LesionAge.None) => new() { Concept = Concepts.Hip, Site = "hip", Age = age, Side = SomeSide() };

    public Statement OtherFracture(string site, LesionAge age = LesionAge.None) => new()
    {
        Concept = Concepts.Fracture,
        Site = site,
        Age = age,
        Side = site is "sternum" ? Laterality.None : SomeSide(),
    };

    public Statement Hardware(string kind) => new() { Concept = Concepts.Hardware, Site = "hip", Kind = kind, Side = SomeSide() };

    public Statement LowDensity(string kind = "generalised") => new()
    {
        Concept = Concepts.LowDensity,
        Kind = kind,
        Severity = kind == "generalised" && Draw.Chance(0.4) ? (Severity)Draw.Between(1, 3) : Severity.None,
    };

    public static Statement Attenuation(double hounsfield) => new() { Concept = Concepts.Attenuation, Site = "lumbar", Value = hounsfield, Unit = "HU" };

    public static Statement Agatston(double score) => new() { Concept = Concepts.Agatston, Site = "coronary", Value = score, Kind = score == 0 ? "zero" : "" };

    public static Statement RecommendDxa { get; } = new() { Concept = Concepts.DxaRecommendation };

    /// <summary>Something calcified in the soft tissue of the neck.</summary>
    public static Statement NeckDensity { get; } = new() { Concept = Concepts.Neck };

    /// <summary>A calcified node of the neck.</summary>
    public static Statement NeckNode { get; } = new() { Concept = Concepts.Node, Site = "neck" };

    /// <summary>Calcinosis behind the cervical spine.</summary>
    public static Statement Calcinosis { get; } = new() { Concept = Concepts.Calcinosis };

    public Laterality SomeSide() => Draw.Chance(0.75) ? (Draw.Chance(0.5) ? Laterality.Left : Laterality.Right) : Laterality.None;

    public LesionAge SomeAge() => (LesionAge)Draw.Weighted(0.25, 0.12, 0.05, 0.28, 0.06, 0.12, 0.12);

    private ExamKind KindFor(Statement s) => s.Concept switch
    {
        Concepts.Vascular or Concepts.Agatston => s.Site switch
        {
            "coronary" => s.Concept == Concepts.Agatston || Draw.Chance(0.2) ? ExamKind.CoronaryCt : ExamKind.ChestCt,
            "aorta-thoracic" => Draw.Chance(0.6) ? ExamKind.ChestFilm : ExamKind.ChestCt,
            "aorta-abdominal" => Draw.Chance(0.8) ? ExamKind.AbdomenCt : ExamKind.LumbarFilm,
            "carotid" => ExamKind.NeckCt,
            "femoral" => ExamKind.HipFilm,
            "peripheral" => ExamKind.WristFilm,
            "breast" => ExamKind.Mammogram,
            "unspecified" => Draw.Chance(0.5) ? ExamKind.ChestFilm : ExamKind.HipFilm,
            _ => ExamKind.AbdomenCt,
        },
        Concepts.Vertebral => s.Site == "lumbar"
            ? Draw.Chance(0.5) ? ExamKind.LumbarFilm : ExamKind.AbdomenCt
            : Draw.Pick([ExamKind.ChestFilm, ExamKind.ChestCt, ExamKind.ThoracicFilm]),
        Concepts.Hip or Concepts.Hardware => Draw.Chance(0.7) ? ExamKind.HipFilm : ExamKind.AbdomenCt,
        Concepts.Attenuation => ExamKind.AbdomenCt,
        Concepts.TScore => ExamKind.Dxa,
        Concepts.Neck or Concepts.Calcinosis or Concepts.Node => ExamKind.CervicalFilm,
        Concepts.LowDensity when s.Kind is "periarticular" or "disuse" => ExamKind.WristFilm,
        Concepts.LowDensity => Draw.Pick([ExamKind.ChestFilm, ExamKind.LumbarFilm, ExamKind.ChestCt]),
        _ => s.Site switch
        {
            "rib" or "sternum" => Draw.Chance(0.5) && s.Site == "rib" ? ExamKind.ChestFilm : ExamKind.ChestCt,
            "pelvis" => Draw.Chance(0.5) ? ExamKind.HipFilm : ExamKind.AbdomenCt,
            "sacrum" => ExamKind.AbdomenCt,
            "radius-distal" or "hand" => ExamKind.WristFilm,
            _ => ExamKind.ShoulderFilm,
        },
    };
}
