using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Interop;

/// <summary>Apache.Arrow and we read each other's Arrow.</summary>
public class ApacheArrowTests
{
    [Theory]
    [InlineData(0, 0.2, "t.arrow")]
    [InlineData(1, 0.2, "t.arrow")]
    [InlineData(70_000, 0.2, "t.arrow")]
    [InlineData(500, 0.0, "t.arrow")]
    [InlineData(500, 1.0, "t.arrow")]
    [InlineData(0, 0.2, "t.arrows")]
    [InlineData(70_000, 0.2, "t.arrows")]
    public async Task What_we_write_Apache_Arrow_reads(int rows, double nulls, string name)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, rows, rows + 3, nulls);
        Tables.Write(folder[name], Tables.Everything, expected);
        await using var bytes = File.OpenRead(folder[name]);
        using var reader = name.EndsWith('s') ? new ArrowStreamReader(bytes) : new ArrowFileReader(bytes);
        var got = new List<object?[]>();
        while (await reader.ReadNextRecordBatchAsync(Cancel) is { } batch)
        {
            got.AddRange(ArrowRows.Of(batch));
            batch.Dispose();
        }
        Assert.Equal(Tables.Everything.Columns.Select(c => (c.Name, c.Optional)), reader.Schema.FieldsList.Select(f => (f.Name, f.IsNullable)));
        Tables.AssertEqual(expected, got);
    }

    [Theory]
    [InlineData(0, null, "t.arrow")]
    [InlineData(3000, null, "t.arrow")]
    [InlineData(3000, null, "t.arrows")]
    [InlineData(3000, CompressionCodecType.Lz4Frame, "t.arrow")]
    [InlineData(3000, CompressionCodecType.Zstd, "t.arrows")]
    public async Task What_Apache_Arrow_writes_we_read(int rows, CompressionCodecType? codec, string name)
    {
        using var folder = Some.Folder();
        var columns = Theirs(rows).ToList();
        var list = new ListArray.Builder(Int32Type.Default);
        for (var i = 0; i < rows; i++)
        {
            list.Append();
            ((Int32Array.Builder)list.ValueBuilder).Append(i);
        }
        var fields = columns.ConvertAll(c => new Field(c.Name, c.Array.Data.DataType, c.Value is not null));
        fields.Add(new("list", new ListType(Int32Type.Default), nullable: true));
        var schema = new Apache.Arrow.Schema(fields, null);
        var batch = new RecordBatch(schema, [.. columns.Select(c => c.Array), list.Build()], rows);
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() };
        await using (var to = File.Create(folder[name]))
        {
            using var writer = name.EndsWith('s') ? new ArrowStreamWriter(to, schema, leaveOpen: true, options) : new ArrowFileWriter(to, schema, leaveOpen: true, options);
            await writer.WriteRecordBatchAsync(batch, Cancel);
            await writer.WriteRecordBatchAsync(batch, Cancel);
            await writer.WriteEndAsync(Cancel);
        }
        using var read = TableFiles.Open(folder[name]);
        Assert.Equal(["list"], read.SkippedColumns);
        Assert.Equal(columns.Select(c => c.Name), read.Schema.Columns.Select(c => c.Name));
        Assert.Equal(2 * rows, read.RowGroups.Sum());
        for (var column = 0; column < columns.Count; column++)
        {
            Assert.Equal((columns[column].Kind, columns[column].Logical), (read.Schema.Columns[column].Kind, read.Schema.Columns[column].Logical));
            for (var group = 0; group < read.RowGroups.Count; group++)
            {
                var values = Tables.ReadColumn(read, group, column);
                for (var row = 0; row < values.Count; row++)
                {
                    var want = Tables.Say(IsNull(row) ? null : columns[column].Value(row));
                    if (want != Tables.Say(values[row]))
                        Assert.Fail($"{columns[column].Name}, row {row}: expected {want}, got {Tables.Say(values[row])}");
                }
            }
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool IsNull(int row) => row % 5 == 4;

    // A column of every flat type that the library builds; every fifth value is null.
    private static IEnumerable<(string Name, IArrowArray Array, ColumnKind Kind, LogicalType Logical, Func<int, object?> Value)> Theirs(int rows)
    {
        yield return Integers("i8", new Int8Array.Builder(), (b, i) => b.Append((sbyte)(i % 256 - 128)), b => b.AppendNull(), b => b.Build(), i => i % 256 - 128);
        yield return Integers("u8", new UInt8Array.Builder(), (b, i) => b.Append((byte)i), b => b.AppendNull(), b => b.Build(), i => (byte)i);
        yield return Integers("i16", new Int16Array.Builder(), (b, i) => b.Append((short)(i - 2000)), b => b.AppendNull(), b => b.Build(), i => i - 2000);
        yield return Integers("u16", new UInt16Array.Builder(), (b, i) => b.Append((ushort)i), b => b.AppendNull(), b => b.Build(), i => i);
        yield return Integers("i32", new Int32Array.Builder(), (b, i) => b.Append(i * -1000), b => b.AppendNull(), b => b.Build(), i => i * -1000L);
        yield return Integers("u32", new UInt32Array.Builder(), (b, i) => b.Append(uint.MaxValue - (uint)i), b => b.AppendNull(), b => b.Build(), i => uint.MaxValue - (long)i);
        yield return Integers("i64", new Int64Array.Builder(), (b, i) => b.Append(i * -1_000_000_000_000), b => b.AppendNull(), b => b.Build(), i => i * -1_000_000_000_000);
        yield return Integers("u64", new UInt64Array.Builder(), (b, i) => b.Append((ulong)i * 1_000_000_000_000), b => b.AppendNull(), b => b.Build(), i => i * 1_000_000_000_000);
        yield return Of("f16", new HalfFloatArray.Builder(), (b, i) => b.Append((Half)(i % 7 / 2.0)), b => b.AppendNull(), b => b.Build(), ColumnKind.Real, LogicalType.None, i => i % 7 / 2.0);
        yield return Of("f32", new FloatArray.Builder(), (b, i) => b.Append(i / 2f), b => b.AppendNull(), b => b.Build(), ColumnKind.Real, LogicalType.None, i => i / 2.0);
        yield return Of("f64", new DoubleArray.Builder(), (b, i) => b.Append(i / 7.0), b => b.AppendNull(), b => b.Build(), ColumnKind.Real, LogicalType.None, i => i / 7.0);
        yield return Of("flag", new BooleanArray.Builder(), (b, i) => b.Append(i % 3 == 0), b => b.AppendNull(), b => b.Build(), ColumnKind.Integer, LogicalType.Boolean, i => i % 3 == 0 ? 1L : 0L);
        yield return Of("text", new StringArray.Builder(), (b, i) => b.Append($"text {i}é"), b => b.AppendNull(), b => b.Build(), ColumnKind.Text, LogicalType.None, i => Utf8($"text {i}é"));
        yield return Of("large", new LargeStringArray.Builder(), (b, i) => b.Append($"large {i}"), b => b.AppendNull(), b => b.Build(), ColumnKind.Text, LogicalType.None, i => Utf8($"large {i}"));
        yield return Of("blob", new BinaryArray.Builder(), (b, i) => b.Append(BitConverter.GetBytes(i).AsSpan()), b => b.AppendNull(), b => b.Build(), ColumnKind.Text, LogicalType.Binary, BitConverter.GetBytes);
        yield return Of("day", new Date32Array.Builder(), (b, i) => b.Append(DateTime.UnixEpoch.AddDays(i - 2000)), b => b.AppendNull(), b => b.Build(), ColumnKind.Integer, LogicalType.Date, i => i - 2000L);
        yield return Of("day_ms", new Date64Array.Builder(), (b, i) => b.Append(DateTime.UnixEpoch.AddDays(i - 2000)), b => b.AppendNull(), b => b.Build(), ColumnKind.Integer, LogicalType.Date, i => i - 2000L);
        yield return Of("d128", new Decimal128Array.Builder(new Decimal128Type(20, 2)), (b, i) => b.Append(i / 100m - 5), b => b.AppendNull(), b => b.Build(), ColumnKind.Real, LogicalType.None, i => (double)(i / 100m - 5));
        yield return Of("d256", new Decimal256Array.Builder(new Decimal256Type(40, 2)), (b, i) => b.Append(i / 100m - 5), b => b.AppendNull(), b => b.Build(), ColumnKind.Real, LogicalType.None, i => (double)(i / 100m - 5));
        yield return Stamps("s", TimeUnit.Second, null, 1_000_000);
        yield return Stamps("ms", TimeUnit.Millisecond, "UTC", 1000);
        yield return Stamps("us", TimeUnit.Microsecond, null, 1);
        yield return Stamps("ns", TimeUnit.Nanosecond, "Europe/Berlin", 1);
        var words = new StringArray.Builder().AppendRange(Enumerable.Range(0, 9).Select(i => $"entry {i}")).Build();
        var ids = Of("", new Int8Array.Builder(), (b, i) => b.Append((sbyte)(i % 9)), b => b.AppendNull(), b => b.Build(), ColumnKind.Integer, LogicalType.None, i => (long)(i % 9)).Item2;
        yield return ("dictionary", new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), ids, words), ColumnKind.Text, LogicalType.None, i => Utf8($"entry {i % 9}"));

        (string, IArrowArray, ColumnKind, LogicalType, Func<int, object?>) Of<T>(string name, T builder, Action<T, int> append, Action<T> appendNull, Func<T, IArrowArray> build, ColumnKind kind, LogicalType logical, Func<int, object> value)
        {
            for (var i = 0; i < rows; i++)
            {
                if (IsNull(i))
                    appendNull(builder);
                else
                    append(builder, i);
            }
            return (name, build(builder), kind, logical, value);
        }

        (string, IArrowArray, ColumnKind, LogicalType, Func<int, object?>) Integers<T>(string name, T builder, Action<T, int> append, Action<T> appendNull, Func<T, IArrowArray> build, Func<int, long> value) =>
            Of(name, builder, append, appendNull, build, ColumnKind.Integer, LogicalType.None, i => value(i));

        // One of the unit a row, seen from the instant.
        (string, IArrowArray, ColumnKind, LogicalType, Func<int, object?>) Stamps(string name, TimeUnit unit, string? zone, long micros) =>
            Of(name, new TimestampArray.Builder(new TimestampType(unit, zone)), (b, i) => b.Append(DateTimeOffset.UnixEpoch.AddMicroseconds((i - 2000) * micros)), b => b.AppendNull(), b => b.Build(),
                ColumnKind.Integer, zone is null ? LogicalType.LocalTimestamp : LogicalType.Instant, i => (i - 2000) * micros);
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
