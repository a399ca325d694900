using System.Text;
using Opportune.Columnar;
using Opportune.Columnar.Codecs;

namespace Opportune.Tests.Unit.Columnar;

public class SnappyTests
{
    [Theory]
    // One literal.
    [InlineData("0300", "")]
    [InlineData("03 08 61 62 63", "abc")]
    // A literal and a copy with one byte of distance that overlaps itself.
    [InlineData("09 00 61 11 01", "aaaaaaaaa")]
    // A copy with two bytes of distance, and one with four.
    [InlineData("06 08 61 62 63 0A 03 00", "abcabc")]
    [InlineData("06 08 61 62 63 0B 03 00 00 00", "abcabc")]
    // A literal whose length takes a byte of its own.
    [InlineData("03 F0 02 61 62 63", "abc")]
    public void Each_kind_of_element_is_decoded(string hex, string expected)
    {
        var source = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        if (expected.Length == 0)
        {
            Assert.Throws<CorruptException>(() => SnappyDecoder.Decode(source, new byte[3]));
            return;
        }
        var target = new byte[expected.Length];
        SnappyDecoder.Decode(source, target);
        Assert.Equal(expected, Encoding.ASCII.GetString(target));
        // Far from the end, too, where nobody asks of each element whether it fits.
        target = new byte[expected.Length + Tail.Length];
        SnappyDecoder.Decode(WithTail(expected.Length, source.AsSpan(1)), target);
        Assert.Equal(expected, Encoding.ASCII.GetString(target.AsSpan(0, expected.Length)));
        Assert.True(target.AsSpan(expected.Length).SequenceEqual(Tail));
    }

    [Theory]
    [InlineData("01 02", 4)]
    [InlineData("01 00", 4)]
    [InlineData("06 02 00", 2)]
    [InlineData("06 00 00", 2)]
    [InlineData("07 02 00 00 00", 2)]
    [InlineData("07 01 00 00 80", 2)]
    [InlineData("07 00 00 00 00", 2)]
    public void Copies_from_nowhere_are_refused_far_from_the_end_too(string copy, int length)
    {
        byte[] elements = [0, (byte)'a', .. Convert.FromHexString(copy.Replace(" ", "", StringComparison.Ordinal))];
        Assert.Throws<CorruptException>(() => SnappyDecoder.Decode(WithTail(1 + length, elements), new byte[1 + length + Tail.Length]));
    }

    private static readonly byte[] Tail = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    // The elements, and a literal after them.
    private static byte[] WithTail(int length, ReadOnlySpan<byte> elements) =>
        [(byte)(length + Tail.Length | 0x80), (byte)(length + Tail.Length >> 7), .. elements, 60 << 2, (byte)(Tail.Length - 1), .. Tail];

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("FFFFFFFFFF01")]
    [InlineData("04 08 61 62 63")]
    [InlineData("03 08 61 62")]
    [InlineData("03 08 61 62 63 64")]
    [InlineData("03 F4 02")]
    [InlineData("03 FC FF FF FF FF")]
    [InlineData("04 01 01")]
    [InlineData("05 00 61 01 02")]
    [InlineData("05 00 61 01 00")]
    [InlineData("05 00 61 01")]
    [InlineData("05 00 61 0E 01")]
    [InlineData("05 00 61 0F 01 00 00")]
    [InlineData("05 00 61 0F 01 00 00 80")]
    [InlineData("05 00 61 15 01")]
    public void Corrupt_blocks_are_refused(string hex)
    {
        var source = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        foreach (var length in new[] { 0, 3, 4, 5, 100 })
        {
            if (source.Length > 0 && source[0] == length && hex.StartsWith("05 00 61 01 01", StringComparison.Ordinal))
                continue;
            Assert.Throws<CorruptException>(() => SnappyDecoder.Decode(source, new byte[length]));
        }
    }

    [Fact]
    public void What_is_encoded_is_decoded()
    {
        var random = new Random(11);
        var encoder = new SnappyEncoder();
        for (var round = 0; round < 400; round++)
        {
            var source = new byte[random.Next(round % 10 == 0 ? 300_000 : 600)];
            var alphabet = 1 + random.Next(256);
            for (var i = 0; i < source.Length; i++)
                source[i] = i > 40 && random.Next(4) != 0 ? source[i - 1 - random.Next(Math.Min(i - 1, round + 1))] : (byte)random.Next(alphabet);
            if (round % 3 == 0)
                source.AsSpan(0, source.Length / 2).CopyTo(source.AsSpan(source.Length / 2));
            var encoded = new ByteWriter();
            encoder.Encode(source, encoded);
            // What lies behind the target stays as it is.
            var decoded = Enumerable.Repeat((byte)0xA5, source.Length + 100).ToArray();
            SnappyDecoder.Decode(encoded.Written, decoded.AsSpan(0, source.Length));
            Assert.True(source.AsSpan().SequenceEqual(decoded.AsSpan(0, source.Length)), $"round {round}");
            Assert.False(decoded.AsSpan(source.Length).ContainsAnyExcept((byte)0xA5), $"round {round}");
        }
    }

    [Fact]
    public void Repetition_is_found()
    {
        var source = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Lungs are clear. No pleural effusion. ", 2000)));
        var encoded = new ByteWriter();
        new SnappyEncoder().Encode(source, encoded);
        Assert.InRange(encoded.Length, 1, source.Length / 15);
    }

    [Fact]
    public void Mutated_blocks_never_write_outside_their_target()
    {
        var random = new Random(12);
        var source = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"line {i % 17} of {i}; ")));
        var encoded = new ByteWriter();
        new SnappyEncoder().Encode(source, encoded);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = encoded.Written.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
            var guarded = new byte[source.Length + 200];
            Array.Fill(guarded, (byte)0xA5);
            try
            {
                SnappyDecoder.Decode(bytes.AsSpan(0, random.Next(2, bytes.Length + 1)), guarded.AsSpan(100, source.Length));
            }
            catch (CorruptException)
            {
            }
            Assert.False(guarded.AsSpan(0, 100).ContainsAnyExcept((byte)0xA5));
            Assert.False(guarded.AsSpan(source.Length + 100).ContainsAnyExcept((byte)0xA5));
        }
    }
}
