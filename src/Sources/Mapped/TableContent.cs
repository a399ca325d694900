using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Opportune.Sources.Mapped;

/// <summary>What some columns of a part hold, as one text, whatever the order of its rows.</summary>
internal static class TableContent
{
    /// <summary>Reads the part.</summary>
    public static string HashOf(RawPart part, IReadOnlyList<string> columns, CancellationToken cancel)
    {
        var (sum, count) = (default(UInt128), 0L);
        var row = new byte[1024];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var rows = part.Open(columns);
        for (; rows.Next(); count++)
        {
            cancel.ThrowIfCancellationRequested();
            var used = 0;
            for (var i = 0; i < columns.Count; i++)
            {
                var cell = rows.Has(i) ? rows.Text(i) : default;
                if (row.Length < used + cell.Length + sizeof(int))
                    Array.Resize(ref row, (used + cell.Length + sizeof(int)) * 2);
                BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(used), cell.Length);
                cell.CopyTo(row.AsSpan(used + sizeof(int)));
                used += sizeof(int) + cell.Length;
            }
            SHA256.HashData(row.AsSpan(0, used), hash);
            sum += BinaryPrimitives.ReadUInt128LittleEndian(hash);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{count} {sum:x}");
    }
}
