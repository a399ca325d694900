using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>Reads what was kept for another night. Whatever does not read back as it was written is an <see cref="InvalidDataException"/>.</summary>
internal static class KeptBytes
{
    /// <summary>Fills room with the bytes from there on.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static void Read(SafeFileHandle file, long offset, Span<byte> into)
    {
        if (offset < 0)
            throw Damaged();
        while (!into.IsEmpty)
        {
            var read = RandomAccess.Read(file, into, offset);
            if (read == 0)
                throw Damaged();
            into = into[read..];
            offset += read;
        }
    }

    /// <summary>The same, of bytes of which a checksum is known.</summary>
    /// <exception cref="InvalidDataException">They are others.</exception>
    public static void Read(SafeFileHandle file, long offset, Span<byte> into, int check)
    {
        Read(file, offset, into);
        if ((int)StableHash.Of(into) != check)
            throw Damaged();
    }

    /// <summary>What is thrown where something is not what was written.</summary>
    public static InvalidDataException Damaged() => new("what was kept for another night is not what was written");
}
