namespace Opportune.App.Evaluate;

/// <summary>What came of one question to one set.</summary>
/// <param name="Set">The set's file name without its ending.</param>
/// <param name="Label">The question.</param>
internal sealed record Scored(string Set, string Label)
{
    /// <summary>Against the labels as they are.</summary>
    public Score Raw { get; } = new();

    /// <summary>Against labels and verdicts; null where nothing was judged.</summary>
    public Score? Adjudicated { get; init; }

    /// <summary>The plain expressions against the labels; null where there are none.</summary>
    public Score? Plain { get; init; }

    /// <summary>Rows that were not asked about, and why ("2891: outside the annotated region"), or what was asked.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Rows that the set states absent (-1) and those of them that we call present.</summary>
    public (int Stated, int CalledPresent) Absent { get; set; }
}

/// <summary>A row on which label and reader differ, or either and the plain expression.</summary>
internal sealed record Disagreement(string Set, string Label, string Id, bool Labelled, bool Ours, bool? Plain, bool? Verdict, string Found, string Text);
