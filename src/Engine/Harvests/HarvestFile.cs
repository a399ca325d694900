using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

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
    public const int Version = 0x4F48_000B;
    public const int HeadBytes = 32;
    public const int TailBytes = 16;
    private const int ChecksAt = 16;

    // Reading over a small gap costs less than another call.
    private const int Gap = 16 << 10;
    private const int MostAtOnce = 1 << 20;

    // As many hashes as the processor has near at hand while it looks through them.
    private const int PatientsAtOnce = 4096;

    private readonly SafeFileHandle _file;
    private readonly Func<SafeFileHandle> _hold;
    private readonly HarvestTail _tail;

    // Where in a piece those are who are asked about.
    private readonly List<int> _asked = [];

    // For patients of the next piece, where those of the last one were not kept in memory.
    private byte[] _room = [];

    private HarvestFile(SafeFileHandle file, Func<SafeFileHandle> hold, HarvestEnding ending, HarvestTail tail) => (_file, _hold, Ending, _tail) = (file, hold, ending, tail);

    /// <summary>What ends it.</summary>
    public HarvestEnding Ending { get; }

    /// <summary>Where that lies.</summary>
    public HarvestTail Tail => _tail;

    /// <summary>Writes into a piece's head the checksums over it and whose records it has, and over these, where they are, and the records of everybody.</summary>
    public static void WriteChecks(Span<byte> head, ReadOnlySpan<byte> patients, ReadOnlySpan<byte> places, ReadOnlySpan<byte> common)
    {
        var check = CheckOf(head, patients);
        BinaryPrimitives.WriteUInt64LittleEndian(head[ChecksAt..], check);
        BinaryPrimitives.WriteUInt64LittleEndian(head[(ChecksAt + sizeof(ulong))..], Checksum.Of(common, Checksum.Of(places, check)));
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
        var check = BinaryPrimitives.ReadUInt64LittleEndian(tail);
        if (StableHash.Of(body) != check)
            throw KeptBytes.Damaged();
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        if (reader.ReadString() != key)
            throw KeptBytes.Damaged();
        var pieces = reader.ReadInt32();
        return new(file, hold, HarvestEnding.Read(reader), new(pieces, end, check));
    }

    /// <summary>Opens it again, where it is known how it ends.</summary>
    /// <exception cref="InvalidDataException">It is another by now.</exception>
    public static HarvestFile Open(SafeFileHandle file, HarvestEnding ending, HarvestTail tail)
    {
        Span<byte> check = stackalloc byte[sizeof(ulong)];
        KeptBytes.Read(file, RandomAccess.GetLength(file) - TailBytes, check);
        return BinaryPrimitives.ReadUInt64LittleEndian(check) == tail.Check ? new(file, () => file, ending, tail) : throw KeptBytes.Damaged();
    }

    /// <summary>Settles all of it: what counts for everybody, and the records of candidates.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Settle(Settler settler, CandidateSet? candidates)
    {
        var at = 0L;
        for (var piece = 0; piece < _tail.Pieces; piece++)
            at = Settle(at, piece, settler, candidates);
        if (at != _tail.End)
            throw KeptBytes.Damaged();
    }

    /// <summary>Settles the records by patient of some, and nothing else.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void SettleOnly(Settler settler, CandidateSet some)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        Span<ulong> room = stackalloc ulong[PatientsAtOnce];
        for (var (at, piece) = (0L, 0); piece < _tail.Pieces; piece++)
        {
            var (people, common, body) = ReadHead(at, piece, head);
            var places = at + HeadBytes + (people * (long)sizeof(ulong));
            var records = places + (people * (long)Marshal.SizeOf<HarvestPlace>()) + common;
            // They are few, and mostly in no piece: who it has is all that is read of one.
            _asked.Clear();
            var check = Checksum.Of(head[..ChecksAt]);
            for (var from = 0; from < people; from += room.Length)
            {
                var patients = room[..Math.Min(room.Length, people - from)];
                KeptBytes.Read(_file, at + HeadBytes + (from * (long)sizeof(ulong)), MemoryMarshal.AsBytes(patients));
                check = Checksum.Of(MemoryMarshal.AsBytes(patients), check);
                some.Find(patients, from, _asked);
            }
            RefuseDamaged(head, check);
            foreach (var i in _asked)
                SettlePatient(places, records, i, i + 1 == people, body, settler);
            at = records + body;
        }
    }

    private void SettlePatient(long places, long records, int number, bool isLast, int body, Settler settler)
    {
        Span<HarvestPlace> own = stackalloc HarvestPlace[isLast ? 1 : 2];
        KeptBytes.Read(_file, places + (number * (long)Marshal.SizeOf<HarvestPlace>()), MemoryMarshal.AsBytes(own));
        var (start, end) = (own[0].Start, isLast ? body : own[1].Start);
        if (start < 0 || end < start || end > body)
            throw KeptBytes.Damaged();
        var bytes = ArrayPool<byte>.Shared.Rent(end - start);
        try
        {
            KeptBytes.Read(_file, records + start, bytes.AsSpan(0, end - start), own[0].Check);
            settler.Settle(bytes.AsSpan(0, end - start));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Goes through each record of everybody, and through the records by patient of candidates.</summary>
    /// <param name="each">Takes them; may change their bytes.</param>
    /// <param name="candidates">The candidates.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Visit(HarvestVisitor each, CandidateSet candidates)
    {
        var at = 0L;
        for (var piece = 0; piece < _tail.Pieces; piece++)
            at = Visit(at, piece, each, candidates);
        if (at != _tail.End)
            throw KeptBytes.Damaged();
    }

    private long Visit(long at, int piece, HarvestVisitor each, CandidateSet candidates)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var (people, common, body) = ReadHead(at, piece, head);
        at += HeadBytes;
        var directory = HarvestDirectory.SizeOf(people);
        var read = ArrayPool<byte>.Shared.Rent(checked((int)(directory + common)));
        try
        {
            var entries = ReadPiece(at, head, read, people, common, body);
            for (int start = (int)directory, next; start < directory + common; start = next)
            {
                next = start + RecordReader.HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(read.AsSpan(start + 1));
                var record = read.AsSpan(start..next);
                each(BinaryPrimitives.ReadUInt64LittleEndian(record[RecordReader.HeaderBytes..]), at + start, (int)StableHash.Of(record), record);
            }
            at += directory + common;
            Visit(at, entries, each, candidates);
            return at + body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(read);
        }
    }

    // The directory and, behind it, the records of everybody.
    private HarvestDirectory ReadPiece(long at, ReadOnlySpan<byte> head, byte[] into, int people, int common, int body)
    {
        var size = (int)HarvestDirectory.SizeOf(people);
        KeptBytes.Read(_file, at, into.AsSpan(0, size + common));
        var entries = new HarvestDirectory(into.AsSpan(0, size), people, body);
        RefuseDamaged(head, MemoryMarshal.AsBytes(entries.Patients), entries.PlaceBytes, into.AsSpan(size, common));
        return entries;
    }

    // Candidates mostly come first, so that what lies behind the last of them need not be read.
    private void Visit(long at, HarvestDirectory entries, HarvestVisitor each, CandidateSet candidates)
    {
        _asked.Clear();
        candidates.Find(entries.Patients, 0, _asked);
        var read = new byte[_asked.Count == 0 ? 0 : entries.EndOf(_asked[^1])];
        KeptBytes.Read(_file, at, read);
        foreach (var i in _asked)
        {
            var records = read.AsSpan(entries.StartOf(i)..entries.EndOf(i));
            if (records.IsEmpty)
                continue;
            if ((int)StableHash.Of(records) != entries.CheckOf(i))
                throw KeptBytes.Damaged();
            each(entries.Patients[i], at + entries.StartOf(i), entries.CheckOf(i), records);
        }
    }

    private static void RefuseDamaged(ReadOnlySpan<byte> head, ReadOnlySpan<byte> patients, ReadOnlySpan<byte> places, ReadOnlySpan<byte> common)
    {
        RefuseDamaged(head, CheckOf(head, patients));
        var check = Checksum.Of(places, BinaryPrimitives.ReadUInt64LittleEndian(head[ChecksAt..]));
        if (Checksum.Of(common, check) != BinaryPrimitives.ReadUInt64LittleEndian(head[(ChecksAt + sizeof(ulong))..]))
            throw KeptBytes.Damaged();
    }

    private static void RefuseDamaged(ReadOnlySpan<byte> head, ulong check)
    {
        if (check != BinaryPrimitives.ReadUInt64LittleEndian(head[ChecksAt..]))
            throw KeptBytes.Damaged();
    }

    // In the pieces in which they may be read.
    private static ulong CheckOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> patients)
    {
        var check = Checksum.Of(head[..ChecksAt]);
        while (!patients.IsEmpty)
        {
            var next = Math.Min(patients.Length, PatientsAtOnce * sizeof(ulong));
            check = Checksum.Of(patients[..next], check);
            patients = patients[next..];
        }
        return check;
    }

    private (int People, int Common, int Body) ReadHead(long at, int piece, Span<byte> head)
    {
        KeptBytes.Read(_file, at, head);
        var (people, common, body) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt32LittleEndian(head[8..]));
        return people < 0 || common < 0 || body < 0 || BinaryPrimitives.ReadInt32LittleEndian(head[12..]) != piece
            || at + HeadBytes + HarvestDirectory.SizeOf(people) + common + body > _tail.End
            ? throw KeptBytes.Damaged()
            : (people, common, body);
    }

    private long Settle(long at, int piece, Settler settler, CandidateSet? candidates)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var (people, common, body) = ReadHead(at, piece, head);
        at += HeadBytes;
        if (settler.TakesPatients)
        {
            // Most stay, so they are read where they are to be.
            var patients = _room.Length >= common ? _room : GC.AllocateUninitializedArray<byte>(common);
            KeptBytes.Read(_file, at, patients.AsSpan(0, common));
            RefuseDamaged(head, [], [], patients.AsSpan(0, common));
            _room = settler.SettlePatients(patients, common, _hold, at) ? [] : patients;
            return at + common;
        }
        var size = checked((int)(HarvestDirectory.SizeOf(people) + common));
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var entries = ReadPiece(at, head, bytes, people, common, body);
            at += size;
            settler.Settle(bytes.AsSpan((size - common)..size));
            if (candidates is not null)
                SettlePatients(at, entries, settler, candidates);
            return at + body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void SettlePatients(long at, HarvestDirectory entries, Settler settler, CandidateSet candidates)
    {
        _asked.Clear();
        candidates.Find(entries.Patients, 0, _asked);
        var asked = CollectionsMarshal.AsSpan(_asked);
        for (int first = 0, next; first < asked.Length; first = next)
        {
            for (next = first + 1; next < asked.Length; next++)
            {
                if (entries.StartOf(asked[next]) - entries.EndOf(asked[next - 1]) > Gap || entries.EndOf(asked[next]) - entries.StartOf(asked[first]) > MostAtOnce)
                    break;
            }
            SettleNear(at, entries, asked[first..next], settler);
        }
    }

    // Patients whose records lie near each other are read at once.
    private void SettleNear(long at, HarvestDirectory entries, ReadOnlySpan<int> asked, Settler settler)
    {
        var start = entries.StartOf(asked[0]);
        var size = entries.EndOf(asked[^1]) - start;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            KeptBytes.Read(_file, at + start, bytes.AsSpan(0, size));
            foreach (var i in asked)
            {
                var records = bytes.AsSpan((entries.StartOf(i) - start)..(entries.EndOf(i) - start));
                if ((int)StableHash.Of(records) != entries.CheckOf(i))
                    throw KeptBytes.Damaged();
                settler.Settle(records);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
