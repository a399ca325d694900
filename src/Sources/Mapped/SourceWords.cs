using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Mapped;

/// <summary>Says in words where canonical columns come from.</summary>
internal static class SourceWords
{
    /// <summary>Tells a snapshot of all columns of one table of a mapping.</summary>
    public static void Describe(MappedTable table, TableMapping mapping, SnapshotWriter into)
    {
        var canonical = CanonicalTable.Of(table.Table);
        for (var i = 0; i < canonical.Columns.Count; i++)
        {
            if (table.Cells.TryGetValue(i, out var cell))
                into.Describe(table.Table, canonical.Columns[i].Name, $"{table.From}: {Of(cell)}");
            else if (table.Codes.Count > 0 && canonical.Columns[i].Name == "code")
                into.Describe(table.Table, "code", $"{table.From}: {string.Join("; ", table.Codes.Select(c => Of(c, mapping)))}");
        }
    }

    private static string Of(RawCode code, TableMapping mapping)
    {
        var from = code.From is null ? $"{Of(code.Code!)} as {Of(code.System!)}"
            : $"{code.From}{(code.Through is null ? "" : $" through {code.Through}")} in {mapping.Lookups.Single(l => l.Name == code.Lookup).From}";
        return $"{from}{(code.Only.Count == 0 ? "" : $", only {string.Join(", ", code.Only.Order(StringComparer.Ordinal))}")}{(code.IfNone ? ", if none before it" : "")}";
    }

    private static string Of(RawCell cell)
    {
        var text = cell.Constant is { } constant ? $"always '{constant}'"
            : cell.Parts is { } parts ? $"{parts.Year}, {parts.Month}, {parts.Day}"
            : cell.FirstOf.Count > 0 ? $"the first of {string.Join("; ", cell.FirstOf.Select(Of))}"
            : cell.From!;
        if (cell.Lookup is not null)
            text += $" in {cell.Lookup}, {cell.Column}";
        if (cell.Words.Count > 0)
            text += $", by words for {string.Join(", ", cell.Words.Keys)}";
        if (cell.Values is { } values)
            text += $", {values.Values.Count} values by name{(values.Otherwise is null ? "" : $", else {values.Otherwise}")}";
        return cell.Prefix is null ? text : $"{text} after '{cell.Prefix}'";
    }
}
