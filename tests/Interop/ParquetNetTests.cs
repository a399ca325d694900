using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;
using Parquet;
using Parquet.Schema;

namespace Opportune.Tests.Interop;

/// <summary>Parquet.Net and we read each other's Parquet.</summary>
public class ParquetNetTests
{
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    [Theory]
    [InlineData(0, 0.2, 50, 40)]
    [InlineData(1, 0.2, 50, 40)]
    [InlineData(70_000, 0.2, 50, 40)]
    [InlineData(70_000, 0.0, 1_000_000, 100)]
    [InlineData(20_100, 0.1, 1, 40)]
    [InlineData(1000, 1.0, 50, 40)]
    public async Task What_we_write_Parquet_Net_reads(int rows, double nulls, int distinct, int longest)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, rows, rows + 17, nulls, distinct, longest);
        Tables.Write(folder["t.parquet"], Tables.Everything, expected);
        await using var reader = await ParquetReader.CreateAsync(folder["t.parquet"], cancellationToken: Cancel);
        Assert.Equal(Tables.Everything.Columns.Select(c => (c.Name, c.Optional)), reader.Schema.DataFields.Select(f => (f.Name, f.IsNullable)));
        var got = new List<object?[]>();
        foreach (var group in reader.RowGroups)
        {
            var columns = new List<object?[]>();
            for (var i = 0; i < Tables.Everything.Columns.Count; i++)
                columns.Add(await Column(group, reader.Schema.DataFields[i], Tables.Everything.Columns[i]));
            for (var row = 0; row < group.RowCount; row++)
                got.Add([.. columns.Select(c => c[row])]);
        }
        Tables.AssertEqual(expected, got);
        // Where few values come again and again the file says them once.
        if (rows == 70_000 && distinct == 50)
            Assert.Contains(Parquet.Meta.Encoding.RLE_DICTIONARY, reader.RowGroups[0].GetMetadata(reader.Schema.DataFields[2])!.MetaData!.Encodings);
    }

    [Theory]
    [InlineData(CompressionMethod.None, 0)]
    [InlineData(CompressionMethod.None, 3000)]
    [InlineData(CompressionMethod.Snappy, 40_000)]
    [InlineData(CompressionMethod.Gzip, 3000)]
    [InlineData(CompressionMethod.Brotli, 3000)]
    [InlineData(CompressionMethod.Zstd, 40_000)]
    [InlineData(CompressionMethod.Lz4Raw, 3000)]
    public async Task What_Parquet_Net_writes_we_read(CompressionMethod compression, int rows)
    {
        using var folder = Some.Folder();
        var columns = Theirs(rows).ToList();
        var schema = new ParquetSchema([.. columns.Select(c => c.Field), new ListField("list", new DataField<int>("element"))]);
        var options = new ParquetOptions { CompressionMethod = compression, CompressionLevel = System.IO.Compression.CompressionLevel.Fastest };
        options.ColumnEncodingHints["coded"] = EncodingHint.Dictionary;
        options.ColumnEncodingHints["split"] = EncodingHint.ByteSplitStream;
        options.ColumnEncodingHints["delta"] = EncodingHint.DeltaBinaryPacked;
        await using (var file = File.Create(folder["t.parquet"]))
        await using (var writer = await ParquetWriter.CreateAsync(schema, file, options, cancellationToken: Cancel))
        {
            for (var group = 0; group < 2; group++)
            {
                using var to = writer.CreateRowGroup();
                foreach (var (_, write, _, _) in columns)
                    await write(to);
                // Lists of one.
                var item = schema.DataFields[^1];
                await to.WriteAllPartsAsync<int>(item, Enumerable.Range(0, rows).ToArray(), Enumerable.Repeat(item.MaxDefinitionLevel, rows).ToArray(), new int[rows], Cancel);
            }
        }
        using var read = TableFiles.Open(folder["t.parquet"]);
        Assert.Equal(["list"], read.SkippedColumns);
        Assert.Equal(2 * rows, read.RowGroups.Sum());
        Assert.Equal(columns.Select(c => c.Column), read.Schema.Columns);
        for (var column = 0; column < columns.Count; column++)
        {
            for (var group = 0; group < read.RowGroups.Count; group++)
            {
                var values = Tables.ReadColumn(read, group, column);
                for (var row = 0; row < values.Count; row++)
                {
                    var want = Tables.Say(columns[column].Value(row));
                    if (want != Tables.Say(values[row]))
                        Assert.Fail($"{columns[column].Column.Name}, row {row}: expected {want}, got {Tables.Say(values[row])}");
                }
            }
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<object?[]> Column(ParquetRowGroupReader group, DataField field, Column column) => (column.Kind, column.Logical) switch
    {
        (ColumnKind.Text, LogicalType.Binary) => Blobs(group, field),
        (ColumnKind.Text, _) => Texts(group, field),
        (ColumnKind.Real, _) => Values<double>(group, field, v => v),
        (_, LogicalType.Boolean) => Values<bool>(group, field, v => v ? 1L : 0L),
        (_, LogicalType.Date) => Values<DateTime>(group, field, v => (long)(v - Epoch).Days),
        (_, LogicalType.LocalTimestamp or LogicalType.Instant) => Values<DateTime>(group, field, v => (v - Epoch).Ticks / TimeSpan.TicksPerMicrosecond),
        _ => Values<long>(group, field, v => v),
    };

    private static async Task<object?[]> Values<T>(ParquetRowGroupReader group, DataField field, Func<T, object> plain) where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[group.RowCount];
            await group.ReadAsync<T>(field, optional.AsMemory(), cancellationToken: Cancel);
            return [.. optional.Select(v => v is { } value ? plain(value) : null)];
        }
        var values = new T[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: Cancel);
        return [.. values.Select(plain)];
    }

    private static async Task<object?[]> Texts(ParquetRowGroupReader group, DataField field)
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: Cancel);
        return [.. values.Select(v => v is null ? null : System.Text.Encoding.UTF8.GetBytes(v))];
    }

    private static async Task<object?[]> Blobs(ParquetRowGroupReader group, DataField field)
    {
        var values = new byte[]?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: Cancel);
        return [.. values];
    }

    // A column of every type that Parquet.Net writes; of those that may be null every fifth value is.
    private static IEnumerable<(DataField Field, Func<ParquetRowGroupWriter, Task> Write, Column Column, Func<int, object?> Value)> Theirs(int rows)
    {
        yield return Sure<bool>("flag", i => i % 3 == 0, ColumnKind.Integer, i => i % 3 == 0 ? 1L : 0L, LogicalType.Boolean);
        yield return Sure<sbyte>("i8", i => (sbyte)(i % 256 - 128), ColumnKind.Integer, i => (long)(i % 256 - 128));
        yield return Sure<byte>("u8", i => (byte)i, ColumnKind.Integer, i => (long)(byte)i);
        yield return Sure<short>("i16", i => (short)(i - 20_000), ColumnKind.Integer, i => i - 20_000L);
        yield return Sure<ushort>("u16", i => (ushort)i, ColumnKind.Integer, i => (long)(ushort)i);
        yield return Sure<int>("i32", i => i * -1000, ColumnKind.Integer, i => i * -1000L);
        yield return Sure<uint>("u32", i => uint.MaxValue - (uint)i, ColumnKind.Integer, i => uint.MaxValue - (long)i);
        yield return Sure<long>("i64", i => i * -1_000_000_000_000, ColumnKind.Integer, i => i * -1_000_000_000_000);
        yield return Sure<ulong>("u64", i => (ulong)i * 1_000_000_000_000, ColumnKind.Integer, i => i * 1_000_000_000_000);
        yield return Sure<long>("delta", i => i * 7L - 3, ColumnKind.Integer, i => i * 7L - 3);
        yield return Sure<float>("f32", i => i / 2f, ColumnKind.Real, i => i / 2.0);
        yield return Sure<double>("f64", i => i / 7.0, ColumnKind.Real, i => i / 7.0);
        yield return Sure<double>("split", i => i / 3.0, ColumnKind.Real, i => i / 3.0);
        yield return Maybe<bool>("maybe_flag", i => i % 2 == 0, ColumnKind.Integer, i => i % 2 == 0 ? 1L : 0L, LogicalType.Boolean);
        yield return Maybe<int>("maybe_i32", i => -i, ColumnKind.Integer, i => (long)-i);
        yield return Maybe<long>("maybe_i64", i => i * 3L, ColumnKind.Integer, i => i * 3L);
        yield return Maybe<double>("maybe_f64", i => i * 0.25, ColumnKind.Real, i => i * 0.25);
        yield return Timed("date", DateTimeFormat.Date, i => Epoch.AddDays(i - 20_000), i => i - 20_000L, LogicalType.Date);
        yield return Timed("millis", DateTimeFormat.DateAndTime, i => Epoch.AddMilliseconds(i - 20_000), i => (i - 20_000) * 1000L, LogicalType.Instant);
        yield return Timed("micros", DateTimeFormat.DateAndTimeMicros, i => Epoch.AddMicroseconds(i - 20_000), i => i - 20_000L, LogicalType.Instant);
        yield return Timed("impala", DateTimeFormat.Impala, i => Epoch.AddSeconds(i), i => i * 1_000_000L, LogicalType.LocalTimestamp);
        yield return Timed("local", DateTimeFormat.Timestamp, i => Epoch.AddMicroseconds(i), i => (long)i, LogicalType.LocalTimestamp, DateTimeTimeUnit.Micros);
        yield return Timed("nanos", DateTimeFormat.Timestamp, i => Epoch.AddMicroseconds(i), i => (long)i, LogicalType.LocalTimestamp, DateTimeTimeUnit.Nanos);
        yield return Decimals("d9", 9);
        yield return Decimals("d18", 18);
        yield return Decimals("d30", 30);
        yield return Of(new DataField<Guid>("uuid", false), (to, field) => to.WriteAsync<Guid>(field, Enumerable.Range(0, rows).Select(Id).ToArray().AsMemory(), cancellationToken: Cancel),
            new("uuid", ColumnKind.Text, LogicalType.Binary, Optional: false), i => Id(i).ToByteArray(bigEndian: true));
        yield return Strings("text", isNullable: true, i => $"text {i}é");
        yield return Strings("sure", isNullable: false, i => i % 4 == 0 ? "" : $"sure {i}");
        yield return Strings("coded", isNullable: true, i => $"code {i % 9}");
        yield return Of(new DataField("blob", typeof(byte[]), isNullable: true), (to, field) => to.WriteAsync(field, [.. Enumerable.Range(0, rows).Select(i => IsNull(i) ? null : BitConverter.GetBytes(i))]),
            new("blob", ColumnKind.Text, LogicalType.Binary), i => IsNull(i) ? null : BitConverter.GetBytes(i));

        (DataField, Func<ParquetRowGroupWriter, Task>, Column, Func<int, object?>) Of(DataField field, Func<ParquetRowGroupWriter, DataField, Task> write, Column column, Func<int, object?> value) =>
            (field, to => write(to, field), column, value);

        (DataField, Func<ParquetRowGroupWriter, Task>, Column, Func<int, object?>) Sure<T>(string name, Func<int, T> theirs, ColumnKind kind, Func<int, object> ours, LogicalType logical = LogicalType.None) where T : struct =>
            Of(new DataField<T>(name, false), (to, field) => to.WriteAsync<T>(field, Enumerable.Range(0, rows).Select(theirs).ToArray().AsMemory(), cancellationToken: Cancel),
                new(name, kind, logical, Optional: false), ours);

        (DataField, Func<ParquetRowGroupWriter, Task>, Column, Func<int, object?>) Maybe<T>(string name, Func<int, T> theirs, ColumnKind kind, Func<int, object> ours, LogicalType logical = LogicalType.None) where T : struct =>
            Of(new DataField<T>(name, true), (to, field) => to.WriteAsync<T>(field, Enumerable.Range(0, rows).Select(i => IsNull(i) ? (T?)null : theirs(i)).ToArray().AsMemory(), cancellationToken: Cancel),
                new(name, kind, logical), i => IsNull(i) ? null : ours(i));

        (DataField, Func<ParquetRowGroupWriter, Task>, Column, Func<int, object?>) Timed(string name, DateTimeFormat format, Func<int, DateTime> theirs, Func<int, long> ours, LogicalType logical, DateTimeTimeUnit? unit = null) =>
            Of(new DateTimeDataField(name, format, isAdjustedToUTC: logical == LogicalType.Instant, unit, isNullable: true),
                (to, field) => to.WriteAsync<DateTime>(field, Enumerable.Range(0, rows).Select(i => IsNull(i) ? (DateTime?)null : DateTime.SpecifyKind(theirs(i), DateTimeKind.Utc)).ToArray().AsMemory(), cancellationToken: Cancel),
                new(name, ColumnKind.Integer, logical), i => IsNull(i) ? null : ours(i));

        (DataField, Func<ParquetRowGroupWriter, Task>, Column, Func<int, object?>) Decimals(string name, int precision) =>
            Of(new DecimalDataField(name, precision, 2, isNullable: true),
                (to, field) => to.WriteAsync<decimal>(field, Enumerable.Range(0, rows).Select(i => IsNull(i) ? (decimal?)null : i / 100m - 5).ToArray().AsMemory(), cancellationToken: Cancel),
                new(name, ColumnKind.Real), i => IsNull(i) ? null : (double)(i / 100m - 5));

        (DataField, Func<ParquetRowGroupWriter, Task>, Column, Func<int, object?>) Strings(string name, bool isNullable, Func<int, string> text) =>
            Of(new DataField(name, typeof(string), isNullable), (to, field) => to.WriteAsync(field, [.. Enumerable.Range(0, rows).Select(i => isNullable && IsNull(i) ? null : text(i))]),
                new(name, ColumnKind.Text, Optional: isNullable), i => isNullable && IsNull(i) ? null : System.Text.Encoding.UTF8.GetBytes(text(i)));
    }

    private static bool IsNull(int row) => row % 5 == 4;

    private static Guid Id(int row) => new(row, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}
