using System.Runtime.InteropServices;
using System.Text;

namespace Opportune.Columnar.Arrow;

/// <summary>
/// Writes the Arrow IPC file format: a schema, record batches, and a footer that says where they are; or the stream format,
/// which is the same without the footer.
/// </summary>
internal sealed class ArrowWriter : GroupingWriter
{
    private const int Alignment = 8;
    private const int DateUnitDay = 0;
    private const int TimeUnitMicrosecond = 2;
    private const int PrecisionDouble = 2;

    private readonly FlatBuilder _flat = new();
    private readonly ByteWriter _message = new();
    private readonly ByteWriter _body = new();
    private readonly List<(long Offset, int MetadataLength, long BodyLength)> _batches = [];
    private readonly List<(long Offset, long Length)> _buffers = [];

    private readonly bool _isStream;

    public ArrowWriter(string path, Schema schema, bool isStream) : base(path, schema)
    {
        _isStream = isStream;
        if (!isStream)
            Put("ARROW1\0\0"u8);
        _flat.Clear();
        var header = WriteSchema();
        PutMessage(Slot.SchemaMessage, header, 0);
    }

    protected override void WriteGroup(RowBatch group)
    {
        _body.Clear();
        _buffers.Clear();
        for (var i = 0; i < Schema.Columns.Count; i++)
            WriteColumn(group[i]);
        _flat.Clear();
        _flat.StartVector(16, _buffers.Count, 8);
        for (var i = _buffers.Count - 1; i >= 0; i--)
        {
            _flat.Int64(_buffers[i].Length);
            _flat.Int64(_buffers[i].Offset);
        }
        var buffers = _flat.EndVector(_buffers.Count);
        _flat.StartVector(16, Schema.Columns.Count, 8);
        for (var i = Schema.Columns.Count - 1; i >= 0; i--)
        {
            _flat.Int64(group[i].NullCount);
            _flat.Int64(group[i].Count);
        }
        var nodes = _flat.EndVector(Schema.Columns.Count);
        _flat.StartTable();
        _flat.Int64(group.Count);
        _flat.Field(Slot.BatchLength);
        _flat.Reference(nodes);
        _flat.Field(Slot.BatchNodes);
        _flat.Reference(buffers);
        _flat.Field(Slot.BatchBuffers);
        var batch = _flat.EndTable();
        var offset = Position;
        var metadataLength = PutMessage(Slot.BatchMessage, batch, _body.Length);
        Put(_body.Written);
        _batches.Add((offset, metadataLength, _body.Length));
    }

    protected override void WriteEnd()
    {
        _message.Clear();
        // The end of the stream.
        _message.Int32(-1);
        _message.Int32(0);
        if (!_isStream)
            WriteFooter();
        Put(_message.Written);
    }

    private void WriteFooter()
    {
        _flat.Clear();
        var schema = WriteSchema();
        _flat.StartVector(24, _batches.Count, 8);
        for (var i = _batches.Count - 1; i >= 0; i--)
        {
            _flat.Int64(_batches[i].BodyLength);
            _flat.Int32(0);
            _flat.Int32(_batches[i].MetadataLength);
            _flat.Int64(_batches[i].Offset);
        }
        var batches = _flat.EndVector(_batches.Count);
        _flat.StartVector(24, 0, 8);
        var dictionaries = _flat.EndVector(0);
        _flat.StartTable();
        _flat.Int16(Slot.Version);
        _flat.Field(Slot.FooterVersion);
        _flat.Reference(schema);
        _flat.Field(Slot.FooterSchema);
        _flat.Reference(dictionaries);
        _flat.Field(Slot.FooterDictionaries);
        _flat.Reference(batches);
        _flat.Field(Slot.FooterBatches);
        var footer = _flat.Finish(_flat.EndTable());
        _message.Bytes(footer);
        _message.Int32(footer.Length);
        _message.Bytes("ARROW1"u8);
    }

    // Wraps what was built in a message and returns the length of the message without its body.
    private int PutMessage(byte type, int header, long bodyLength)
    {
        _flat.StartTable();
        _flat.Int64(bodyLength);
        _flat.Field(Slot.MessageBodyLength);
        _flat.Reference(header);
        _flat.Field(Slot.MessageHeader);
        _flat.Int16(Slot.Version);
        _flat.Field(Slot.MessageVersion);
        _flat.Byte(type);
        _flat.Field(Slot.MessageHeaderType);
        var metadata = _flat.Finish(_flat.EndTable());
        var padding = -metadata.Length & (Alignment - 1);
        _message.Clear();
        _message.Int32(-1);
        _message.Int32(metadata.Length + padding);
        _message.Bytes(metadata);
        _message.Zeros(padding);
        Put(_message.Written);
        return _message.Length;
    }

    private int WriteSchema()
    {
        var fields = new int[Schema.Columns.Count];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = WriteField(Schema.Columns[i]);
        var list = _flat.References(fields);
        _flat.StartTable();
        _flat.Reference(list);
        _flat.Field(Slot.SchemaFields);
        return _flat.EndTable();
    }

    private int WriteField(Column column)
    {
        var name = _flat.Text(Encoding.UTF8.GetBytes(column.Name));
        var children = _flat.References([]);
        var (kind, type) = WriteType(column);
        _flat.StartTable();
        _flat.Reference(name);
        _flat.Field(Slot.FieldName);
        _flat.Reference(type);
        _flat.Field(Slot.FieldType);
        _flat.Reference(children);
        _flat.Field(Slot.FieldChildren);
        _flat.Byte((byte)kind);
        _flat.Field(Slot.FieldTypeType);
        _flat.Byte(column.Optional ? (byte)1 : (byte)0);
        _flat.Field(Slot.FieldNullable);
        return _flat.EndTable();
    }

    private (ArrowType Kind, int Type) WriteType(Column column)
    {
        switch (column.Kind, column.Logical)
        {
            case (ColumnKind.Text, _):
                _flat.StartTable();
                return (column.Logical == LogicalType.Binary ? ArrowType.Binary : ArrowType.Utf8, _flat.EndTable());
            case (ColumnKind.Real, _):
                _flat.StartTable();
                _flat.Int16(PrecisionDouble);
                _flat.Field(0);
                return (ArrowType.FloatingPoint, _flat.EndTable());
            case (_, LogicalType.Boolean):
                _flat.StartTable();
                return (ArrowType.Bool, _flat.EndTable());
            case (_, LogicalType.Date):
                _flat.StartTable();
                _flat.Int16(DateUnitDay);
                _flat.Field(0);
                return (ArrowType.Date, _flat.EndTable());
            case (_, LogicalType.Instant or LogicalType.LocalTimestamp):
                var zone = column.Logical == LogicalType.Instant ? _flat.Text("UTC"u8) : 0;
                _flat.StartTable();
                if (zone != 0)
                {
                    _flat.Reference(zone);
                    _flat.Field(1);
                }
                _flat.Int16(TimeUnitMicrosecond);
                _flat.Field(0);
                return (ArrowType.Timestamp, _flat.EndTable());
            default:
                _flat.StartTable();
                _flat.Int32(64);
                _flat.Field(0);
                _flat.Byte(1);
                _flat.Field(1);
                return (ArrowType.Int, _flat.EndTable());
        }
    }

    private void WriteColumn(ColumnBuffer values)
    {
        var start = _body.Length;
        if (values.NullCount > 0)
            Bits(values.Validity);
        EndBuffer(start);
        start = _body.Length;
        switch (values.Column.Kind, values.Column.Logical)
        {
            case (ColumnKind.Text, _):
                _body.Bytes(MemoryMarshal.AsBytes(values.Offsets));
                EndBuffer(start);
                start = _body.Length;
                _body.Bytes(values.Bytes[..values.Offsets[^1]]);
                break;
            case (ColumnKind.Real, _):
                _body.Bytes(MemoryMarshal.AsBytes(values.Reals));
                break;
            case (_, LogicalType.Boolean):
                BooleanBits(values.Integers);
                break;
            case (_, LogicalType.Date):
                for (var row = 0; row < values.Count; row++)
                    _body.Int32(values.Day(row));
                break;
            default:
                _body.Bytes(MemoryMarshal.AsBytes(values.Integers));
                break;
        }
        EndBuffer(start);
    }

    private void EndBuffer(int start)
    {
        _buffers.Add((start, _body.Length - start));
        _body.Zeros(-_body.Length & (Alignment - 1));
    }

    private void Bits(ReadOnlySpan<byte> flags)
    {
        for (var i = 0; i < flags.Length; i += 8)
        {
            var bits = 0;
            for (var k = 0; k < 8 && i + k < flags.Length; k++)
                bits |= flags[i + k] << k;
            _body.Byte((byte)bits);
        }
    }

    private void BooleanBits(ReadOnlySpan<long> flags)
    {
        for (var i = 0; i < flags.Length; i += 8)
        {
            var bits = 0;
            for (var k = 0; k < 8 && i + k < flags.Length; k++)
                bits |= (flags[i + k] != 0 ? 1 : 0) << k;
            _body.Byte((byte)bits);
        }
    }
}
