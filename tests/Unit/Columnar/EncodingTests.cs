using Opportune.Columnar;
using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet;
using Opportune.Columnar.Parquet.Encodings;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Tests.Unit.Columnar;

public class EncodingTests
{
    [Fact]
    public void Hybrid_runs_of_every_width_are_read_back()
    {
        var random = new Random(21);
        for (var bits = 0; bits <= 31; bits++)
        {
            for (var round = 0; round < 40; round++)
            {
                var values = new int[random.Next(300)];
                for (var i = 0; i < values.Length;)
                {
                    var value = (int)(random.NextInt64() & ((1L << bits) - 1));
                    for (var run = random.Next(3) == 0 ? random.Next(30) : 1; run > 0 && i < values.Length; run--)
                        values[i++] = value;
                }
                var encoded = new ByteWriter();
                Hybrid.Encode(values, bits, encoded);
                var decoded = new int[values.Length];
                Hybrid.Decode(encoded.Written, bits, decoded);
                Assert.Equal(values, decoded);
                if (bits != 1)
                    continue;
                var levels = new byte[values.Length];
                Assert.Equal(values.Sum(), Hybrid.DecodeLevels(encoded.Written, levels));
                Assert.Equal(values, levels.Select(l => (int)l));
                var again = new ByteWriter();
                Hybrid.EncodeLevels(levels, again);
                Assert.Equal(encoded.Written, again.Written);
            }
        }
    }

    [Theory]
    // The example of the format's description: 1 to 5 as differences of 1, in blocks of 128.
    [InlineData("80 01 04 05 02 02 00 00 00 00", new long[] { 1, 2, 3, 4, 5 })]
    // 7, 5, 3, 1, 2, 3, 4, 5: the smallest difference is -2, the rest take two bits.
    [InlineData("80 01 04 08 0E 03 02 00 00 00 C0 3F 00 00 00 00 00 00", new long[] { 7, 5, 3, 1, 2, 3, 4, 5 })]
    [InlineData("80 01 04 01 0D", new long[] { -7 })]
    [InlineData("80 01 04 00 00", new long[] { })]
    public void Differences_are_summed(string hex, long[] expected)
    {
        var source = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var target = new long[expected.Length];
        Assert.Equal(source.Length, DeltaBinaryPacked.Decode(source, target));
        Assert.Equal(expected, target);
    }

    [Fact]
    public void Random_bytes_are_decoded_or_refused()
    {
        var random = new Random(22);
        var leaf = new Leaf(new Column("c", ColumnKind.Real), 0, PhysicalType.ByteArray, Form.DecimalBytes, 0, 2);
        var (ints, longs, others, offsets, levels) = (new int[64], new long[64], new long[64], new int[65], new byte[64]);
        var scratch = Array.Empty<byte>();
        var reals = new double[64];
        for (var round = 0; round < 30_000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // Small numbers get further.
            for (var i = 0; i < bytes.Length; i++)
            {
                if (random.Next(2) == 0)
                    bytes[i] &= 7;
            }
            if (round % 2 == 0 && bytes.Length > 4)
                new byte[] { 0x80, 1, 4, 64 }.CopyTo(bytes, 0);
            var validity = round % 3 == 0 ? Array.ConvertAll(new byte[64], _ => (byte)random.Next(2)) : [];
            Try(() => Hybrid.Decode(bytes, round % 33, ints));
            Try(() => Hybrid.DecodeLevels(bytes, levels));
            Try(() => DeltaBinaryPacked.Decode(bytes, longs));
            Try(() => DeltaText.Lengths(bytes, 0, bytes.Length, validity, longs, offsets));
            Try(() => DeltaText.Prefixes(bytes, validity, longs, others, ref scratch, offsets));
            Try(() => Plain.Offsets(bytes, 0, bytes.Length, validity, offsets));
            Try(() => Plain.Reals(leaf, bytes, reals));
            Try(() => PageHeader.Read(bytes, out _));
            Try(() => FileMetadata.Read(bytes));
        }
    }

    private static void Try(Action decode)
    {
        try
        {
            decode();
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
        }
    }

    [Fact]
    public void The_checksum_is_the_one_of_gzip()
    {
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
        Assert.Equal(0x414FA339u, Crc32.Of("The quick brown fox jumps over the lazy dog"u8));
    }

    [Theory]
    [InlineData(nameof(Form.Millis), -1, -1000)]
    [InlineData(nameof(Form.Millis), long.MaxValue, long.MaxValue)]
    [InlineData(nameof(Form.Nanos), -1, -1)]
    [InlineData(nameof(Form.Nanos), -1000, -1)]
    [InlineData(nameof(Form.Nanos), -1001, -2)]
    [InlineData(nameof(Form.Nanos), 1999, 1)]
    [InlineData(nameof(Form.Nanos), long.MinValue, -9_223_372_036_854_776)]
    [InlineData(nameof(Form.Int64), long.MinValue, long.MinValue)]
    public void Timestamps_become_microseconds(string form, long stored, long expected)
    {
        long[] values = [stored];
        Plain.Convert(Enum.Parse<Form>(form), values);
        Assert.Equal(expected, values[0]);
    }
}
