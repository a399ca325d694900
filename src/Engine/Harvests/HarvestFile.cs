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

/// <summary>Takes records of a harvest that lie together: one of everybody, or all of one patient of a piece.</summary>
/// <param name="patient">Hash of the patient's id.</param>
/// <param name="offset">From where on they lie.</param>
/// <param name="check">Checksum over them.</param>
/// <param name="records">They themselves.</param>
internal delegate void HarvestVisitor(ulong patient, long offset, int check, Span<byte> records);

/// <summary>
/// Reads a harvest that a <see cref="HarvestWriter"/> wrote: pieces of directory, records of everybody, and records by
/// patient, of which only those asked for are read. Whatever does not read back as it was written is an
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class HarvestFile
{
    public const int Version = 0x4F48_0009;
    public const int HeadBytes = 32;
    public const int TailBytes = 16;
    private const int ChecksAt = 16;

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

    /// <summary>Writes into a piece's head the checksums over it and its directory, and over these and the records of everybody.</summary>
    public static void WriteChecks(Span<byte> head, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> common)
    {
        var check = Checksum.Of(directory, Checksum.Of(head[..ChecksAt]));
        BinaryPrimitives.WriteUInt64LittleEndian(head[ChecksAt..], check);
        BinaryPrimitives.WriteUInt64LittleEndian(head[(ChecksAt + sizeof(ulong))..], Checksum.Of(common, check));
    }

    /// <summary>Opens it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">What it must be a harvest of.</param>
    /// <param name="hold">Hands the file over to whoever reads on.</param>
    /// <exception cref="InvalidDataException">It is not whole, or of something else.</exception>
    public static HarvestFile Open(SafeFileHandle file, string key, Func<SafeFileHandle> hold)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> tail = stackalloc byte[TailBytes];
        KeptBytes.Read(file, length - TailBytes, tail);
        var size = BinaryPrimitives.ReadInt32LittleEndian(tail[8..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(tail[12..]) != Version || size < 0 || size > length - TailBytes)
            throw KeptBytes.Damaged();
        var body = new byte[size];
        var end = length - TailBytes - size;
        KeptBytes.Read(file, end, body);
        if (StableHash.Of(body) != BinaryPrimitives.ReadUInt64LittleEndian(tail))
            throw KeptBytes.Damaged();
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        if (reader.ReadString() != key)
            throw KeptBytes.Damaged();
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
            throw KeptBytes.Damaged();
    }

    /// <summary>Settles the records by patient of some, and nothing else.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void SettleOnly(Settler settler, CandidateSet some)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        for (var (at, piece) = (0L, 0); piece < _pieces; piece++)
        {
            var (directory, common, body) = ReadHead(at, piece, head);
            at += HeadBytes;
            var read = ArrayPool<byte>.Shared.Rent((int)directory);
            try
            {
                KeptBytes.Read(_file, at, read.AsSpan(0, (int)directory));
                RefuseDamaged(head, read.AsSpan(0, (int)directory));
                at += directory + common;
                SettlePatients(at, body, MemoryMarshal.Cast<byte, HarvestEntry>(read.AsSpan(0, (int)directory)), settler, some);
                at += body;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(read);
            }
        }
    }

    /// <summary>Goes through each record of everybody, and through the records by patient of candidates.</summary>
    /// <param name="each">Takes them; may change their bytes.</param>
    /// <param name="candidates">The candidates.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Visit(HarvestVisitor each, CandidateSet candidates)
    {
        var at = 0L;
        for (var piece = 0; piece < _pieces; piece++)
            at = Visit(at, piece, each, candidates);
        if (at != _end)
            throw KeptBytes.Damaged();
    }

    private long Visit(long at, int piece, HarvestVisitor each, CandidateSet candidates)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var (directory, common, body) = ReadHead(at, piece, head);
        at += HeadBytes;
        var read = ArrayPool<byte>.Shared.Rent(checked((int)(directory + common)));
        try
        {
            var entries = ReadPiece(at, head, read, (int)directory, common);
            for (int start = (int)directory, next; start < directory + common; start = next)
            {
                next = start + RecordReader.HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(read.AsSpan(start + 1));
                var record = read.AsSpan(start..next);
                each(BinaryPrimitives.ReadUInt64LittleEndian(record[RecordReader.HeaderBytes..]), at + start, (int)StableHash.Of(record), record);
            }
            at += directory + common;
            Visit(at, body, entries, each, candidates);
            return at + body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(read);
        }
    }

    private ReadOnlySpan<HarvestEntry> ReadPiece(long at, ReadOnlySpan<byte> head, byte[] into, int directory, int common)
    {
        KeptBytes.Read(_file, at, into.AsSpan(0, directory + common));
        RefuseDamaged(head, into.AsSpan(0, directory), into.AsSpan(directory, common));
        return MemoryMarshal.Cast<byte, HarvestEntry>(into.AsSpan(0, directory));
    }

    // Candidates mostly come first, so that what lies behind the last of them need not be read.
    private void Visit(long at, int body, ReadOnlySpan<HarvestEntry> entries, HarvestVisitor each, CandidateSet candidates)
    {
        var (end, found) = (0, new List<int>());
        for (var i = 0; i < entries.Length; i++)
        {
            if (EndOf(entries, i, body) == entries[i].Start || !candidates.Contains(entries[i].Patient))
                continue;
            found.Add(i);
            end = EndOf(entries, i, body);
        }
        var read = new byte[end];
        KeptBytes.Read(_file, at, read);
        foreach (var i in found)
        {
            var records = read.AsSpan(entries[i].Start..EndOf(entries, i, body));
            if ((int)StableHash.Of(records) != entries[i].Check)
                throw KeptBytes.Damaged();
            each(entries[i].Patient, at + entries[i].Start, entries[i].Check, records);
        }
    }

    private static void RefuseDamaged(ReadOnlySpan<byte> head, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> common)
    {
        RefuseDamaged(head, directory);
        if (Checksum.Of(common, BinaryPrimitives.ReadUInt64LittleEndian(head[ChecksAt..])) != BinaryPrimitives.ReadUInt64LittleEndian(head[(ChecksAt + sizeof(ulong))..]))
            throw KeptBytes.Damaged();
    }

    private static void RefuseDamaged(ReadOnlySpan<byte> head, ReadOnlySpan<byte> directory)
    {
        if (Checksum.Of(directory, Checksum.Of(head[..ChecksAt])) != BinaryPrimitives.ReadUInt64LittleEndian(head[ChecksAt..]))
            throw KeptBytes.Damaged();
    }

    private (long Directory, int Common, int Body) ReadHead(long at, int piece, Span<byte> head)
    {
        KeptBytes.Read(_file, at, head);
        var (people, common, body) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt32LittleEndian(head[8..]));
        var directory = people * (long)Marshal.SizeOf<HarvestEntry>();
        return people < 0 || common < 0 || body < 0 || BinaryPrimitives.ReadInt32LittleEndian(head[12..]) != piece || at + HeadBytes + directory + common + body > _end
            ? throw KeptBytes.Damaged()
            : (directory, common, body);
    }

    private long Settle(long at, int piece, Settler settler, CandidateSet? candidates)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var (directory, common, body) = ReadHead(at, piece, head);
        at += HeadBytes;
        if (settler.TakesPatients)
        {
            // Most stay, so they are read where they are to be.
            var patients = _room.Length >= common ? _room : GC.AllocateUninitializedArray<byte>(common);
            KeptBytes.Read(_file, at, patients.AsSpan(0, common));
            RefuseDamaged(head, [], patients.AsSpan(0, common));
            _room = settler.SettlePatients(patients, common, _hold, at) ? [] : patients;
            return at + common;
        }
        var size = checked((int)(directory + common));
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var read = bytes.AsSpan(0, size);
            KeptBytes.Read(_file, at, read);
            var entries = read[..(int)directory];
            var records = read[(int)directory..];
            RefuseDamaged(head, entries, records);
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
            KeptBytes.Read(_file, at + start, bytes.AsSpan(0, size));
            foreach (var i in asked)
            {
                var records = bytes.AsSpan((entries[i].Start - start)..(EndOf(entries, i, body) - start));
                if ((int)StableHash.Of(records) != entries[i].Check)
                    throw KeptBytes.Damaged();
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
}
