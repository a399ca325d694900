using Opportune.Columnar;
using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Tables;

/// <summary><c>truth/mentions.parquet</c>: one row for each time that a row of the findings says something that was drawn.</summary>
internal sealed class MentionTruth(string folder) : IDisposable
{
    private static readonly Schema Columns = new(
    [
        new("finding_id", ColumnKind.Text, Optional: false), new("patient_id", ColumnKind.Text, Optional: false),
        new("concept", ColumnKind.Text, Optional: false), new("site", ColumnKind.Text), new("assertion", ColumnKind.Text, Optional: false),
        new("certainty", ColumnKind.Text, Optional: false), new("kind", ColumnKind.Text), new("severity", ColumnKind.Text),
        new("lesion_age", ColumnKind.Text), new("laterality", ColumnKind.Text), new("level", ColumnKind.Text),
        new("value", ColumnKind.Real), new("unit", ColumnKind.Text), new("section", ColumnKind.Text), new("source", ColumnKind.Text, Optional: false),
    ]);

    private readonly Sink _sink = new(Path.Combine(folder, "mentions.parquet"), Columns);

    /// <param name="findingId">The row.</param>
    /// <param name="patientId">Whose it is.</param>
    /// <param name="s">What was drawn.</param>
    /// <param name="section">The section that it was put in.</param>
    /// <param name="source">"text" or "code".</param>
    public void Write(string findingId, string patientId, Statement s, string section, string source) => _sink
        .Text(findingId).Text(patientId).Text(s.Concept).Text(OrNull(Site(s))).Text(Word(s.Assertion))
        .Text(s.Assertion == Assertion.Possible ? "possible" : Word(s.Certainty)).Text(OrNull(Kind(s)))
        .Text(s.Severity == Severity.None ? null : Word(s.Severity)).Text(s.Age == LesionAge.None ? null : Word(s.Age))
        .Text(s.Side == Laterality.None ? null : Word(s.Side)).Text(OrNull(s.Level)).Number(s.Value).Text(s.Unit).Text(OrNull(section)).Text(source).EndRow();

    public void Finish() => _sink.Finish();

    public void Dispose() => _sink.Dispose();

    /// <summary>The site as the design names it: a vertebra by its level.</summary>
    private static string Site(Statement s) => s.Concept switch
    {
        Concepts.Vertebral => s.Level.Length > 0 ? s.Level.ToLowerInvariant() : "vertebra",
        Concepts.Attenuation => "l1",
        _ => s.Site,
    };

    /// <summary>The kind as the design names it; some of ours only choose phrases.</summary>
    private static string Kind(Statement s) => s.Kind switch
    {
        "tumour" => "pathologic",
        "periarticular" or "disuse" => "regional",
        "zero" or "dxa-osteopenia" or "dxa-osteoporosis" => "",
        _ => s.Kind,
    };

    /// <summary>"OtherPerson" as the design writes it: other-person.</summary>
    private static string Word<T>(T value) where T : struct, Enum => value.ToString() == "OtherPerson" ? "other-person" : value.ToString().ToLowerInvariant();

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
