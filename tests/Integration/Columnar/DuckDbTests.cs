using System.Globalization;
using System.Text.Json;
using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Columnar;

/// <summary>DuckDB and we read each other's Parquet.</summary>
public class DuckDbTests
{
    // More than a row group of DuckDB's, which is 122,880 rows.
    private const int Rows = 130_000;

    // Every type that DuckDB writes, in a row that depends on i; every seventh value is null.
    private const string Everything = """
        CREATE TABLE t AS SELECT
            i AS id,
            CASE WHEN i % 7 = 1 THEN NULL ELSE 'text ' || i || repeat('.', i % 50) END AS text,
            CASE WHEN i % 7 = 2 THEN NULL ELSE 'code ' || (i % 11) END AS code,
            CASE WHEN i % 7 = 3 THEN NULL ELSE encode('blob ' || i) END AS blob,
            CASE WHEN i % 7 = 4 THEN NULL ELSE i % 3 = 0 END AS flag,
            CASE WHEN i % 7 = 5 THEN NULL ELSE (i % 256 - 128)::TINYINT END AS i8,
            (i % 256)::UTINYINT AS u8,
            (i % 65536 - 32768)::SMALLINT AS i16,
            (i % 65536)::USMALLINT AS u16,
            CASE WHEN i % 7 = 6 THEN NULL ELSE (-i)::INTEGER END AS i32,
            (4294967295 - i)::UINTEGER AS u32,
            CASE WHEN i % 7 = 0 THEN NULL ELSE i * -1000000007 END AS i64,
            (i * 1000000007)::UBIGINT AS u64,
            (i / 8)::FLOAT AS f32,
            CASE WHEN i % 7 = 1 THEN NULL ELSE i / 7 END AS f64,
            (i / 100)::DECIMAL(9, 2) AS d9,
            CASE WHEN i % 7 = 2 THEN NULL ELSE (i / 100)::DECIMAL(18, 2) END AS d18,
            (i / 100)::DECIMAL(30, 2) AS d30,
            DATE '1970-01-01' + (i % 40000 - 20000)::INTEGER AS day,
            CASE WHEN i % 7 = 3 THEN NULL ELSE make_timestamp(i * 1000003 - 5000000000) END AS stamp,
            make_timestamp(i * 1000003)::TIMESTAMPTZ AS instant,
            make_timestamp(i * 1000000)::TIMESTAMP_S AS stamp_s,
            make_timestamp(i * 1000003)::TIMESTAMP_MS AS stamp_ms,
            make_timestamp_ns(i * 1001 - 1000000) AS stamp_ns,
            ('00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0'))::UUID AS uuid,
            CASE WHEN i % 7 = 4 THEN NULL ELSE (CASE i % 3 WHEN 0 THEN 'male' WHEN 1 THEN 'female' ELSE 'other' END)::ENUM('male', 'female', 'other') END AS sex,
            [i, i + 1] AS list,
            {'a': i} AS struct,
            NULL::VARCHAR AS nothing
        FROM range(130000) r(i);
        """;

    [Theory]
    [InlineData("COMPRESSION snappy", Rows)]
    [InlineData("COMPRESSION gzip, ROW_GROUP_SIZE 10000", Rows)]
    [InlineData("COMPRESSION uncompressed", Rows)]
    // DuckDB compresses with brotli as hard, and as slowly, as it can.
    [InlineData("COMPRESSION brotli", 3000)]
    [InlineData("COMPRESSION snappy, PARQUET_VERSION V2", Rows)]
    [InlineData("COMPRESSION zstd", Rows)]
    [InlineData("COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 20000", Rows)]
    [InlineData("COMPRESSION lz4_raw", Rows)]
    public async Task What_DuckDB_writes_we_read(string options, int rows)
    {
        using var folder = Some.Folder();
        await NodePeer.Sql($"{Everything} COPY (SELECT * FROM t ORDER BY id LIMIT {rows}) TO '{folder["t.parquet"]}' (FORMAT parquet, {options})");
        using var file = TableFiles.Open(folder["t.parquet"]);
        Assert.Equal(["list", "struct"], file.SkippedColumns);
        Assert.Equal(rows, file.RowGroups.Sum());
        var expected = Columns();
        for (var column = 0; column < file.Schema.Columns.Count; column++)
        {
            var name = file.Schema.Columns[column].Name;
            var row = 0;
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                foreach (var value in Tables.ReadColumn(file, group, column))
                {
                    var want = expected[name](row);
                    if (!(want is byte[] bytes && value is byte[] other ? bytes.AsSpan().SequenceEqual(other) : Equals(want, value)))
                        Assert.Fail($"{name}, row {row}: expected {Tables.Say(want)}, got {Tables.Say(value)}");
                    row++;
                }
            }
            Assert.Equal(rows, row);
        }
    }

    // The same rows as the SQL makes, said again in C#.
    private static Dictionary<string, Func<int, object?>> Columns()
    {
        string[] sexes = ["male", "female", "other"];
        return new()
        {
            ["id"] = i => (long)i,
            ["text"] = i => i % 7 == 1 ? null : Utf8($"text {i}{new string('.', i % 50)}"),
            ["code"] = i => i % 7 == 2 ? null : Utf8($"code {i % 11}"),
            ["blob"] = i => i % 7 == 3 ? null : Utf8($"blob {i}"),
            ["flag"] = i => i % 7 == 4 ? null : i % 3 == 0 ? 1L : 0L,
            ["i8"] = i => i % 7 == 5 ? null : (long)(i % 256 - 128),
            ["u8"] = i => (long)(i % 256),
            ["i16"] = i => (long)(i % 65536 - 32768),
            ["u16"] = i => (long)(i % 65536),
            ["i32"] = i => i % 7 == 6 ? null : (long)-i,
            ["u32"] = i => 4294967295L - i,
            ["i64"] = i => i % 7 == 0 ? null : i * -1000000007L,
            ["u64"] = i => i * 1000000007L,
            ["f32"] = i => (double)(float)(i / 8.0),
            ["f64"] = i => i % 7 == 1 ? null : i / 7.0,
            ["d9"] = i => i / 100.0,
            ["d18"] = i => i % 7 == 2 ? null : i / 100.0,
            ["d30"] = i => i / 100.0,
            ["day"] = i => (long)(i % 40000 - 20000),
            ["stamp"] = i => i % 7 == 3 ? null : i * 1000003L - 5000000000,
            ["instant"] = i => i * 1000003L,
            ["stamp_s"] = i => i * 1000000L,
            ["stamp_ms"] = i => (i * 1000003L + 500) / 1000 * 1000,
            ["stamp_ns"] = i => (long)Math.Floor((i * 1001L - 1000000) / 1000m),
            ["uuid"] = i => Convert.FromHexString("00000000000000000000" + i.ToString("D12", CultureInfo.InvariantCulture)),
            ["sex"] = i => i % 7 == 4 ? null : Utf8(sexes[i % 3]),
            ["nothing"] = _ => null,
        };
    }

    [Theory]
    [InlineData(0, 0.2, 50, 40)]
    [InlineData(1, 0.2, 50, 40)]
    [InlineData(70_000, 0.2, 50, 40)]
    [InlineData(70_000, 0.0, 1_000_000, 100)]
    [InlineData(20_100, 0.1, 1, 40)]
    [InlineData(1000, 1.0, 50, 40)]
    public async Task What_we_write_DuckDB_reads(int rows, double nulls, int distinct, int longest)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, rows, rows + 17, nulls, distinct, longest);
        Tables.Write(folder["t.parquet"], Tables.Everything, expected);
        var lines = await NodePeer.Sql($"""
            SELECT id::VARCHAR AS id, hex(text) AS text, hex(code) AS code, hex(raw) AS raw, number::VARCHAR AS number,
                flag::INT::VARCHAR AS flag, sure_flag::INT::VARCHAR AS sure_flag, datediff('day', DATE '1970-01-01', day)::VARCHAR AS day,
                epoch_us("local")::VARCHAR AS "local", epoch_us(instant)::VARCHAR AS instant, "real"::VARCHAR AS "real", sure_real::VARCHAR AS sure_real
            FROM '{folder["t.parquet"]}'
            """);
        Assert.Equal(rows, lines.Count);
        for (var row = 0; row < rows; row++)
        {
            using var json = JsonDocument.Parse(lines[row]);
            for (var column = 0; column < Tables.Everything.Columns.Count; column++)
                AssertCell(Tables.Everything.Columns[column], expected[row][column], json.RootElement, row);
        }
    }

    [Fact]
    public async Task DuckDB_reads_our_types_and_statistics()
    {
        using var folder = Some.Folder();
        Tables.Write(folder["t.parquet"], Tables.Everything, Tables.Random(Tables.Everything, 70_000, 9));
        var types = await NodePeer.Sql($"SELECT string_agg(column_type, ', ') AS types FROM (DESCRIBE SELECT * FROM '{folder["t.parquet"]}')");
        Assert.Equal("""{"types":"BIGINT, VARCHAR, VARCHAR, BLOB, BIGINT, BOOLEAN, BOOLEAN, DATE, TIMESTAMP, TIMESTAMP WITH TIME ZONE, DOUBLE, DOUBLE"}""", types[0]);
        var statistics = await NodePeer.Sql($"""
            SELECT bool_and(s.stats_min_value = m.least AND s.stats_max_value = m.greatest AND s.stats_null_count = m.nulls)::VARCHAR AS ok
            FROM parquet_metadata('{folder["t.parquet"]}') s,
                (SELECT min(number)::VARCHAR AS least, max(number)::VARCHAR AS greatest, count(*) - count(number) AS nulls
                 FROM (SELECT * FROM '{folder["t.parquet"]}' LIMIT 65536)) m
            WHERE s.path_in_schema = 'number' AND s.row_group_id = 0
            """);
        Assert.Equal("""{"ok":"true"}""", statistics[0]);
        // Filters that could be answered from statistics agree with those that could not.
        var filtered = await NodePeer.Sql($"""
            SELECT count(*)::VARCHAR AS n FROM '{folder["t.parquet"]}' a
            WHERE day >= DATE '2000-01-01' AND "real" < 0 AND code > 'a'
            UNION ALL
            SELECT count(*)::VARCHAR FROM (SELECT day + 0 AS day, "real" + 0 AS r, code || '' AS code FROM '{folder["t.parquet"]}') WHERE day >= DATE '2000-01-01' AND r < 0 AND code > 'a'
            """);
        Assert.Equal(filtered[0], filtered[1]);
    }

    private static void AssertCell(Column column, object? expected, JsonElement row, int number)
    {
        var text = row.GetProperty(column.Name).GetString();
        var isEqual = (expected, text) switch
        {
            (null, null) => true,
            (byte[] bytes, not null) => Convert.ToHexString(bytes) == text,
            (long integer, not null) => integer.ToString(CultureInfo.InvariantCulture) == text,
            (double real, not null) => real == double.Parse(text, CultureInfo.InvariantCulture),
            _ => false,
        };
        if (!isEqual)
            Assert.Fail($"{column.Name}, row {number}: expected {Tables.Say(expected)}, DuckDB read {text ?? "null"}");
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
