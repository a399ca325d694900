using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class OfficialFilesTests
{
    [Fact]
    public void Every_file_is_read_or_says_what_is_not_supported_or_corrupt()
    {
        string[] refused = ["checksum does not match"];
        foreach (var path in OfficialFiles.All("data"))
        {
            using var file = TableFiles.Open(path);
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                for (var column = 0; column < file.Schema.Columns.Count; column++)
                {
                    try
                    {
                        Assert.Equal(file.RowGroups[group], Tables.ReadColumn(file, group, column).Count);
                    }
                    catch (TableFileException e)
                    {
                        Assert.True(refused.Any(r => e.Message.Contains(r, StringComparison.Ordinal)), e.Message);
                        if (e.Message.Contains("checksum", StringComparison.Ordinal))
                            Assert.Contains("corrupt", Path.GetFileName(path), StringComparison.Ordinal);
                    }
                }
            }
        }
    }

    [Fact]
    public void Bad_files_are_refused_or_read_without_harm()
    {
        var refusals = 0;
        foreach (var path in OfficialFiles.All("bad_data"))
        {
            try
            {
                Tables.Read(path);
            }
            catch (TableFileException e)
            {
                refusals++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }
        Assert.InRange(refusals, 5, 8);
    }

    [Theory]
    [InlineData("alltypes_plain.parquet", 0, "4 5 6 7 2 3 0 1")]
    [InlineData("alltypes_plain.parquet", 1, "1 0 1 0 1 0 1 0")]
    [InlineData("alltypes_plain.parquet", 6, "0 1.100000023841858 0 1.100000023841858 0 1.100000023841858 0 1.100000023841858")]
    [InlineData("alltypes_plain.parquet", 8, "'03/01/09' '03/01/09' '04/01/09' '04/01/09' '02/01/09' '02/01/09' '01/01/09' '01/01/09'")]
    [InlineData("alltypes_plain.snappy.parquet", 10, "1238544000000000 1238544060000000")]
    [InlineData("alltypes_dictionary.parquet", 7, "0 10.1")]
    [InlineData("int32_decimal.parquet", 0, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24")]
    [InlineData("int64_decimal.parquet", 0, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24")]
    [InlineData("fixed_length_decimal.parquet", 0, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24")]
    [InlineData("fixed_length_decimal_legacy.parquet", 0, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24")]
    [InlineData("byte_array_decimal.parquet", 0, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24")]
    [InlineData("int96_from_spark.parquet", 0, "1704141296123456 1704070800000000 253402225200000000 1735599600000000 null -9223372036854775808")]
    [InlineData("sort_columns.parquet", 0, "null 2 1 null 2 1")]
    [InlineData("datapage_v2.snappy.parquet", 0, "'abc' 'abc' 'abc' null 'abc'")]
    [InlineData("datapage_v2.snappy.parquet", 3, "1 1 1 0 1")]
    [InlineData("datapage_v2_empty_datapage.snappy.parquet", 0, "null")]
    [InlineData("float16_nonzeros_and_nans.parquet", 0, "null 1 -2 NaN 0 -1 -0 2")]
    [InlineData("unknown-logical-type.parquet", 1, "'unknown string 1' 'unknown string 2' 'unknown string 3'")]
    [InlineData("nulls.snappy.parquet", -1, "")]
    public void Known_columns_hold_what_is_known(string name, int column, string expected)
    {
        using var file = TableFiles.Open(OfficialFiles.Data(name));
        if (column < 0)
        {
            Assert.Equal(["b_struct"], file.SkippedColumns);
            Assert.Empty(file.Schema.Columns);
            return;
        }
        var values = Enumerable.Range(0, file.RowGroups.Count).SelectMany(g => Tables.ReadColumn(file, g, column));
        Assert.Equal(expected, string.Join(' ', values.Select(Tables.Say)));
    }

    [Fact]
    public void Two_encodings_of_one_table_are_equal()
    {
        var dictionary = Tables.Read(OfficialFiles.Data("alltypes_tiny_pages.parquet"));
        Assert.Equal(7300, dictionary.Count);
        Tables.AssertEqual(dictionary, Tables.Read(OfficialFiles.Data("alltypes_tiny_pages_plain.parquet")));
    }

    [Theory]
    [InlineData("hadoop_lz4_compressed.parquet", "lz4_raw_compressed.parquet")]
    [InlineData("non_hadoop_lz4_compressed.parquet", "lz4_raw_compressed.parquet")]
    [InlineData("hadoop_lz4_compressed_larger.parquet", "lz4_raw_compressed_larger.parquet")]
    public void Each_kind_of_lz4_holds_the_same(string one, string other)
    {
        var rows = Tables.Read(OfficialFiles.Data(one));
        Assert.NotEmpty(rows);
        Tables.AssertEqual(rows, Tables.Read(OfficialFiles.Data(other)));
    }

    [Fact]
    public void Flat_columns_beside_nested_ones_are_read()
    {
        using var file = TableFiles.Open(OfficialFiles.Data("nullable.impala.parquet"));
        Assert.Equal(["id"], file.Schema.Columns.Select(c => c.Name));
        Assert.Equal(["int_array", "int_array_Array", "int_map", "int_Map_Array", "nested_struct"], file.SkippedColumns);
        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L, 7L], Tables.Read(file).Select(r => r[0]));
    }

    [Fact]
    public void Optional_values_keep_their_rows()
    {
        var rows = Tables.Read(OfficialFiles.Data("fixed_length_byte_array.parquet"));
        Assert.Equal(1000, rows.Count);
        for (var i = 0; i < 1000; i++)
        {
            if (rows[i][0] is byte[] bytes)
                Assert.Equal(1000 - i, bytes[2] << 8 | bytes[3]);
        }
    }

    [Fact]
    public void Text_is_the_bytes_of_its_characters()
    {
        var rows = Tables.Read(OfficialFiles.Data("binary_truncated_min_max.parquet"));
        Assert.Equal("Blart Versenwald III", Encoding.UTF8.GetString((byte[])rows[0][0]!));
    }
}
