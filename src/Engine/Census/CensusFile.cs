using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>
/// The census of one bucket in a file: a head, the names of its regular candidates' rows, whom the calendar turns, the hashes of its people, what is
/// known of each, their positive controls, and their places, of which only those asked for are read. What does not read back as it was written is
/// an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class CensusFile : IDisposable
{
    private const int Version = 0x4F43_0102;
    private const int Parts = 6;
    private const int CountsAt = sizeof(int) + 16;
    private const int ChecksAt = CountsAt + (Parts * sizeof(int));
    private const int HeadBytes = ChecksAt + (Parts * sizeof(ulong));

    // Of ten thousand hashes one lies within so many of where it is looked for, but for one in a hundred.
    private const int Near = 128;

    private static readonly int[] Sizes =
        [Unsafe.SizeOf<RowsName>(), Unsafe.SizeOf<CensusTurn>(), sizeof(ulong), Unsafe.SizeOf<CensusRow>(), Unsafe.SizeOf<CensusControl>(), Unsafe.SizeOf<CensusPlace>()];

    private readonly SafeFileHandle _file;
    private readonly int _buckets;
    private readonly int[] _counts = new int[Parts];
    private readonly ulong[] _checks = new ulong[Parts];
    private readonly long[] _starts = new long[Parts];

    private CensusFile(SafeFileHandle file, int buckets, ReadOnlySpan<byte> head)
    {
        (_file, _buckets) = (file, buckets);
        var start = (long)HeadBytes;
        for (var part = 0; part < Parts; part++)
        {
            _counts[part] = BinaryPrimitives.ReadInt32LittleEndian(head[(CountsAt + (part * sizeof(int)))..]);
            _checks[part] = BinaryPrimitives.ReadUInt64LittleEndian(head[(ChecksAt + (part * sizeof(ulong)))..]);
            _starts[part] = start;
            start += _counts[part] * (long)Sizes[part];
        }
    }

    private enum Part
    {
        Candidates,
        Turns,
        People,
        Rows,
        Controls,
        Places,
    }

    /// <summary>How many people it has.</summary>
    public int Count => _counts[(int)Part.People];

    /// <summary>Opens it; it is closed with this.</summary>
    /// <param name="file">The file.</param>
    /// <param name="census">Of which census it must be.</param>
    /// <param name="buckets">How many buckets there are.</param>
    /// <exception cref="InvalidDataException">It is of another census, or not whole.</exception>
    public static CensusFile Open(SafeFileHandle file, Guid census, int buckets)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        KeptBytes.Read(file, 0, head);
        // In place of the places' checksum, which each person has by itself, that of the head.
        var check = BinaryPrimitives.ReadUInt64LittleEndian(head[(HeadBytes - sizeof(ulong))..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(head) != Version || new Guid(head[sizeof(int)..CountsAt]) != census || Checksum.Of(head[..(HeadBytes - sizeof(ulong))]) != check)
            throw KeptBytes.Damaged();
        return new(file, buckets, head);
    }

    /// <summary>Writes a census; its rows end with one of nobody, which says where the last one's places end.</summary>
    public static void Write(
        Stream to, Guid census, ReadOnlySpan<RowsName> candidates, ReadOnlySpan<CensusTurn> turns, ReadOnlySpan<ulong> people, ReadOnlySpan<CensusRow> rows,
        ReadOnlySpan<CensusControl> controls, ReadOnlySpan<CensusPlace> places)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, Version);
        census.TryWriteBytes(head[sizeof(int)..]);
        Note(Part.Candidates, candidates.Length, MemoryMarshal.AsBytes(candidates), head);
        Note(Part.Turns, turns.Length, MemoryMarshal.AsBytes(turns), head);
        Note(Part.People, people.Length, MemoryMarshal.AsBytes(people), head);
        Note(Part.Rows, rows.Length, MemoryMarshal.AsBytes(rows), head);
        Note(Part.Controls, controls.Length, MemoryMarshal.AsBytes(controls), head);
        Note(Part.Places, places.Length, [], head);
        BinaryPrimitives.WriteUInt64LittleEndian(head[(HeadBytes - sizeof(ulong))..], Checksum.Of(head[..(HeadBytes - sizeof(ulong))]));
        to.Write(head);
        to.Write(MemoryMarshal.AsBytes(candidates));
        to.Write(MemoryMarshal.AsBytes(turns));
        to.Write(MemoryMarshal.AsBytes(people));
        to.Write(MemoryMarshal.AsBytes(rows));
        to.Write(MemoryMarshal.AsBytes(controls));
        to.Write(MemoryMarshal.AsBytes(places));
    }

    /// <summary>Checksum over the places of a person.</summary>
    public static int Check(ReadOnlySpan<CensusPlace> places) => (int)StableHash.Of(MemoryMarshal.AsBytes(places));

    /// <summary>The rows of each candidate who is as others are, in the order of the patients' hashes.</summary>
    public CensusPart<RowsName> ReadCandidates() => Read<RowsName>(Part.Candidates);

    /// <summary>Whom the calendar turns, or who is looked at each night.</summary>
    public CensusPart<CensusTurn> ReadTurns() => Read<CensusTurn>(Part.Turns);

    /// <summary>What is known of everybody, in the order of the hashes, and of one who is nobody.</summary>
    public CensusPart<CensusRow> ReadRows() => Read<CensusRow>(Part.Rows);

    /// <summary>The positive controls of everybody.</summary>
    public CensusPart<CensusControl> ReadControls() => Read<CensusControl>(Part.Controls);

    /// <summary>The hashes of its people, in order.</summary>
    public CensusPart<ulong> ReadPeople() => Read<ulong>(Part.People);

    /// <summary>
    /// The number of a person; negative where there is none. Hashes lie as evenly as if they were drawn, so that a few of them are read, about where this one
    /// would be; all of them are held against their checksum only when everybody is counted.
    /// </summary>
    public int Find(ulong patient)
    {
        Span<ulong> room = stackalloc ulong[2 * Near];
        _ = Math.BigMul(patient, (ulong)_buckets, out var withinBucket);
        var start = (int)Math.BigMul(withinBucket, (ulong)Count, out _) - Near;
        for (var (low, high) = (0, Count); low < high;)
        {
            start = Math.Clamp(start, low, Math.Max(low, high - room.Length));
            var people = room[..Math.Min(room.Length, high - start)];
            KeptBytes.Read(_file, _starts[(int)Part.People] + (start * (long)sizeof(ulong)), MemoryMarshal.AsBytes(people));
            if (patient < people[0])
                (start, high) = (start - room.Length, start);
            else if (patient > people[^1])
                start = low = start + people.Length;
            else
                return people.BinarySearch(patient) is >= 0 and var i ? start + i : -1;
        }
        return -1;
    }

    /// <summary>What is known of one, and of the next.</summary>
    public (CensusRow Row, CensusRow Next) ReadRow(int number)
    {
        if ((uint)number >= (uint)Count)
            throw KeptBytes.Damaged();
        Span<CensusRow> rows = stackalloc CensusRow[2];
        KeptBytes.Read(_file, _starts[(int)Part.Rows] + (number * (long)Sizes[(int)Part.Rows]), MemoryMarshal.AsBytes(rows));
        // All of them are held against their checksum only when everybody is counted.
        return rows[0].Places <= rows[1].Places && rows[1].Places <= _counts[(int)Part.Places] && rows[0].Places >= 0
            && rows[0].Controls <= rows[1].Controls && rows[1].Controls <= _counts[(int)Part.Controls] && rows[0].Controls >= 0
            ? (rows[0], rows[1])
            : throw KeptBytes.Damaged();
    }

    /// <summary>Appends the places of a person.</summary>
    public void ReadPlaces(in CensusRow row, in CensusRow next, List<CensusPlace> into)
    {
        var before = into.Count;
        CollectionsMarshal.SetCount(into, before + next.Places - row.Places);
        var places = CollectionsMarshal.AsSpan(into)[before..];
        KeptBytes.Read(_file, _starts[(int)Part.Places] + (row.Places * (long)Sizes[(int)Part.Places]), MemoryMarshal.AsBytes(places));
        if (Check(places) != row.Check)
            throw KeptBytes.Damaged();
    }

    /// <summary>The positive controls of a person.</summary>
    public CensusControl[] ReadControls(in CensusRow row, in CensusRow next)
    {
        var controls = new CensusControl[next.Controls - row.Controls];
        KeptBytes.Read(_file, _starts[(int)Part.Controls] + (row.Controls * (long)Sizes[(int)Part.Controls]), MemoryMarshal.AsBytes(controls.AsSpan()));
        return controls;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private CensusPart<T> Read<T>(Part part) where T : struct
    {
        var (count, room) = (_counts[(int)part], ArrayPool<T>.Shared.Rent(_counts[(int)part]));
        var bytes = MemoryMarshal.AsBytes(room.AsSpan(0, count));
        KeptBytes.Read(_file, _starts[(int)part], bytes);
        return Checksum.Of(bytes) == _checks[(int)part] ? new(room, count) : throw KeptBytes.Damaged();
    }

    private static void Note(Part part, int count, ReadOnlySpan<byte> bytes, Span<byte> head)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head[(CountsAt + ((int)part * sizeof(int)))..], count);
        BinaryPrimitives.WriteUInt64LittleEndian(head[(ChecksAt + ((int)part * sizeof(ulong)))..], Checksum.Of(bytes));
    }
}
