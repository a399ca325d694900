using System.Buffers;
using System.IO.Compression;

namespace Opportune.Columnar.Codecs;

/// <summary>How bytes are compressed; the numbers are Parquet's.</summary>
internal enum Codec
{
    None = 0,
    Snappy = 1,
    Gzip = 2,
    Lzo = 3,
    Brotli = 4,
    Lz4Hadoop = 5,
    Zstd = 6,
    Lz4 = 7,

    /// <summary>LZ4 in frames: Arrow's, and none of Parquet's.</summary>
    Lz4Frame = -1,
}

/// <summary>The one place where a compressed run of bytes becomes the bytes. A further codec is a further case here.</summary>
internal static unsafe class Decompressor
{
    // What decoders may read or write, but not use, beyond the end of the bytes.
    public const int Slack = 64;

    // Deflate makes at most 1032 bytes of one.
    private const int MostGzipExpansion = 1040;

    /// <summary>Decodes <paramref name="source"/> into the start of a buffer that is grown as needed.</summary>
    /// <param name="codec">How it is compressed.</param>
    /// <param name="source">The compressed bytes.</param>
    /// <param name="length">How long the result must be.</param>
    /// <param name="target">Holds the result, with <see cref="Slack"/> bytes after it.</param>
    /// <exception cref="CorruptException">Corrupt, of another length, or a codec not supported.</exception>
    public static void Decode(Codec codec, ReadOnlySpan<byte> source, int length, ref byte[] target)
    {
        if (length < 0 || length > Array.MaxLength - Slack)
            Corrupt.Throw("page of impossible length");
        switch (codec)
        {
            case Codec.None:
                if (source.Length != length)
                    Corrupt.Throw("page of another length than its header says");
                Buffers.Fit(ref target, length + Slack);
                source.CopyTo(target);
                break;
            case Codec.Snappy:
                Expand(length, source.Length * (long)SnappyDecoder.MostExpansion, ref target);
                SnappyDecoder.Decode(source, target.AsSpan(0, length));
                break;
            case Codec.Gzip:
                if (length > (long)source.Length * MostGzipExpansion)
                    Corrupt.Throw("page of impossible length");
                fixed (byte* start = source)
                {
                    using var bytes = new UnmanagedMemoryStream(start, source.Length);
                    using var gzip = new GZipStream(bytes, CompressionMode.Decompress);
                    ReadAll(gzip, length, ref target);
                }
                break;
            case Codec.Brotli:
                Brotli(source, length, ref target);
                break;
            case Codec.Zstd:
                Expand(length, ZstdDecoder.Most(source), ref target);
                if (SystemZstd.IsThere)
                    SystemZstd.Decode(source, target, length);
                else
                    ZstdDecoder.Decode(source, target, length);
                break;
            case Codec.Lz4:
            case Codec.Lz4Hadoop:
            case Codec.Lz4Frame:
                Expand(length, source.Length * (long)Lz4Decoder.MostExpansion, ref target);
                if (codec == Codec.Lz4)
                    Lz4Decoder.Block(source, target, length);
                else if (codec == Codec.Lz4Hadoop)
                    Lz4Decoder.Hadoop(source, target, length);
                else
                    Lz4Decoder.Frames(source, target, length);
                break;
            default:
                Corrupt.Throw($"compression {codec.ToString().ToLowerInvariant()} is not supported (supported: none, snappy, gzip, brotli, zstd, lz4)", Corrupt.Otherwise);
                break;
        }
    }

    // Memory is taken for what the bytes can hold, not for what a header promises.
    private static void Expand(int length, long most, ref byte[] target)
    {
        if (length > most)
            Corrupt.Throw("page of impossible length");
        Buffers.Fit(ref target, length + Slack);
    }

    private static void Brotli(ReadOnlySpan<byte> source, int length, ref byte[] target)
    {
        using var decoder = new BrotliDecoder();
        var done = 0;
        Buffers.Fit(ref target, Math.Min(length, 1 << 20) + Slack);
        for (; ; )
        {
            var status = decoder.Decompress(source, target.AsSpan(done, Math.Min(length, target.Length - Slack) - done), out var consumed, out var written);
            source = source[consumed..];
            done += written;
            if (status == OperationStatus.Done && done == length)
                return;
            if (status != OperationStatus.DestinationTooSmall || done == length)
                Corrupt.Throw("brotli: corrupt page, or of another length than its header says");
            Buffers.Grow(ref target, done, (int)Math.Min(length, done * 2L) + Slack);
        }
    }

    // The buffer grows with what is really there, not with what the header promises.
    private static void ReadAll(Stream stream, int length, ref byte[] target)
    {
        var done = 0;
        Buffers.Fit(ref target, Math.Min(length, 1 << 20) + Slack);
        while (done < length)
        {
            if (target.Length - Slack <= done)
                Buffers.Grow(ref target, done, (int)Math.Min(length, done * 2L) + Slack);
            var read = stream.Read(target.AsSpan(done, Math.Min(length, target.Length - Slack) - done));
            if (read == 0)
                Corrupt.Throw("page ends before its length");
            done += read;
        }
        if (stream.ReadByte() >= 0)
            Corrupt.Throw("page is longer than its header says");
    }
}
