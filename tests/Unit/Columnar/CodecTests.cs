using System.Buffers.Binary;
using System.Text;
using Opportune.Columnar;
using Opportune.Columnar.Codecs;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>Zstandard and LZ4, against what other programs wrote. DuckDB's files of both are read among the integration tests.</summary>
public class CodecTests
{
    // The longest that one block of Zstandard holds.
    private const int Block = 1 << 17;

    // The command line programs of both formats made these of Text: quickly, thoroughly with a checksum; linked blocks with all checks.
    private const string ZstdQuick =
        "KLUv/QBI1Q4AFpg6FqAVtA3BedtLJXkp+2lJ80s9trD+mxo0ADUAMwDIhlM9D2Th88WbLx+d7s0yZLFZhqxnYezOlVTFwqR7EFEZ2KYJ+Ny2QikbGy5VGl6AGR8DJp2L4yC24dQrlKrNl88VAM/gnUGEGj6wGETYcDqI9WxobSlsqTy24dTC"
        + "0DpVQB5tw6k3ywL38dzC0FroWU/PqQLy/Cz0TPogx0HU8IHhA0NrQ2s1fDCIj9az4dSD+Hg+iBjEg7g2XwGDWBxtaD2IGj44bpYhPT2Lc5v0QVYoNYhNusW5j7YVStXmy6TbCqWOPk+3Gj7YLEMnaaihjVXKAjFJUto4EBTCGHUeEUyjMCU1"
        + "RpsM+xmk0Njp6iQkhYK6tgGBbuEPq69XAJCdjhUHiWX+MzAiedDw1anDL4WxYjwgCmrYE4XxRfNRPzqKTgomfu9UeJKgub8hPipQGCSUd2JvuhjiGNNPgeoQcwQBorzh/a+rFq+ZyIglNhWYxooxEL2TvukcEAJXZlFFqWxUH21NO0109tba"
        + "ni/liSS7+0LZA2zG4eN5lBhwiT7f/Sfjlq7P+Agiisa82f3oo1KLPjTsBvcPUJEYNqEKAJLZQnvXH15x5MOEseLSBXlKNRiv/++z6AE1";

    private const string ZstdChecked =
        "KLUv/QRoJQwAAkkYEbA7IEs4EpFQJ23RSKX7mEcEwButI18HihWvK/ZeB0Gse68r01yaV2n7UKzPFslfoGchyvTKfba/k1zvid4I1qceVAyK8jJBSRAU5BgEyB+6Xhuuoy5GEos+RvnanLSgd4CWqEGPKahkj80QJKOY3gYhKIEFCSZGxkZS"
        + "kGSPA+sxDdZvqrbu/SOe6+muHCTqXolz+i80a0i2WXqBvpYYKnSLvYirEoI0yLNupnjXIoRd2iF/OjTiUzM+x9nKaJT2RQ0pFObwJcK4tddJ/+pznzeWL7hXKkHhyQ92yK5uZmPfA2rEegc33cHLgTLHhTiK5CQwNI7RIhZSW8KUAg3oTThl"
        + "QDelQ0CIWAJ37kMKpWdYFpBdwcRpSJqUPU6hr0QlF/5ywDADlz3/mg9DLGN9OFEs/41NRFC3g40wvk9v6sxHQiBQ1ohFcz6BH6HlRAxUHw40gHtIqgU6Ul/PDuNRxOz1dGQ7/T9PjnX7ka9ZlFiLVSBpjdazTzGMlfqWFxVXBdQP4ic=";

    private const string Lz4Linked =
        "BCJNGHRAvVQCAAD1E25vIGRlbWluZXJhbGl6ZWQgYWN1dGUgb2YgdmVydGVicmEJABMuHAD7A0wxIG9sZC4gY2FsY2lmaWVkLkMABToAkmlzIGhlYXJ0LgcAADcACR0ABUIAhiBubyBhb3J0bQCRIGNvcm9uYXJ5KAAEDAAKaABMc2l6ZXwA"
        + "AmkAABoAwiBub3JtYWwgdGhlLhEAgGZyYWN0dXJlEwAKNwAEoQAFfgAP0QAMB7oAJ2lzCgEAHAEFLQACnwAC1wADjAAoTDE2AVdib25lc18BBiUACn8ACg4Ag2ZpbmRpbmdzWgAib2YJAA3DAAKtAQ3rAA/bAAUBIgEqTDElASxubzsBBq4A"
        + "BQwBK29mVAAFrwEDTAIlbGTcAAK0AGZMMSBMMS4oACZMMdYAJG9mygAqbm8mAA8HAQQJfQEBrQACdwAiaXNCAAN0AAJtAQDVAAMdAgIZAgOYAAIeAAZLAAIQAAMdAAWCAA0tAy9MMa4BDQNDAC5ubykAKEwxIQEFtQAE2QABYgEGHQIkb2Yk"
        + "AAjdAitpc1UAIWlzkgIA6AAFIgENVAMD1QEHiwImb2YvACBubw8AAgIBAuIBAgwAAgYAL29sfAECDdsABXUAKG9mQQEILQMCzwADxwImbGRlAgITAAIGAAjuAAIxAAKgAAUkAi9vZnMBAwjeABFskwAFhwAH6wAK4QECsQIFHwAkTDEiAABC"
        + "AACCAShpc5YBA38ABmABBdsACDIECFwBArYAAgYAA7cDJm5vgAAJtwEBcAEDJgQPYwUGJUwxqQMmTDGhAlByYWxpemB+T/UAAAAAHsojig==";

    private static readonly byte[] Text = Words();

    [Theory]
    [InlineData(ZstdQuick)]
    [InlineData(ZstdChecked)]
    public void Zstd_frames_are_decoded(string base64) => Assert.Equal(Text, Decode(Codec.Zstd, Convert.FromBase64String(base64), Text.Length));

    [Fact]
    public void Lz4_frames_are_decoded() => Assert.Equal(Text, Decode(Codec.Lz4Frame, Convert.FromBase64String(Lz4Linked), Text.Length));

    [Fact]
    public void Frames_follow_each_other_and_those_to_be_passed_over_are()
    {
        byte[] passed = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] both = [.. Convert.FromBase64String(ZstdChecked), .. passed, .. Convert.FromBase64String(ZstdQuick)];
        Assert.Equal([.. Text, .. Text], Decode(Codec.Zstd, both, 2 * Text.Length));
    }

    [Fact]
    public void Blocks_may_hold_bytes_as_they_are_or_one_byte_many_times()
    {
        // A frame of one segment: "ab" as it is, then "c" five times, the last.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 7, 2 << 3, 0, 0, (byte)'a', (byte)'b', 5 << 3 | 1 << 1 | 1, 0, 0, (byte)'c'];
        Assert.Equal("abccccc"u8.ToArray(), Decode(Codec.Zstd, frame, 7));
        Assert.Equal(7 + Block - 5, ZstdDecoder.Most([.. frame[..^4], (Block << 3 | 1 << 1 | 1) & 0xFF, Block << 3 >> 8 & 0xFF, Block << 3 >> 16, (byte)'c']));
    }

    [Theory]
    // "abc", then nine bytes from three back, then "d".
    [InlineData("35 61 62 63 03 00 10 64", "abcabcabcabcd")]
    // A copy of one byte, longer than its first four bits can say.
    [InlineData("1F 61 01 00 00 10 62", "aaaaaaaaaaaaaaaaaaaab")]
    public void Lz4_blocks_are_decoded(string hex, string expected)
    {
        var block = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(expected, Encoding.ASCII.GetString(Decode(Codec.Lz4, block, expected.Length)));
        var framed = new byte[8 + block.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, expected.Length);
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(4), block.Length);
        block.CopyTo(framed, 8);
        Assert.Equal(expected + expected, Encoding.ASCII.GetString(Decode(Codec.Lz4Hadoop, [.. framed, .. framed], 2 * expected.Length)));
        // Some wrote bare blocks under the same name.
        Assert.Equal(expected, Encoding.ASCII.GetString(Decode(Codec.Lz4Hadoop, block, expected.Length)));
    }

    [Theory]
    [InlineData((int)Codec.Zstd, ZstdQuick)]
    [InlineData((int)Codec.Zstd, ZstdChecked)]
    [InlineData((int)Codec.Lz4Frame, Lz4Linked)]
    public void What_is_damaged_is_refused_or_decoded_to_its_length(int codec, string base64)
    {
        var whole = Convert.FromBase64String(base64);
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                Array.Resize(ref bytes, random.Next(bytes.Length));
            var target = new byte[Text.Length + Decompressor.Slack + 64];
            target.AsSpan(Text.Length + Decompressor.Slack).Fill(0xA5);
            try
            {
                // The system's decoder may be in use: it writes nothing past the end either, and where both decode, they agree.
                Own((Codec)codec, bytes, Text.Length, ref target);
                var decoded = target[..Text.Length];
                Decompressor.Decode((Codec)codec, bytes, Text.Length, ref target);
                Assert.Equal(decoded, target[..Text.Length]);
            }
            catch (CorruptException)
            {
                // As it should be.
            }
            Assert.Equal(-1, target.AsSpan(Text.Length + Decompressor.Slack).IndexOfAnyExcept((byte)0xA5));
        }
    }

    [Fact]
    public void A_checksum_that_does_not_match_is_noticed()
    {
        foreach (var (codec, base64) in new[] { (Codec.Zstd, ZstdChecked), (Codec.Lz4Frame, Lz4Linked) })
        {
            var bytes = Convert.FromBase64String(base64);
            bytes[^1] ^= 1;
            Assert.Throws<CorruptException>(() => Decode(codec, bytes, Text.Length));
            Assert.Contains("checksum", Assert.Throws<CorruptException>(() => Own(codec, bytes, Text.Length)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_memory_is_taken_for_what_cannot_be()
    {
        byte[] target = [];
        foreach (var (codec, base64) in new[] { (Codec.Zstd, ZstdQuick), (Codec.Lz4Frame, Lz4Linked) })
            Assert.Throws<CorruptException>(() => Decompressor.Decode(codec, Convert.FromBase64String(base64), 1 << 30, ref target));
        Assert.Empty(target);
    }

    // By whatever is in use on this machine, and by ours.
    private static byte[] Decode(Codec codec, byte[] source, int length)
    {
        byte[] target = [];
        Decompressor.Decode(codec, source, length, ref target);
        Assert.Equal(Own(codec, source, length), target[..length]);
        return target[..length];
    }

    private static byte[] Own(Codec codec, byte[] source, int length)
    {
        byte[] target = [];
        Own(codec, source, length, ref target);
        return target[..length];
    }

    private static void Own(Codec codec, byte[] source, int length, ref byte[] target)
    {
        if (codec != Codec.Zstd)
        {
            Decompressor.Decode(codec, source, length, ref target);
            return;
        }
        if (length > ZstdDecoder.Most(source))
            Corrupt.Throw("page of impossible length");
        Buffers.Fit(ref target, length + Decompressor.Slack);
        ZstdDecoder.Decode(source, target, length);
    }

    private static byte[] Words()
    {
        var words = "the aorta is calcified old fracture of vertebra L1 heart size normal no acute findings bones demineralized coronary".Split(' ');
        var text = new StringBuilder();
        for (var x = 12345L; text.Length < 1500;)
        {
            x = (x * 1103515245 + 12345) & 0x7FFFFFFF;
            text.Append(words[(x >> 16) % words.Length]).Append((x >> 8) % 9 == 0 ? ". " : " ");
        }
        return Encoding.ASCII.GetBytes(text.ToString(0, 1500));
    }
}
