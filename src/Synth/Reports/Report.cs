using Opportune.Synth.Charts;

namespace Opportune.Synth.Reports;

/// <summary>A sentence, and what it says if that was drawn.</summary>
internal sealed record Said(string Text, string Organ, Statement? Statement);

/// <summary>A section of a report; <paramref name="Name"/> is "indication", "comparison", "technique", "findings" or "impression".</summary>
internal sealed record Section(string Name, IReadOnlyList<Said> Sentences);

/// <summary>One row of the findings table that holds text.</summary>
internal sealed record ReportRow(string Text, string? Section, int? Line, IReadOnlyList<(Statement Statement, string Section)> Statements);
