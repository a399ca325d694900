using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Opportune.Columnar.Codecs;

namespace Opportune.Columnar.Arrow;

/// <summary>Where the buffers of a record batch are.</summary>
internal sealed class ArrowBatch
{
    private long[] _nodes = [];
    private long[] _buffers = [];
    private long[] _views = [];
    private long _bodyStart;
    private long _bodyLength;

    /// <summary>What it is: rows, or the values of a dictionary.</summary>
    public byte Kind { get; private init; }

    public int Rows { get; private set; }

    /// <summary>How each of its buffers is compressed.</summary>
    public Codec Codec { get; private set; }

    /// <summary>Of a dictionary: its id.</summary>
    public long DictionaryId { get; private set; }

    /// <summary>Of a dictionary: whether it adds to the one of the same id before it.</summary>
    public bool IsDelta { get; private set; }

    /// <summary>Reads the message at a block that a footer names: an offset, the length of the metadata and that of the body.</summary>
    public static ArrowBatch Read(SafeFileHandle file, long fileLength, ReadOnlySpan<byte> block)
    {
        var offset = BinaryPrimitives.ReadInt64LittleEndian(block);
        var metadataLength = BinaryPrimitives.ReadInt32LittleEndian(block[8..]);
        var bodyLength = BinaryPrimitives.ReadInt64LittleEndian(block[16..]);
        if (offset < 0 || metadataLength < 8 || bodyLength < 0 || offset > fileLength - metadataLength || bodyLength > fileLength - metadataLength - offset)
            Corrupt.Throw("a record batch lies outside the file");
        var bytes = new byte[metadataLength];
        FileBytes.Read(file, offset, bytes);
        // Older files lack the mark in front of the length.
        var start = BinaryPrimitives.ReadInt32LittleEndian(bytes) == -1 ? 8 : 4;
        var message = FlatTable.Root(bytes.AsSpan(start));
        if (message.Byte(Slot.MessageHeaderType) is not (Slot.BatchMessage or Slot.DictionaryMessage))
            Corrupt.Throw("a record batch is expected");
        return Read(message, offset + metadataLength, bodyLength);
    }

    /// <summary>Reads a record batch's or a dictionary's message, whose body lies there in the file.</summary>
    public static ArrowBatch Read(FlatTable message, long bodyStart, long bodyLength)
    {
        var batch = new ArrowBatch { Kind = message.Byte(Slot.MessageHeaderType), _bodyStart = bodyStart, _bodyLength = bodyLength };
        var header = message.Table(Slot.MessageHeader);
        if (batch.Kind == Slot.BatchMessage)
        {
            batch.Read(header);
            return batch;
        }
        batch.DictionaryId = header.Int64(Slot.DictionaryId);
        batch.IsDelta = header.Byte(Slot.DictionaryIsDelta) != 0;
        batch.Read(header.Table(Slot.DictionaryData));
        return batch;
    }

    private void Read(FlatTable batch)
    {
        var rows = batch.Int64(Slot.BatchLength);
        if (rows is < 0 or > int.MaxValue)
            Corrupt.Throw($"a record batch of {rows} rows");
        Rows = (int)rows;
        _nodes = MemoryMarshal.Cast<byte, long>(batch.Vector(Slot.BatchNodes, 16)).ToArray();
        _buffers = MemoryMarshal.Cast<byte, long>(batch.Vector(Slot.BatchBuffers, 16)).ToArray();
        _views = MemoryMarshal.Cast<byte, long>(batch.Vector(Slot.BatchVariadicCounts, 8)).ToArray();
        if (batch.Has(Slot.BatchCompression))
            Codec = CodecOf(batch.Table(Slot.BatchCompression));
    }

    private static Codec CodecOf(FlatTable compression)
    {
        if (compression.Byte(Slot.CompressionMethod) != 0)
            Corrupt.Throw("buffers that are compressed in an unknown way are not supported", Corrupt.Otherwise);
        return compression.Byte(Slot.CompressionCodec) switch
        {
            0 => Codec.Lz4Frame,
            1 => Codec.Zstd,
            var other => throw Corrupt.Because($"compression {other} is not supported (supported: none, lz4, zstd)", Corrupt.Otherwise),
        };
    }

    /// <summary>Number of nulls of a column.</summary>
    public long Nulls(ArrowField field)
    {
        if (field.Node * 2 + 1 >= _nodes.Length || _nodes[field.Node * 2] != Rows)
            Corrupt.Throw("a column of another length than its record batch");
        return _nodes[field.Node * 2 + 1];
    }

    /// <summary>Where in the file a column's buffer starts, and how long it is.</summary>
    /// <param name="field">The column.</param>
    /// <param name="index">From 0: validity, then offsets or values, then text.</param>
    public (long Start, long Length) Buffer(ArrowField field, int index)
    {
        long at = field.Buffer + index;
        if (field.Views > _views.Length)
            Corrupt.Throw("a buffer is missing");
        for (var i = 0; i < field.Views; i++)
            at = checked(at + _views[i]);
        if (at < 0 || at * 2 + 1 >= _buffers.Length)
            Corrupt.Throw("a buffer is missing");
        var (offset, length) = (_buffers[at * 2], _buffers[at * 2 + 1]);
        if (offset < 0 || length < 0 || offset > _bodyLength || length > _bodyLength - offset)
            Corrupt.Throw("a buffer lies outside its record batch");
        return (_bodyStart + offset, length);
    }
}
