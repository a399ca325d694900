using System.Globalization;
using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Synth;

/// <summary>A table file read whole into text columns: null where null, dates as yyyy-MM-dd.</summary>
internal sealed class Rows
{
    private readonly Dictionary<string, string?[]> _columns = [];

    public static Rows Read(string path)
    {
        var rows = new Rows();
        using var file = TableFiles.Open(path);
        rows.Count = file.RowGroups.Sum();
        for (var c = 0; c < file.Schema.Columns.Count; c++)
        {
            var values = new List<string?>();
            for (var g = 0; g < file.RowGroups.Count; g++)
            {
                using var reader = file.OpenColumn(g, c);
                while (reader.NextPage())
                {
                    for (var i = 0; i < reader.Page.Count; i++)
                        values.Add(reader.Page.IsNull(i) ? null : Value(reader, i));
                }
            }
            rows._columns[file.Schema.Columns[c].Name] = [.. values];
        }
        return rows;
    }

    public int Count { get; private set; }

    public IReadOnlyCollection<string> Columns => _columns.Keys;

    public string?[] this[string column] => _columns[column];

    private static string Value(ColumnReader reader, int i) => reader.Column switch
    {
        { Kind: ColumnKind.Text } => Encoding.UTF8.GetString(reader.Page.Text(i)),
        { Logical: LogicalType.Date } => new DateOnly(1970, 1, 1).AddDays((int)reader.Page.Integer(i)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { Kind: ColumnKind.Integer } => reader.Page.Integer(i).ToString(CultureInfo.InvariantCulture),
        _ => reader.Page.Real(i).ToString(CultureInfo.InvariantCulture),
    };
}
