using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>Answers by the rows that they rest on, as a file: a head, a directory, the answers, and a checksum over all before it.</summary>
internal sealed class AnswerFile
{
    private const int Version = 4;
    private const int HeadBytes = 3 * sizeof(int);
    private const uint Mark = 0x5241_504F;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly (int Start, int Length)[] _places;

    private AnswerFile(ReadOnlyMemory<byte> bytes, RowsName[] names, (int, int)[] places) => (_bytes, Names, _places) = (bytes, names, places);

    /// <summary>The rows that each answer rests on.</summary>
    public IReadOnlyList<RowsName> Names { get; }

    /// <summary>The answer of that number.</summary>
    public ReadOnlyMemory<byte> this[int number] => _bytes.Slice(_places[number].Start, _places[number].Length);

    /// <summary>Reads what was written; null where it is not what was written.</summary>
    public static AnswerFile? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeadBytes + sizeof(ulong))
            return null;
        var body = bytes.Span[..^sizeof(ulong)];
        var start = HeadBytes + ((long)BinaryPrimitives.ReadUInt32LittleEndian(body[8..]) * Unsafe.SizeOf<Entry>());
        if (BinaryPrimitives.ReadUInt32LittleEndian(body) != Mark || BinaryPrimitives.ReadInt32LittleEndian(body[4..]) != Version || start > body.Length
            || Checksum.Of(body[(int)start..], Checksum.Of(body[..(int)start])) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[^sizeof(ulong)..]))
            return null;
        var entries = MemoryMarshal.Cast<byte, Entry>(body[HeadBytes..(int)start]);
        var (names, places) = (new RowsName[entries.Length], new (int, int)[entries.Length]);
        for (var i = 0; i < entries.Length; i++)
        {
            (names[i], places[i]) = (entries[i].Rows, ((int)start, (int)entries[i].Length));
            start += entries[i].Length;
        }
        return new(bytes, names, places);
    }

    /// <summary>Writes answers.</summary>
    public static void Write(Stream to, AnswerWriter answers)
    {
        var head = new byte[HeadBytes + (answers.Entries.Count * Unsafe.SizeOf<Entry>())];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), answers.Entries.Count);
        CollectionsMarshal.AsSpan(answers.Entries).CopyTo(MemoryMarshal.Cast<byte, Entry>(head.AsSpan(HeadBytes)));
        to.Write(head);
        answers.Bytes.WriteTo(to);
        Span<byte> check = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(check, Checksum.Of(answers.Bytes.GetBuffer().AsSpan(0, (int)answers.Bytes.Length), Checksum.Of(head)));
        to.Write(check);
    }

    /// <summary>An answer: the rows it rests on, and how long it is.</summary>
    internal readonly record struct Entry(RowsName Rows, long Length);
}
