using System.Globalization;
using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>Whole tables as plain values, to write, read and compare. Slow and obvious.</summary>
internal static class Tables
{
    /// <summary>One column of every type, required and optional.</summary>
    public static Schema Everything { get; } = new(
    [
        new Column("id", ColumnKind.Integer, Optional: false),
        new Column("text", ColumnKind.Text),
        new Column("code", ColumnKind.Text, Optional: false),
        new Column("raw", ColumnKind.Text, LogicalType.Binary),
        new Column("number", ColumnKind.Integer),
        new Column("flag", ColumnKind.Integer, LogicalType.Boolean),
        new Column("sure_flag", ColumnKind.Integer, LogicalType.Boolean, Optional: false),
        new Column("day", ColumnKind.Integer, LogicalType.Date),
        new Column("local", ColumnKind.Integer, LogicalType.LocalTimestamp),
        new Column("instant", ColumnKind.Integer, LogicalType.Instant),
        new Column("real", ColumnKind.Real),
        new Column("sure_real", ColumnKind.Real, Optional: false),
    ]);

    /// <summary>Rows of seeded random values for the schema: text as byte[], integers as long, reals as double, or null.</summary>
    public static List<object?[]> Random(Schema schema, int rows, int seed, double nulls = 0.2, int distinct = 50, int longest = 40)
    {
        var random = new Random(seed);
        var all = new List<object?[]>(rows);
        for (var row = 0; row < rows; row++)
            all.Add([.. schema.Columns.Select(c => c.Optional && random.NextDouble() < nulls ? null : Value(c, random, distinct, longest))]);
        return all;
    }

    private static object Value(Column column, Random random, int distinct, int longest)
    {
        var pick = new Random(random.Next(distinct) + 1);
        return (column.Kind, column.Logical) switch
        {
            (ColumnKind.Text, _) => Text(pick, longest),
            (ColumnKind.Real, _) => (pick.NextDouble() - 0.5) * Math.Pow(10, pick.Next(-5, 20)),
            (_, LogicalType.Boolean) => (long)pick.Next(2),
            (_, LogicalType.Date) => (long)pick.Next(-50_000, 50_000),
            (_, LogicalType.LocalTimestamp or LogicalType.Instant) => pick.NextInt64(-4_000_000_000_000_000, 4_000_000_000_000_000),
            _ => pick.NextInt64(),
        };
    }

    private static byte[] Text(Random pick, int longest)
    {
        const string Letters = "abc \",\t\r\n;xyzéß漢";
        var text = new StringBuilder();
        for (var n = pick.Next(longest); n > 0; n--)
            text.Append(Letters[pick.Next(Letters.Length)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Writes a file of the rows.</summary>
    public static WrittenFile Write(string path, Schema schema, IReadOnlyList<object?[]> rows, bool aside = false)
    {
        using var writer = TableFiles.Create(path, schema);
        if (aside)
            writer.WriteAside();
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                Add(writer.Rows[i], row[i]);
            writer.Rows.EndRow();
        }
        return writer.Finish();
    }

    /// <summary>A batch of the rows.</summary>
    public static RowBatch Batch(Schema schema, IReadOnlyList<object?[]> rows)
    {
        var batch = new RowBatch(schema);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                Add(batch[i], row[i]);
            batch.EndRow();
        }
        return batch;
    }

    private static void Add(ColumnBuffer column, object? value)
    {
        switch (value)
        {
            case null:
                column.AddNull();
                break;
            case byte[] bytes:
                column.Add(bytes.AsSpan());
                break;
            case string text:
                column.Add(text);
                break;
            case long integer:
                column.Add(integer);
                break;
            case double real:
                column.Add(real);
                break;
            default:
                throw new ArgumentException(value.GetType().Name);
        }
    }

    /// <summary>Reads all rows.</summary>
    public static List<object?[]> Read(string path)
    {
        using var file = TableFiles.Open(path);
        return Read(file);
    }

    /// <inheritdoc cref="Read(string)"/>
    public static List<object?[]> Read(TableFile file)
    {
        var rows = new List<object?[]>();
        for (var group = 0; group < file.RowGroups.Count; group++)
        {
            var start = rows.Count;
            for (var row = 0; row < file.RowGroups[group]; row++)
                rows.Add(new object?[file.Schema.Columns.Count]);
            for (var column = 0; column < file.Schema.Columns.Count; column++)
            {
                var values = ReadColumn(file, group, column);
                Assert.Equal(file.RowGroups[group], values.Count);
                for (var row = 0; row < values.Count; row++)
                    rows[start + row][column] = values[row];
            }
        }
        return rows;
    }

    /// <summary>Reads one column of one row group.</summary>
    public static List<object?> ReadColumn(TableFile file, int group, int column)
    {
        var values = new List<object?>();
        using var reader = file.OpenColumn(group, column);
        while (reader.NextPage())
        {
            Assert.Equal(values.Count, reader.Page.FirstRow);
            for (var i = 0; i < reader.Page.Count; i++)
                values.Add(Value(reader, i));
        }
        return values;
    }

    /// <summary>One value of the current page.</summary>
    public static object? Value(ColumnReader reader, int i)
    {
        if (reader.Page.IsNull(i))
            return null;
        return reader.Column.Kind switch
        {
            ColumnKind.Text => reader.Page.Text(i).ToArray(),
            ColumnKind.Integer => reader.Page.Integer(i),
            _ => reader.Page.Real(i),
        };
    }

    /// <summary>Asserts equal rows and names the first cell that differs.</summary>
    public static void AssertEqual(IReadOnlyList<object?[]> expected, IReadOnlyList<object?[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var row = 0; row < expected.Count; row++)
        {
            for (var column = 0; column < expected[row].Length; column++)
            {
                if (!AreSame(expected[row][column], actual[row][column]))
                    Assert.Fail($"row {row}, column {column}: expected {Say(expected[row][column])}, got {Say(actual[row][column])}");
            }
        }
    }

    // To the bit, but that one NaN is as good as another.
    private static bool AreSame(object? one, object? other) => (one, other) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || double.IsNaN(a) && double.IsNaN(b),
        _ => Equals(one, other),
    };

    /// <summary>A value in words.</summary>
    public static string Say(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"'{Encoding.Latin1.GetString(bytes)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
