using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Conversions;

/// <summary>Canonical columns as columns of files.</summary>
internal static class CanonicalSchema
{
    /// <summary>All columns of a table, in their order.</summary>
    public static Schema Of(Table table) => new(CanonicalTable.Of(table).Columns.Select(ColumnOf));

    /// <summary>A column: what canonical pages of it hold, and whether it may be missing.</summary>
    public static Column ColumnOf(CanonicalColumn column) => column.Type switch
    {
        CanonicalType.Id or CanonicalType.Text => new(column.Name, ColumnKind.Text, LogicalType.None, !column.Required),
        CanonicalType.Number => new(column.Name, ColumnKind.Real, LogicalType.None, !column.Required),
        CanonicalType.Date => new(column.Name, ColumnKind.Integer, LogicalType.Date, !column.Required),
        CanonicalType.Flag => new(column.Name, ColumnKind.Integer, LogicalType.Boolean, !column.Required),
        _ => new(column.Name, ColumnKind.Integer, LogicalType.None, !column.Required),
    };
}
