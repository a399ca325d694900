using System.Buffers.Binary;

namespace Opportune.Columnar.Codecs;

/// <summary>The CRC-32 of gzip and zlib (polynomial 0xEDB88320, reflected), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var t = Tables;
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[0x700 + (byte)low] ^ t[0x600 + (byte)(low >> 8)] ^ t[0x500 + (byte)(low >> 16)] ^ t[0x400 + (low >> 24)]
                ^ t[0x300 + (byte)high] ^ t[0x200 + (byte)(high >> 8)] ^ t[0x100 + (byte)(high >> 16)] ^ t[high >> 24];
            bytes = bytes[8..];
        }
        foreach (var b in bytes)
            crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    // Table k holds the CRC of a byte followed by k zero bytes.
    private static uint[] MakeTables()
    {
        var t = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            t[i] = crc;
        }
        for (var i = 256; i < t.Length; i++)
            t[i] = (t[i - 256] >> 8) ^ t[t[i - 256] & 0xFF];
        return t;
    }
}
