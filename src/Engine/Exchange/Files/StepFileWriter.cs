using System.Buffers.Binary;
using System.Text;

namespace Opportune.Engine;

/// <summary>
/// Writes a file by which one process hands a step's result to others: a mark, contents of any kind, a body that says what
/// is where, and a tail with length and checksum, so that what is not whole is not taken for it.
/// </summary>
public sealed class StepFileWriter
{
    private readonly Stream _to;
    private readonly string _key;

    /// <param name="to">Where to; stays open.</param>
    /// <param name="key">What the file is of; read back only by the same.</param>
    public StepFileWriter(Stream to, string key)
    {
        (_to, _key) = (to, key);
        Span<byte> mark = stackalloc byte[StepFile.HeadBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(mark, StepFile.Mark);
        to.Write(mark);
        Length = mark.Length;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Writes contents and says where they are.</summary>
    /// <exception cref="IOException">No space.</exception>
    public Extent Write(ReadOnlySpan<byte> contents)
    {
        return new(Place(contents), contents.Length, Checksum.Of(contents));
    }

    /// <summary>Writes contents that their reader checks piece by piece.</summary>
    /// <returns>Where they begin.</returns>
    /// <exception cref="IOException">No space.</exception>
    internal long Place(ReadOnlySpan<byte> contents)
    {
        var start = Length;
        _to.Write(contents);
        Length += contents.Length;
        return start;
    }

    /// <summary>Writes what came through <paramref name="write"/> as contents.</summary>
    /// <exception cref="IOException">No space.</exception>
    public Extent Write(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
            write(writer);
        return Write(bytes.GetBuffer().AsSpan(0, checked((int)bytes.Length)));
    }

    /// <summary>Writes the body and what ends the file.</summary>
    /// <exception cref="IOException">No space.</exception>
    public void End(Action<BinaryWriter> write)
    {
        var body = Write(to =>
        {
            to.Write(_key);
            write(to);
        });
        Span<byte> tail = stackalloc byte[StepFile.TailBytes];
        BinaryPrimitives.WriteInt64LittleEndian(tail, body.Start);
        BinaryPrimitives.WriteInt32LittleEndian(tail[8..], body.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[12..], body.Check);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[20..], StepFile.Mark);
        _to.Write(tail);
        _to.Flush();
    }
}

/// <summary>A part of a step's file.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Check">Checksum over them.</param>
public readonly record struct Extent(long Start, int Length, ulong Check)
{
    /// <summary>Writes it into a body.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(Start);
        to.Write(Length);
        to.Write(Check);
    }

    /// <summary>Reads it from a body.</summary>
    public static Extent Read(BinaryReader from) => new(from.ReadInt64(), from.ReadInt32(), from.ReadUInt64());
}
