using System.Globalization;
using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>The official files of the rarer encodings, against the values that come with them.</summary>
public class OfficialEncodingTests
{
    [Theory]
    [InlineData("delta_binary_packed")]
    [InlineData("delta_byte_array")]
    [InlineData("delta_encoding_optional_column")]
    [InlineData("delta_encoding_required_column")]
    public void Delta_encodings_hold_the_expected_values(string name)
    {
        using var expected = TableFiles.Open(OfficialFiles.Data(name + "_expect.csv"));
        using var actual = TableFiles.Open(OfficialFiles.Data(name + ".parquet"));
        Assert.Equal(expected.Schema.Columns.Count, actual.Schema.Columns.Count);
        var (want, got) = (Tables.Read(expected), Tables.Read(actual));
        Assert.Equal(want.Count, got.Count);
        for (var row = 0; row < want.Count; row++)
        {
            for (var column = 0; column < want[row].Length; column++)
                Assert.Equal(Text(want[row][column]), Text(got[row][column]));
        }
    }

    // The expected values spell null and the empty text alike, and integers in any column as integers.
    private static string Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes).TrimEnd(' '),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    [Fact]
    public void Split_byte_streams_hold_what_the_plain_columns_hold()
    {
        using var file = TableFiles.Open(OfficialFiles.Data("byte_stream_split_extended.gzip.parquet"));
        var pairs = 0;
        for (var column = 0; column + 1 < file.Schema.Columns.Count; column += 2, pairs++)
        {
            Assert.EndsWith("_plain", file.Schema.Columns[column].Name, StringComparison.Ordinal);
            Assert.EndsWith("_byte_stream_split", file.Schema.Columns[column + 1].Name, StringComparison.Ordinal);
            Assert.Equal(Tables.ReadColumn(file, 0, column).Select(Tables.Say), Tables.ReadColumn(file, 0, column + 1).Select(Tables.Say));
        }
        Assert.Equal(7, pairs);
    }
}
