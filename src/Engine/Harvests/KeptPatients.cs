using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>Patients of a harvest where they lie in its file: they can be settled again bucket by bucket, and need not be written a second time.</summary>
/// <param name="Hold">Hands the file over: it is closed by whoever asked.</param>
/// <param name="Start">Where in the file they begin.</param>
/// <param name="FirstRow">The partition's first row.</param>
/// <param name="AsOfDay">The as-of date.</param>
internal sealed record KeptPatients(Func<SafeFileHandle> Hold, long Start, long FirstRow, long AsOfDay)
{
    /// <summary>Settles some of them as they were read, as <see cref="Settler"/> did with all.</summary>
    public void Settle(Span<byte> records)
    {
        for (var at = 0; at < records.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(records[(at + 1)..]);
            if (!PatientRows.Settle(records.Slice(at + RecordReader.HeaderBytes, length), FirstRow, AsOfDay, out _))
                records[at] = (byte)RecordKind.PassedOver;
            at += RecordReader.HeaderBytes + length;
        }
    }
}
