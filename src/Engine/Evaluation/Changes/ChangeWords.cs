using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Changes in plain English, each a clause after "if".</summary>
internal static class ChangeWords
{
    private const int RowsNamed = 4;

    public const string NotOptedOut = "the patient had not opted out";

    public const string Alive = "no death were on record";

    public const string Believed = "the site's feeds carried enough rows of what was looked for (positive control)";

    public static string Active(DateOnly asOf) => $"the source did not call the patient inactive, and a visit of {Dates.Text(asOf)} were on record";

    public static string Added(IEnumerable<(Criterion Criterion, IReadOnlyList<Event> Rows)> added) =>
        $"there were also {string.Join("; and ", added.Select(a => $"{a.Criterion.Title} ({string.Join(", ", a.Rows.Select(Row))})"))}";

    public static string Added(IndexClass to, Event row) => $"there were also {to.Title} ({Row(row)})";

    public static string LeftOut(IReadOnlyList<Event> rows, FindingWords words) =>
        $"{(rows.Count == 1 ? "this row were" : $"these {rows.Count} rows were")} not on record: {string.Join("; ", rows.Take(RowsNamed).Select(r => EvidenceWords.Of(r, words)))}{(rows.Count > RowsNamed ? "; ..." : "")}";

    public static string Later(DateOnly day) => $"nothing changed up to {Dates.Text(day)}";

    public static string Aged(int age, int other) => $"the patient were {other} years old, not {age}";

    public static string Covered(IReadOnlyList<Table> tables, bool isBelieved) =>
        $"{(tables is [Table.ObservationPeriods] ? "the patient had been under observation on all days" : $"{(tables.Count == 1 ? $"the feed {CanonicalTable.Of(tables[0]).Name}" : "every feed")} covered all days and knew the patient")}{(isBelieved ? ", and carried enough rows of what was looked for (positive control)" : "")}";

    private static string Row(Event row)
    {
        var what = row.Mention is { } mention ? $"text: {FindingWords.Plain(mention.Concept)}{string.Concat(mention.Sites.Select(s => $", {FindingWords.Plain(s)}"))}"
            : row.Code is null ? $"a final report, {row.Modality} {row.BodyPart}".TrimEnd()
            : $"{CanonicalTable.Of(row.Table).Name}: {row.CodeSystem} {row.Code}";
        var value = (row.Mention?.Value ?? row.Value) is { } number ? FormattableString.Invariant($", {number:0.##} {row.Mention?.Unit ?? row.Unit}").TrimEnd() : "";
        return $"{what}{value}, {Dates.Text(row.Date)}";
    }
}
