using System.Globalization;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>What reviewers entered, as a part of a table beside its files.</summary>
internal static class Reported
{
    private const string Name = "reported";

    /// <summary>The tables that they can add to.</summary>
    private static readonly Table[] Tables = [Table.Conditions, Table.Medications, Table.Procedures, Table.Results];

    /// <summary>The rows of one table, in the order of their numbers; null where there are none.</summary>
    /// <exception cref="ArgumentException">A row of a table that nobody reports to.</exception>
    public static InputPart? Of(Table table, IReadOnlyList<ReportedRow> rows)
    {
        if (rows.FirstOrDefault(r => !Tables.Contains(r.Table)) is { } other)
            throw new ArgumentException($"reported row {other.Number}: nothing can be reported to {CanonicalTable.Of(other.Table).Name}", nameof(rows));
        var columns = CanonicalTable.Of(table).Columns;
        var batch = new RowBatch(new([.. columns.Select(ColumnOf)]));
        foreach (var row in rows.Where(r => r.Table == table).OrderBy(r => r.Number))
        {
            for (var i = 0; i < columns.Count; i++)
                Add(batch[i], columns[i].Name, row);
            batch.EndRow();
        }
        return batch.Count == 0 ? null : new(Name, [batch.Count], _ => true, (_, column) => batch[column].Open(), Original) { IsReported = true };
    }

    private static void Add(ColumnBuffer to, string column, ReportedRow row)
    {
        switch (column)
        {
            case "row_id":
                to.Add($"{ReportedRows.Prefix}{row.Number.ToString(CultureInfo.InvariantCulture)}");
                break;
            case "patient_id":
                to.Add(row.PatientId);
                break;
            case "code_system":
                to.Add(row.CodeSystem);
                break;
            case "code":
                to.Add(row.Code);
                break;
            case "display":
                to.Add(row.Display);
                break;
            case "start_date" or "performed_date" or "result_date":
                to.Add((DateOnly?)row.Date);
                break;
            case "recorded_at":
                to.Add(row.RecordedOn);
                break;
            case "value":
                to.Add(row.Value);
                break;
            case "unit":
                to.Add(row.Unit);
                break;
            case "status":
                to.Add(row.Status);
                break;
            case "kind":
                to.Add(Name);
                break;
            default:
                to.AddNull();
                break;
        }
    }

    private static Column ColumnOf(CanonicalColumn column) => column.Type switch
    {
        CanonicalType.Date => new(column.Name, ColumnKind.Integer, LogicalType.Date),
        CanonicalType.Number => new(column.Name, ColumnKind.Real),
        CanonicalType.Integer or CanonicalType.Flag => new(column.Name, ColumnKind.Integer),
        _ => new(column.Name, ColumnKind.Text),
    };

    // For rejects: a date that cannot be meant, or a text that is missing.
    private static string Original(ColumnReader reader, int i) => reader.Column.Kind switch
    {
        ColumnKind.Text => Encoding.UTF8.GetString(reader.Page.Text(i)),
        ColumnKind.Integer => DateOnly.FromDayNumber((int)reader.Page.Integer(i) + CanonicalValue.Epoch).ToString("yyyy-MM-dd"),
        _ => reader.Page.Real(i).ToString(CultureInfo.InvariantCulture),
    };
}
