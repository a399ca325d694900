using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>Where the records of a patient are in a piece.</summary>
/// <param name="Patient">Hash of the patient's id.</param>
/// <param name="Start">From where on; to where the next entry's begin.</param>
/// <param name="Check">Checksum over them.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct HarvestEntry(ulong Patient, int Start, int Check);

/// <summary>
/// Reads a harvest that a <see cref="HarvestWriter"/> wrote: pieces of directory, records of everybody, and records by
/// patient, of which only those asked for are read. Whatever does not read back as it was written is an
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class HarvestFile
{
    public const int Version = 0x4F48_0008;
    public const int HeadBytes = 24;
    public const int TailBytes = 16;

    // Reading over a small gap costs less than another call.
    private const int Gap = 16 << 10;
    private const int MostAtOnce = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly Func<SafeFileHandle> _hold;
    private readonly int _pieces;
    private readonly long _end;

    // For patients of the next piece, where those of the last one were not kept in memory.
    private byte[] _room = [];

    private HarvestFile(SafeFileHandle file, Func<SafeFileHandle> hold, HarvestEnding ending, int pieces, long end) =>
        (_file, _hold, Ending, _pieces, _end) = (file, hold, ending, pieces, end);

    /// <summary>What ends it.</summary>
    public HarvestEnding Ending { get; }

    public static ulong Check(ReadOnlySpan<byte> head, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> common) =>
        Checksum.Of(common, Checksum.Of(directory, Checksum.Of(head)));

    /// <summary>Opens it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">What it must be a harvest of.</param>
    /// <param name="hold">Hands the file over to whoever reads on.</param>
    /// <exception cref="InvalidDataException">It is not whole, or of something else.</exception>
    public static HarvestFile Open(SafeFileHandle file, string key, Func<SafeFileHandle> hold)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> tail = stackalloc byte[TailBytes];
        Read(file, length - TailBytes, tail);
        var size = BinaryPrimitives.ReadInt32LittleEndian(tail[8..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(tail[12..]) != Version || size < 0 || size > length - TailBytes)
            throw Damaged();
        var body = new byte[size];
        var end = length - TailBytes - size;
        Read(file, end, body);
        if (StableHash.Of(body) != BinaryPrimitives.ReadUInt64LittleEndian(tail))
            throw Damaged();
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        if (reader.ReadString() != key)
            throw Damaged();
        var pieces = reader.ReadInt32();
        return new(file, hold, HarvestEnding.Read(reader), pieces, end);
    }

    /// <summary>Settles all of it: what counts for everybody, and the records of candidates.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Settle(Settler settler, CandidateSet? candidates)
    {
        var at = 0L;
        for (var piece = 0; piece < _pieces; piece++)
            at = Settle(at, piece, settler, candidates);
        if (at != _end)
            throw Damaged();
    }

    private long Settle(long at, int piece, Settler settler, CandidateSet? candidates)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        Read(_file, at, head);
        var (people, common, body) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt32LittleEndian(head[8..]));
        var directory = people * (long)Marshal.SizeOf<HarvestEntry>();
        at += HeadBytes;
        if (people < 0 || common < 0 || body < 0 || BinaryPrimitives.ReadInt32LittleEndian(head[12..]) != piece || at + directory + common + body > _end)
            throw Damaged();
        if (settler.TakesPatients)
        {
            // Most stay, so they are read where they are to be.
            var patients = _room.Length >= common ? _room : GC.AllocateUninitializedArray<byte>(common);
            Read(_file, at, patients.AsSpan(0, common));
            if (Check(head[..16], [], patients.AsSpan(0, common)) != BinaryPrimitives.ReadUInt64LittleEndian(head[16..]))
                throw Damaged();
            _room = settler.SettlePatients(patients, common, _hold, at) ? [] : patients;
            return at + common;
        }
        var size = checked((int)(directory + common));
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var read = bytes.AsSpan(0, size);
            Read(_file, at, read);
            var entries = read[..(int)directory];
            var records = read[(int)directory..];
            if (Check(head[..16], entries, records) != BinaryPrimitives.ReadUInt64LittleEndian(head[16..]))
                throw Damaged();
            at += size;
            settler.Settle(records);
            if (candidates is not null)
                SettlePatients(at, body, MemoryMarshal.Cast<byte, HarvestEntry>(entries), settler, candidates);
            return at + body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void SettlePatients(long at, int body, ReadOnlySpan<HarvestEntry> entries, Settler settler, CandidateSet candidates)
    {
        var asked = new List<int>();
        for (var i = 0; i < entries.Length; i++)
        {
            if (!candidates.Contains(entries[i].Patient))
                continue;
            if (asked.Count > 0 && (entries[i].Start - EndOf(entries, asked[^1], body) > Gap || EndOf(entries, i, body) - entries[asked[0]].Start > MostAtOnce))
                SettleNear(at, body, entries, asked, settler);
            asked.Add(i);
        }
        if (asked.Count > 0)
            SettleNear(at, body, entries, asked, settler);
    }

    // Patients whose records lie near each other are read at once.
    private void SettleNear(long at, int body, ReadOnlySpan<HarvestEntry> entries, List<int> asked, Settler settler)
    {
        var start = entries[asked[0]].Start;
        var size = EndOf(entries, asked[^1], body) - start;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Read(_file, at + start, bytes.AsSpan(0, size));
            foreach (var i in asked)
            {
                var records = bytes.AsSpan((entries[i].Start - start)..(EndOf(entries, i, body) - start));
                if ((int)StableHash.Of(records) != entries[i].Check)
                    throw Damaged();
                settler.Settle(records);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
        asked.Clear();
    }

    private static int EndOf(ReadOnlySpan<HarvestEntry> entries, int i, int body) => i + 1 < entries.Length ? entries[i + 1].Start : body;

    private static void Read(SafeFileHandle file, long offset, Span<byte> into)
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

    private static InvalidDataException Damaged() => new("a kept harvest is not what was written");
}
