using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>
/// A column chunk's split-block Bloom filter: says of a value that it is not in the chunk, or that it may be. Only the one
/// block that a value concerns is read.
/// </summary>
internal sealed class BloomFilter
{
    private const int BlockSize = 32;
    private const int MostHeaderBytes = 64;

    // One bit of each of a block's eight words is set for a value: these make eight places out of half its hash.
    private static readonly uint[] Salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly uint _blocks;

    private BloomFilter(SafeFileHandle file, long start, uint blocks) => (_file, _start, _blocks) = (file, start, blocks);

    /// <summary>The filter that starts there; null where it is of a kind that is not known here.</summary>
    /// <exception cref="CorruptException">There is none, or it does not end before <paramref name="end"/>.</exception>
    public static BloomFilter? Open(SafeFileHandle file, long offset, long end)
    {
        if (offset < 4 || offset >= end)
            Corrupt.Throw("Bloom filter outside the file");
        Span<byte> bytes = stackalloc byte[MostHeaderBytes];
        bytes = bytes[..(int)Math.Min(MostHeaderBytes, end - offset)];
        FileBytes.Read(file, offset, bytes);
        var reader = new ThriftReader(bytes);
        var (size, isKnown) = (0, true);
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            if (field == 1)
                size = reader.Int32(type);
            else
                isKnown &= IsFirstOfUnion(ref reader, type);
        }
        var start = offset + reader.Position;
        if (size < BlockSize || size % BlockSize != 0 || size > end - start)
            Corrupt.Throw("Bloom filter of impossible size");
        return isKnown ? new(file, start, (uint)size / BlockSize) : null;
    }

    /// <summary>Whether a value may be in the chunk; false is certain.</summary>
    /// <param name="plain">Its plain form, of byte arrays without their length.</param>
    public bool MayHold(ReadOnlySpan<byte> plain)
    {
        var hash = XxHash.Of64(plain);
        var block = (hash >> 32) * _blocks >> 32;
        Span<byte> words = stackalloc byte[BlockSize];
        FileBytes.Read(_file, _start + (long)block * BlockSize, words);
        var isIn = true;
        for (var i = 0; i < Salts.Length; i++)
            isIn &= (BinaryPrimitives.ReadUInt32LittleEndian(words[(i * 4)..]) >> (int)(unchecked((uint)hash * Salts[i]) >> 27) & 1) != 0;
        return isIn;
    }

    // The algorithm, the hash and the compression: of each, one is defined.
    private static bool IsFirstOfUnion(ref ThriftReader reader, ThriftType type)
    {
        ThriftReader.Struct(type);
        var isFirst = false;
        var field = 0;
        while (reader.Field(ref field, out var inner))
        {
            isFirst |= field == 1;
            reader.Skip(inner);
        }
        return isFirst;
    }
}
