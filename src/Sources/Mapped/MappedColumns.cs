using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>Which raw columns a mapping looks at.</summary>
internal static class MappedColumns
{
    /// <summary>All cells of a table, those inside others too.</summary>
    public static IEnumerable<RawCell> CellsOf(MappedTable table) =>
        table.Cells.Values
            .Concat(table.Codes.SelectMany(c => new[] { c.System, c.Code, c.Display }.OfType<RawCell>()))
            .Concat(table.Where.Select(w => w.Cell))
            .SelectMany(Inner);

    /// <summary>Raw columns of some cells, each once.</summary>
    public static IEnumerable<string> ColumnsOf(IEnumerable<RawCell> cells) =>
        cells.SelectMany(Inner).SelectMany(c => c.Parts is { } parts ? [parts.Year, parts.Month, parts.Day] : c.From is { } from ? [from] : Array.Empty<string>())
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raw columns that the mappings of a raw table look at, each once.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<MappedTable> tables) =>
        [.. tables.SelectMany(t => ColumnsOf(CellsOf(t)).Concat(t.Codes.Select(c => c.From).OfType<string>())).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Columns of a lookup that the mapping asks for.</summary>
    public static IEnumerable<string> OfLookup(TableMapping mapping, RawLookup lookup)
    {
        var asked = mapping.Tables.SelectMany(CellsOf).SelectMany(c => c.Hops).Where(h => h.Lookup == lookup.Name).Select(h => h.Column)
            .Concat(mapping.Relations.Where(r => r.Lookup == lookup.Name).Select(r => r.Column));
        if (lookup.Coding is { } coding)
            asked = asked.Concat(new[] { coding.System, coding.Code, coding.Display }.OfType<string>());
        return asked.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<RawCell> Inner(RawCell cell) =>
        [cell, .. cell.FirstOf.SelectMany(Inner), .. cell.When.SelectMany(w => Inner(w.Cell))];
}
