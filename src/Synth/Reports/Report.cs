using Opportune.Synth.Charts;

namespace Opportune.Synth.Reports;

/// <summary>A sentence, and what it says of what was drawn; a sentence of no consequence says nothing.</summary>
internal sealed record Said(string Text, string Organ, params IReadOnlyList<Statement> Statements)
{
    /// <summary>A filler that is not of a normal exam.</summary>
    public bool IsAbnormal { get; init; }
}

/// <summary>A section of a report; <paramref name="Name"/> is "indication", "comparison", "technique", "findings" or "impression".</summary>
internal sealed record Section(string Name, IReadOnlyList<Said> Sentences);

/// <summary>One row of the findings table that holds text.</summary>
internal sealed record ReportRow(string Text, string? Section, int? Line, IReadOnlyList<(Statement Statement, string Section)> Statements);
