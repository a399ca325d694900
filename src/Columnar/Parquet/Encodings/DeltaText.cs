namespace Opportune.Columnar.Parquet.Encodings;

/// <summary>Texts whose lengths, and prefixes shared with the text before, are encoded as differences.</summary>
internal static class DeltaText
{
    // Shared prefixes can make gigabytes out of a small page.
    private const int MostBytes = 1 << 29;

    /// <summary>
    /// All lengths, then all bytes: fills in the offsets into <paramref name="source"/>, where the bytes stay.
    /// </summary>
    /// <param name="source">The buffer.</param>
    /// <param name="start">Where the lengths start.</param>
    /// <param name="end">Where the bytes end.</param>
    /// <param name="validity">One byte a row, or empty if there are no nulls.</param>
    /// <param name="lengths">Room for a length for each value that is not null.</param>
    /// <param name="offsets">One entry a row and one more.</param>
    public static void Lengths(ReadOnlySpan<byte> source, int start, int end, ReadOnlySpan<byte> validity, Span<long> lengths, Span<int> offsets)
    {
        var at = start + DeltaBinaryPacked.Decode(source[start..end], lengths);
        var next = 0;
        for (var row = 0; row < offsets.Length - 1; row++)
        {
            offsets[row] = at;
            if (!validity.IsEmpty && validity[row] == 0)
                continue;
            if ((ulong)lengths[next] > (ulong)(end - at))
                Corrupt.Throw("text longer than its page");
            at += (int)lengths[next++];
        }
        offsets[^1] = at;
    }

    /// <summary>Lengths of prefixes, then the rests as <see cref="Lengths"/> has them: puts the whole texts together.</summary>
    /// <param name="source">The encoded values.</param>
    /// <param name="validity">One byte a row, or empty if there are no nulls.</param>
    /// <param name="prefixes">Room for a number for each value that is not null.</param>
    /// <param name="suffixes">The same again.</param>
    /// <param name="target">Receives the texts.</param>
    /// <param name="offsets">One entry a row and one more.</param>
    public static void Prefixes(ReadOnlySpan<byte> source, ReadOnlySpan<byte> validity, Span<long> prefixes, Span<long> suffixes, ref byte[] target, Span<int> offsets)
    {
        source = source[DeltaBinaryPacked.Decode(source, prefixes)..];
        source = source[DeltaBinaryPacked.Decode(source, suffixes)..];
        Buffers.Fit(ref target, Measure(prefixes, suffixes, source.Length));
        var next = 0;
        var previous = 0;
        var used = 0;
        for (var row = 0; row < offsets.Length - 1; row++)
        {
            offsets[row] = used;
            if (!validity.IsEmpty && validity[row] == 0)
                continue;
            var (prefix, suffix) = ((int)prefixes[next], (int)suffixes[next]);
            next++;
            target.AsSpan(previous, prefix).CopyTo(target.AsSpan(used));
            source[..suffix].CopyTo(target.AsSpan(used + prefix));
            source = source[suffix..];
            previous = used;
            used += prefix + suffix;
        }
        offsets[^1] = used;
    }

    // Total length; checks on the way that no prefix is longer than the text before and that all rests are there.
    private static int Measure(ReadOnlySpan<long> prefixes, ReadOnlySpan<long> suffixes, int available)
    {
        var total = 0L;
        var previous = 0L;
        long left = available;
        for (var i = 0; i < prefixes.Length; i++)
        {
            if ((ulong)prefixes[i] > (ulong)previous || (ulong)suffixes[i] > (ulong)left)
                Corrupt.Throw("text longer than its page");
            left -= suffixes[i];
            previous = prefixes[i] + suffixes[i];
            total += previous;
            if (total > MostBytes)
                Corrupt.Throw("more than 512 MB of text in a page is not supported", Corrupt.Otherwise);
        }
        return (int)total;
    }
}
