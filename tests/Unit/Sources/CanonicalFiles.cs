using System.Globalization;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Writes table files from rows of plain text, and reads canonical columns back as text. Slow and obvious.</summary>
internal static class CanonicalFiles
{
    /// <summary>A column of each kind by a short word: "birth_date:date".</summary>
    public static Schema Schema(string columns) => new(columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c =>
    {
        var parts = c.Split(':');
        return parts.ElementAtOrDefault(1) switch
        {
            "date" => new Column(parts[0], ColumnKind.Integer, LogicalType.Date),
            "local" => new Column(parts[0], ColumnKind.Integer, LogicalType.LocalTimestamp),
            "instant" => new Column(parts[0], ColumnKind.Integer, LogicalType.Instant),
            "flag" => new Column(parts[0], ColumnKind.Integer, LogicalType.Boolean),
            "integer" => new Column(parts[0], ColumnKind.Integer),
            "real" => new Column(parts[0], ColumnKind.Real),
            _ => new Column(parts[0], ColumnKind.Text),
        };
    }));

    /// <summary>The columns of a canonical table, each in its own type: as text formats keep them when all is text.</summary>
    public static Schema Schema(Table table, bool typed) => Schema(string.Join(' ', CanonicalTable.Of(table).Columns.Select(c => c.Type switch
    {
        CanonicalType.Date when typed => c.Name + ":date",
        CanonicalType.Number when typed => c.Name + ":real",
        CanonicalType.Integer when typed => c.Name + ":integer",
        CanonicalType.Flag when typed => c.Name + ":flag",
        _ => c.Name,
    })));

    /// <summary>Writes a file; null is null.</summary>
    public static void Write(string path, Schema schema, IEnumerable<string?[]> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = TableFiles.Create(path, schema);
        foreach (var row in rows)
        {
            for (var i = 0; i < schema.Columns.Count; i++)
                Add(writer.Rows[i], schema.Columns[i], i < row.Length ? row[i] : null);
            writer.Rows.EndRow();
        }
        writer.Finish();
    }

    /// <summary>Writes a file with one line of text per row, cells parted by blanks; "-" is null.</summary>
    public static void Write(string path, string columns, params string[] rows) =>
        Write(path, Schema(columns), rows.Select(r => r.Split(' ').Select(c => c == "-" ? null : c).ToArray()));

    /// <summary>All values of a canonical column over all files, as text; null is "null", what could not be converted "invalid".</summary>
    public static List<string> Read(IEnumerable<InputFile> files, string column)
    {
        var values = new List<string>();
        foreach (var file in files)
        {
            var index = file.Table.Columns.Select((c, i) => (c, i)).Single(c => c.c.Name == column).i;
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                using var reader = file.OpenColumn(group, index);
                for (var row = 0; row < file.RowGroups[group]; row++)
                    values.Add(reader is null ? "null" : Value(file.Table.Columns[index].Type, reader, reader.MoveTo(row)));
            }
        }
        return values;
    }

    private static string Value(CanonicalType type, ColumnReader reader, int i)
    {
        var page = reader.Page;
        if (page.IsNull(i) || (page.Dictionary is not null && page.Ids[i] < 0))
            return "null";
        return type switch
        {
            CanonicalType.Id or CanonicalType.Text => Encoding.UTF8.GetString(page.Text(i)),
            CanonicalType.Number => double.IsNaN(page.Real(i)) ? "invalid" : page.Real(i).ToString("R", CultureInfo.InvariantCulture),
            _ when page.Integer(i) == CanonicalValue.Invalid => "invalid",
            CanonicalType.Date => CanonicalValue.DateOf(page.Integer(i)).ToString("yyyy-MM-dd"),
            _ => page.Integer(i).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static void Add(ColumnBuffer buffer, Column column, string? value)
    {
        if (value is null)
            buffer.AddNull();
        else if (column.Logical == LogicalType.Date)
            buffer.Add(DateOnly.ParseExact(value, "yyyy-MM-dd"));
        else if (column.Logical is LogicalType.LocalTimestamp or LogicalType.Instant)
            buffer.Add((DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).Ticks / 10);
        else if (column.Logical == LogicalType.Boolean)
            buffer.Add(value is "1" or "true" ? 1L : 0L);
        else if (column.Kind == ColumnKind.Integer)
            buffer.Add(long.Parse(value, CultureInfo.InvariantCulture));
        else if (column.Kind == ColumnKind.Real)
            buffer.Add(double.Parse(value, CultureInfo.InvariantCulture));
        else
            buffer.Add(value);
    }
}
