using FsCheck;
using FsCheck.Fluent;
using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Columnar;

/// <summary>Tables of any shape go to others and come back as they were: we write, they read and write, we read.</summary>
public class RoundTripTests
{
    private const int Tried = 12;

    /// <summary>A table to be: what of it is random is drawn from its seed.</summary>
    private sealed record Shape(IReadOnlyList<Column> Columns, int Rows, double Nulls, int Distinct, int Longest, int Seed);

    private static readonly Gen<Column> AnyColumn =
        from like in Gen.Elements<Column>(Tables.Everything.Columns)
        from optional in Gen.Elements(true, false)
        select like with { Optional = optional };

    private static readonly Gen<Shape> AnyShape =
        from count in Gen.Frequency((1, Gen.Constant(1)), (6, Gen.Choose(2, 9)), (1, Gen.Choose(30, 60)))
        from columns in AnyColumn.ListOf(count)
        from rows in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Constant(1)), (6, Gen.Choose(2, 3000)), (1, Gen.Choose(20_000, 40_000)))
        from nulls in Gen.Elements(0, 0.01, 0.3, 0.99, 1)
        from distinct in Gen.Elements(1, 3, 200, 1_000_000)
        from longest in Gen.Elements(1, 12, 300)
        from seed in Gen.Choose(1, int.MaxValue - 1)
        select new Shape([.. columns.Select((c, i) => c with { Name = $"c{i}" })], columns.Count > 20 ? Math.Min(rows, 2000) : rows, nulls, distinct, longest, seed);

    private static List<Shape> Shapes()
    {
        var seed = (ulong)Random.Shared.NextInt64(1, long.MaxValue) | 1;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return
        [
            .. AnyShape.Sample(50, new Rnd(seed), Tried),
            // What chance does not make: very many columns, very long texts, many row groups.
            new([.. Enumerable.Range(0, 10_000).Select(i => Tables.Everything.Columns[i % Tables.Everything.Columns.Count] with { Name = $"c{i}" })], 3, 0.2, 50, 10, 1),
            new([new("c0", ColumnKind.Text)], 5, 0.2, 1_000_000, 1_500_000, 2),
            new([new("c0", ColumnKind.Integer), new("c1", ColumnKind.Text)], 70_000, 0.1, 1000, 8, 3),
        ];
    }

    [Fact]
    public async Task Through_DuckDB_and_back()
    {
        using var folder = Some.Folder();
        var shapes = Shapes();
        var rows = shapes.ConvertAll(s => Tables.Random(new Schema(s.Columns), s.Rows, s.Seed, s.Nulls, s.Distinct, s.Longest));
        string[] options = ["COMPRESSION snappy", "COMPRESSION zstd, ROW_GROUP_SIZE 2048", "COMPRESSION lz4_raw, PARQUET_VERSION V2", "COMPRESSION gzip, ROW_GROUP_SIZE 20000", "COMPRESSION uncompressed, PARQUET_VERSION V2"];
        for (var i = 0; i < shapes.Count; i++)
            Tables.Write(folder[$"{i}.parquet"], new Schema(shapes[i].Columns), rows[i]);
        await NodePeer.Sql(string.Join(";\n", shapes.Select((_, i) => $"COPY (SELECT * FROM '{folder[$"{i}.parquet"]}') TO '{folder[$"{i}-back.parquet"]}' (FORMAT parquet, {options[i % options.Length]})")));
        for (var i = 0; i < shapes.Count; i++)
            AssertBack(folder[$"{i}-back.parquet"], shapes[i], rows[i]);
    }

    [Fact]
    public async Task Through_apache_arrow_and_back()
    {
        using var folder = Some.Folder();
        var shapes = Shapes();
        var rows = shapes.ConvertAll(s => Tables.Random(new Schema(s.Columns), s.Rows, s.Seed, s.Nulls, s.Distinct, s.Longest));
        // Files there and streams back, and the other way round.
        var names = shapes.Select((_, i) => i % 2 == 0 ? ($"{i}.arrow", $"{i}-back.arrows") : ($"{i}.arrows", $"{i}-back.arrow")).ToList();
        for (var i = 0; i < shapes.Count; i++)
            Tables.Write(folder[names[i].Item1], new Schema(shapes[i].Columns), rows[i]);
        await NodePeer.Run("arrow-rewrite.mjs", "", [.. names.SelectMany(n => new[] { folder[n.Item1], folder[n.Item2] })]);
        for (var i = 0; i < shapes.Count; i++)
            AssertBack(folder[names[i].Item2], shapes[i], rows[i]);
    }

    private static void AssertBack(string path, Shape shape, List<object?[]> expected)
    {
        using var file = TableFiles.Open(path);
        Assert.Equal(shape.Columns.Select(c => (c.Name, c.Kind, c.Logical)), file.Schema.Columns.Select(c => (c.Name, c.Kind, c.Logical)));
        Tables.AssertEqual(expected, Tables.Read(file));
    }
}
