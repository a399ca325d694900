namespace Opportune.Core;

/// <summary>Whether and how a report states a concept.</summary>
public enum Assertion : byte
{
    /// <summary>Visible on this exam, whatever its age.</summary>
    Present,

    /// <summary>Said not to be there.</summary>
    Absent,

    /// <summary>Neither affirmed nor denied: "may", "cannot exclude", "questionable".</summary>
    Possible,

    /// <summary>Told, not seen: "history of hip fracture".</summary>
    Historical,

    /// <summary>Indication, question, recommendation.</summary>
    Hypothetical,

    /// <summary>About somebody else.</summary>
    OtherPerson,
}

/// <summary>How sure the report is.</summary>
public enum Certainty : byte
{
    /// <summary>Stated.</summary>
    Definite,

    /// <summary>"consistent with", "likely", "suspicious for".</summary>
    Probable,

    /// <summary>"may", "cannot exclude", "questionable".</summary>
    Possible,

    /// <summary>"unlikely", "less likely".</summary>
    Unlikely,
}

/// <summary>Amount, as the report words it.</summary>
public enum Severity : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>Mild, minimal, scattered.</summary>
    Mild,

    /// <summary>Moderate.</summary>
    Moderate,

    /// <summary>Severe, extensive, marked, heavy.</summary>
    Severe,
}

/// <summary>How old a lesion is said to be.</summary>
public enum LesionAge : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>Acute, new, recent.</summary>
    Acute,

    /// <summary>Subacute, healing.</summary>
    Subacute,

    /// <summary>Chronic, old, remote.</summary>
    Chronic,

    /// <summary>Healed.</summary>
    Healed,

    /// <summary>"age indeterminate".</summary>
    Indeterminate,

    /// <summary>Unchanged since an earlier exam, without a word on its age.</summary>
    Unchanged,
}

/// <summary>Side of the body.</summary>
public enum Laterality : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>Left.</summary>
    Left,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Both.</summary>
    Bilateral,
}

/// <summary>A concept found in a finding's text.</summary>
public sealed record Mention
{
    /// <summary>Concept id of the lexicon, "vascular-calcification".</summary>
    public required string Concept { get; init; }

    /// <summary>Site ids in the order of the lexicon ("aorta-thoracic", "coronary"); empty when none is said.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Whether and how it is stated.</summary>
    public Assertion Assertion { get; init; }

    /// <summary>How sure.</summary>
    public Certainty Certainty { get; init; }

    /// <summary>Kinds within the concept ("calcified", "atheroma", "pathologic", "insufficiency", "deformity", "generalised").</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Amount.</summary>
    public Severity Severity { get; init; }

    /// <summary>Age of the lesion.</summary>
    public LesionAge Age { get; init; }

    /// <summary>Side.</summary>
    public Laterality Laterality { get; init; }

    /// <summary>Section of the report in lower case ("findings", "impression", "indication"), or empty.</summary>
    public string Section { get; init; } = "";

    /// <summary>Start of the span: Unicode code points from the start of the field as given.</summary>
    public required int Start { get; init; }

    /// <summary>Length of the span in Unicode code points.</summary>
    public required int Length { get; init; }

    /// <summary>The span's text.</summary>
    public required string Text { get; init; }

    /// <summary>The sentence that holds the span, and as far as there was room for them the ones beside it; empty where none was asked for.</summary>
    public string Excerpt { get; init; } = "";

    /// <summary>Where in <see cref="Excerpt"/> the span begins, in Unicode code points: from there on it reads <see cref="Text"/>.</summary>
    public int ExcerptStart { get; init; }

    /// <summary>
    /// By what the words of its sentence are known again in another report, whatever their case, marks and blanks; 0 where there are fewer
    /// than six, which two people may well say alike.
    /// </summary>
    public ulong SentenceHash { get; init; }

    /// <summary>A quantity: Agatston units, HU, or a T-score (no unit); null where the concept has none.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>.</summary>
    public string? Unit { get; init; }
}
