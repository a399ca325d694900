namespace Opportune.Columnar.Parquet.Encodings;

/// <summary>Values of one width with all first bytes first, then all second bytes, and so on.</summary>
internal static class ByteStreamSplit
{
    /// <summary>Puts the values together again, as the plain encoding has them.</summary>
    public static void Decode(ReadOnlySpan<byte> source, int width, int count, Span<byte> target)
    {
        if (width == 0 || source.Length < (long)width * count)
            Corrupt.Throw("values are truncated");
        for (var k = 0; k < width; k++)
        {
            var stream = source.Slice(k * count, count);
            for (var i = 0; i < count; i++)
                target[i * width + k] = stream[i];
        }
    }
}
