namespace Opportune.Synth.Charts;

/// <summary>One imaging exam and what its report will say.</summary>
internal sealed class Exam
{
    public required ExamKind Kind { get; init; }

    public required DateOnly Date { get; init; }

    public required DateOnly ReportDate { get; init; }

    public string Status { get; init; } = "final";

    public string Setting { get; init; } = "outpatient";

    public List<Statement> Statements { get; } = [];

    /// <summary>Codes that the site files beside or instead of text: each says what the statement says.</summary>
    public List<CodedStatement> Coded { get; } = [];

    /// <summary>Whether there is a text at all.</summary>
    public bool HasText { get; init; } = true;

    public bool IsFinal => Status is not "preliminary";
}

/// <summary>A finding filed as a code.</summary>
internal sealed record CodedStatement(Statement Statement, string System, string Code, string Presence);

/// <summary>A kind of exam: how it is filed, and what can be seen on it.</summary>
/// <param name="Name">Its key in the phrase files.</param>
/// <param name="Modality">As filed.</param>
/// <param name="BodyPart">As filed.</param>
/// <param name="Vessels">Arterial sites in view, the likeliest first.</param>
/// <param name="Spine">Vertebral levels in view: "thoracic", "lumbar", both, or neither.</param>
/// <param name="Bones">Other bones in view.</param>
internal sealed record ExamKind(string Name, string Modality, string BodyPart, string[] Vessels, string[] Spine, string[] Bones)
{
    public static readonly ExamKind ChestFilm = new("chest-film", "CR", "CHEST", ["aorta-thoracic"], ["thoracic"], ["rib", "clavicle", "humerus-proximal"]);
    public static readonly ExamKind ChestCt = new("chest-ct", "CT", "CHEST", ["coronary", "aorta-thoracic"], ["thoracic"], ["rib", "sternum"]);
    public static readonly ExamKind AbdomenCt = new("abdomen-ct", "CT", "ABDOMEN PELVIS", ["aorta-abdominal", "iliac", "visceral", "renal"], ["lumbar"], ["pelvis", "sacrum", "hip"]);
    public static readonly ExamKind NeckCt = new("neck-ct", "CT", "NECK", ["carotid"], [], []);
    public static readonly ExamKind CervicalFilm = new("cervical-film", "CR", "CERVICAL SPINE", [], [], []);
    public static readonly ExamKind CoronaryCt = new("coronary-ct", "CT", "HEART", ["coronary", "aorta-thoracic"], [], []);
    public static readonly ExamKind LumbarFilm = new("lumbar-film", "DX", "LUMBAR SPINE", ["aorta-abdominal"], ["lumbar"], []);
    public static readonly ExamKind ThoracicFilm = new("thoracic-film", "DX", "THORACIC SPINE", ["aorta-thoracic"], ["thoracic"], []);
    public static readonly ExamKind HipFilm = new("hip-film", "DX", "HIP", ["femoral", "iliac"], [], ["hip", "pelvis"]);
    public static readonly ExamKind ShoulderFilm = new("shoulder-film", "DX", "SHOULDER", [], [], ["humerus-proximal", "clavicle"]);
    public static readonly ExamKind WristFilm = new("wrist-film", "DX", "WRIST", ["peripheral"], [], ["radius-distal"]);
    public static readonly ExamKind Mammogram = new("mammogram", "MG", "BREAST", ["breast"], [], []);
    public static readonly ExamKind Dxa = new("dxa", "DXA", "SPINE HIP", [], [], []);

    /// <summary>Those that anybody may have; a film of the neck is taken in scenarios alone.</summary>
    public static IReadOnlyList<ExamKind> All { get; } =
        [ChestFilm, ChestCt, AbdomenCt, NeckCt, CoronaryCt, LumbarFilm, ThoracicFilm, HipFilm, ShoulderFilm, WristFilm, Mammogram, Dxa];
}
