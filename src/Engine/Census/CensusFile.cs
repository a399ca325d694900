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

    private static readonly int[] Sizes =
        [Unsafe.SizeOf<RowsName>(), Unsafe.SizeOf<CensusTurn>(), sizeof(ulong), Unsafe.SizeOf<CensusRow>(), Unsafe.SizeOf<CensusControl>(), Unsafe.SizeOf<CensusPlace>()];

    private readonly SafeFileHandle _file;
    private readonly Predicate<long> _tryKeep;
    private readonly int[] _counts = new int[Parts];
    private readonly ulong[] _checks = new ulong[Parts];
    private readonly long[] _starts = new long[Parts];
    private ulong[]? _people;

    private CensusFile(SafeFileHandle file, Predicate<long> tryKeep, ReadOnlySpan<byte> head)
    {
        (_file, _tryKeep) = (file, tryKeep);
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
    /// <param name="tryKeep">Takes room for the hashes of its people, which are looked at more than once, or says that there is none.</param>
    /// <exception cref="InvalidDataException">It is of another census, or not whole.</exception>
    public static CensusFile Open(SafeFileHandle file, Guid census, Predicate<long> tryKeep)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        KeptBytes.Read(file, 0, head);
        // In place of the places' checksum, which each person has by itself, that of the head.
        var check = BinaryPrimitives.ReadUInt64LittleEndian(head[(HeadBytes - sizeof(ulong))..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(head) != Version || new Guid(head[sizeof(int)..CountsAt]) != census || Checksum.Of(head[..(HeadBytes - sizeof(ulong))]) != check)
            throw KeptBytes.Damaged();
        return new(file, tryKeep, head);
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
    public RowsName[] ReadCandidates() => Read<RowsName>(Part.Candidates);

    /// <summary>Whom the calendar turns, or who is looked at each night.</summary>
    public CensusTurn[] ReadTurns() => Read<CensusTurn>(Part.Turns);

    /// <summary>What is known of everybody, in the order of the hashes, and of one who is nobody.</summary>
    public CensusPart<CensusRow> ReadRows() => new(Rent<CensusRow>(Part.Rows), _counts[(int)Part.Rows], isKept: false);

    /// <summary>The positive controls of everybody.</summary>
    public CensusPart<CensusControl> ReadControls() => new(Rent<CensusControl>(Part.Controls), _counts[(int)Part.Controls], isKept: false);

    /// <summary>The hashes of its people, in order. Not by two threads at once.</summary>
    public CensusPart<ulong> ReadPeople()
    {
        if (_people is not null)
            return new(_people, Count, isKept: true);
        var people = Rent<ulong>(Part.People);
        if (_tryKeep(Count * sizeof(ulong)))
            _people = people;
        return new(people, Count, isKept: _people is not null);
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
    public void Dispose()
    {
        if (_people is not null)
            ArrayPool<ulong>.Shared.Return(_people);
        _people = null;
        _file.Dispose();
    }

    private T[] Rent<T>(Part part) where T : struct
    {
        var room = ArrayPool<T>.Shared.Rent(_counts[(int)part]);
        ReadInto(part, room.AsSpan(0, _counts[(int)part]));
        return room;
    }

    private T[] Read<T>(Part part) where T : struct
    {
        var read = new T[_counts[(int)part]];
        ReadInto<T>(part, read);
        return read;
    }

    private void ReadInto<T>(Part part, Span<T> into) where T : struct
    {
        var bytes = MemoryMarshal.AsBytes(into);
        KeptBytes.Read(_file, _starts[(int)part], bytes);
        if (Checksum.Of(bytes) != _checks[(int)part])
            throw KeptBytes.Damaged();
    }

    private static void Note(Part part, int count, ReadOnlySpan<byte> bytes, Span<byte> head)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head[(CountsAt + ((int)part * sizeof(int)))..], count);
        BinaryPrimitives.WriteUInt64LittleEndian(head[(ChecksAt + ((int)part * sizeof(ulong)))..], Checksum.Of(bytes));
    }
}
