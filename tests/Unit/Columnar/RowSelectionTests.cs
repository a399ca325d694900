using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>Rows are found by what files say of their groups and pages exactly as by looking at every value.</summary>
public class RowSelectionTests
{
    [Theory]
    [InlineData(".parquet", 1)]
    [InlineData(".parquet", 2)]
    [InlineData(".parquet", 3)]
    [InlineData(".arrow", 4)]
    public void The_rows_are_those_that_looking_at_every_value_gives(string extension, int seed)
    {
        using var folder = Some.Folder();
        var random = new Random(seed);
        // More than a row group, and several pages each; sorted by one column in some.
        var rows = Tables.Random(Tables.Everything, 66_000, seed, distinct: seed == 2 ? 1_000_000 : 300);
        if (seed != 1)
            rows = [.. rows.OrderBy(r => r[7] is long day ? day : long.MaxValue)];
        Tables.Write(folder["t" + extension], Tables.Everything, rows);
        using var file = TableFiles.Open(folder["t" + extension]);
        var found = 0;
        for (var round = 0; round < 10; round++)
        {
            var wanted = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Filter(file.Schema, rows, random)).ToList();
            var first = 0;
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                var expected = Enumerable.Range(0, file.RowGroups[group]).Where(row => wanted.TrueForAll(w => w.Holds(rows[first + row][w.Column])));
                using var selection = RowSelection.Of(file, group, [.. wanted.Select(w => (w.Column, w.Filter))]);
                Assert.Equal(expected, selection.Rows.ToArray());
                found += selection.Rows.Length;
                first += file.RowGroups[group];
            }
        }
        Assert.True(found > 100, $"only {found} rows were ever wanted");
    }

    private static (int Column, ColumnFilter Filter, Func<object?, bool> Holds) Filter(Schema schema, List<object?[]> rows, Random random)
    {
        var column = random.Next(schema.Columns.Count);
        // Mostly values that are there, of rows near each other so that ranges are narrow in a sorted column.
        var at = random.Next(rows.Count);
        var values = Enumerable.Range(0, 3).Select(i => rows[(at + i) % rows.Count][column]).OfType<object>().ToList();
        var isRange = random.Next(2) == 0;
        switch (schema.Columns[column].Kind)
        {
            case ColumnKind.Text:
                var texts = values.Select(v => Encoding.UTF8.GetString((byte[])v)).Append("no such text").ToList();
                var bytes = texts.Select(Encoding.UTF8.GetBytes).OrderBy(b => b, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToList();
                return isRange
                    ? (column, ColumnFilter.Between(Encoding.UTF8.GetString(bytes[0]), Encoding.UTF8.GetString(bytes[^1])),
                        v => v is byte[] text && text.AsSpan().SequenceCompareTo(bytes[0]) >= 0 && text.AsSpan().SequenceCompareTo(bytes[^1]) <= 0)
                    : (column, ColumnFilter.AnyOf(texts), v => v is byte[] text && bytes.Exists(b => b.AsSpan().SequenceEqual(text)));
            case ColumnKind.Integer:
                var integers = values.Cast<long>().Append(7).ToList();
                var (least, greatest) = (integers.Min(), integers.Max());
                return isRange
                    ? (column, ColumnFilter.Between(least, greatest), v => v is long integer && integer >= least && integer <= greatest)
                    : (column, ColumnFilter.AnyOf(integers), v => v is long integer && integers.Contains(integer));
            default:
                var reals = values.Cast<double>().Append(0.5).ToList();
                var (smallest, largest) = (reals.Min(), reals.Max());
                return (column, ColumnFilter.Between(smallest, largest), v => v is double real && real >= smallest && real <= largest);
        }
    }

    [Fact]
    public void Only_pages_that_may_hold_a_wanted_value_are_named()
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("day", ColumnKind.Integer, LogicalType.Date), new Column("note", ColumnKind.Text)]);
        // Pages of 20,000 rows; days rise, and the last page has none.
        Tables.Write(folder["t.parquet"], schema, [.. Enumerable.Range(0, 60_000).Select(i => new object?[] { i < 40_000 ? (long)(i / 10) : null, $"note {i}" })]);
        using var file = TableFiles.Open(folder["t.parquet"]);
        Assert.Equal([new(20_000, 40_000)], file.RowsThatMayHold(0, 0, ColumnFilter.Between(2500, 2600)));
        Assert.Equal([new(0, 40_000)], file.RowsThatMayHold(0, 0, ColumnFilter.AnyOf(1999, 2000)));
        Assert.Empty(file.RowsThatMayHold(0, 0, ColumnFilter.Between(4000, 5000)));
        Assert.Equal([new(0, 20_000)], file.RowsThatMayHold(0, 1, ColumnFilter.AnyOf("note 1")));
        using var reader = file.OpenColumn(0, 1);
        Assert.Equal(5, reader.MoveTo(20_005));
        Assert.Equal("note 20005", Encoding.UTF8.GetString(reader.Page.Text(5)));
        Assert.Equal(1, reader.MoveTo(40_001));
        Assert.Equal("note 40001", Encoding.UTF8.GetString(reader.Page.Text(1)));
    }

    [Fact]
    public void A_row_group_that_rules_a_value_out_is_not_read_at_all()
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("number", ColumnKind.Integer, Optional: false)]);
        Tables.Write(folder["t.parquet"], schema, [.. Enumerable.Range(0, 1000).Select(i => new object?[] { (long)i })]);
        // The pages are ruined, the footer is not: whoever reads a page notices.
        var bytes = File.ReadAllBytes(folder["t.parquet"]);
        bytes.AsSpan(4, 200).Fill(0xEE);
        File.WriteAllBytes(folder["t.parquet"], bytes);
        using var file = TableFiles.Open(folder["t.parquet"]);
        using (var selection = RowSelection.Of(file, 0, [(0, ColumnFilter.Between(1000, 2000))]))
            Assert.Empty(selection.Rows.ToArray());
        Assert.Throws<TableFileException>(() => RowSelection.Of(file, 0, [(0, ColumnFilter.Between(0, 2000))]));
    }

    [Fact]
    public void A_filter_of_another_kind_is_refused()
    {
        using var folder = Some.Folder();
        Tables.Write(folder["t.arrow"], Tables.Everything, Tables.Random(Tables.Everything, 10, 1));
        using var file = TableFiles.Open(folder["t.arrow"]);
        var e = Assert.Throws<ArgumentException>(() => RowSelection.Of(file, 0, [(0, ColumnFilter.AnyOf("7"))]));
        Assert.Contains("column 'id' holds Integer, not Text", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_official_Bloom_filters_and_page_indexes_rule_out_nothing_that_is_there()
    {
        var (ruledOut, asked) = (0, 0);
        foreach (var path in OfficialFiles.All("data").Where(p => !p.Contains("corrupt", StringComparison.Ordinal)))
        {
            using var file = TableFiles.Open(path);
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                for (var column = 0; column < file.Schema.Columns.Count; column++)
                {
                    var values = Tables.ReadColumn(file, group, column);
                    foreach (var value in values.Take(50).Concat(Strangers(file.Schema.Columns[column].Kind)))
                    {
                        if (Exactly(value) is not { } filter)
                            continue;
                        asked++;
                        var ranges = file.RowsThatMayHold(group, column, filter);
                        ruledOut += ranges.Sum(r => r.End - r.Start) < file.RowGroups[group] ? 1 : 0;
                        var expected = Enumerable.Range(0, values.Count).Where(row => AreEqual(values[row], value));
                        using var selection = RowSelection.Of(file, group, [(column, filter)]);
                        Assert.True(expected.SequenceEqual(selection.Rows.ToArray()), $"{Path.GetFileName(path)}, column '{file.Schema.Columns[column].Name}', row group {group}, {Tables.Say(value)}: {selection.Rows.Length} rows");
                    }
                }
            }
        }
        Assert.True(ruledOut > 100, $"{ruledOut} of {asked} questions were answered by the footer");
    }

    [Fact]
    public void A_Bloom_filter_says_that_a_value_within_the_bounds_is_not_there()
    {
        foreach (var name in new[] { "data_index_bloom_encoding_stats.parquet", "data_index_bloom_encoding_with_length.parquet" })
        {
            using var file = TableFiles.Open(OfficialFiles.Data(name));
            var texts = Tables.ReadColumn(file, 0, 0).Select(v => Encoding.UTF8.GetString((byte[])v!)).ToList();
            foreach (var text in texts)
                Assert.NotEmpty(file.RowsThatMayHold(0, 0, ColumnFilter.AnyOf(text)));
            // Between the smallest and the largest text, and not one of them.
            var strangers = Enumerable.Range(0, 100).Select(i => texts.Order(StringComparer.Ordinal).First() + i).ToList();
            Assert.DoesNotContain(strangers, texts.Contains);
            Assert.True(strangers.Count(s => file.RowsThatMayHold(0, 0, ColumnFilter.AnyOf(s)).Count == 0) > 90, name);
        }
    }

    private static IEnumerable<object> Strangers(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => [Encoding.UTF8.GetBytes("no such text")],
        ColumnKind.Integer => [123_456_789L, -5L],
        _ => [123.456],
    };

    private static ColumnFilter? Exactly(object? value)
    {
        switch (value)
        {
            case long integer:
                return ColumnFilter.AnyOf(integer);
            case double real when !double.IsNaN(real):
                return ColumnFilter.Between(real, real);
            // A filter's texts are texts.
            case byte[] bytes when Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)).AsSpan().SequenceEqual(bytes):
                return ColumnFilter.AnyOf(Encoding.UTF8.GetString(bytes));
            default:
                return null;
        }
    }

    private static bool AreEqual(object? one, object? other) => (one, other) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (double a, double b) => a == b,
        _ => Equals(one, other),
    };
}
