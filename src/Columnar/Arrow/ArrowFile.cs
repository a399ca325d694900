using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar.Arrow;

/// <summary>
/// An Arrow IPC file, whose footer says where its messages are, or a stream of messages in a file. The metadata of its record
/// batches is read once; each record batch is a row group.
/// </summary>
internal sealed class ArrowFile : TableFile
{
    // Footer length and "ARROW1" at the end; "ARROW1" and two zeros at the start.
    private const int TailSize = 10;
    private const int HeadSize = 8;

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly List<ArrowField> _fields;
    private readonly List<ArrowBatch> _batches = [];

    // What holds for each record batch: a stream may put another dictionary in the place of one.
    private readonly List<Dictionary<long, ArrowDictionary>> _dictionaries = [];
    private readonly Lock _lock = new();
    private byte[]? _content;

    [SetsRequiredMembers]
    public ArrowFile(string path)
    {
        Path = path;
        _name = System.IO.Path.GetFileName(path);
        _file = File.OpenHandle(path);
        try
        {
            var schema = IsFile() ? ReadFooter() : ReadStream();
            _fields = schema.Fields;
            Schema = new Schema(_fields.Select(f => f.Column));
            SkippedColumns = schema.Skipped;
            RowGroups = [.. _batches.Select(b => b.Rows)];
        }
        catch (Exception e)
        {
            _file.Dispose();
            if (Corrupt.Named(_name, e) is { } named)
                throw named;
            throw;
        }
    }

    public override Schema Schema { get; }

    public override IReadOnlyList<string> SkippedColumns { get; }

    public override IReadOnlyList<int> RowGroups { get; }

    public override ColumnReader OpenColumn(int rowGroup, int column)
    {
        var field = _fields[column];
        var batch = _batches[rowGroup];
        var where = $"{_name}: column '{field.Column.Name}', record batch {rowGroup}";
        return new ArrowColumnReader(_file, where, field, batch, field.Ids is null ? null : DictionaryOf(rowGroup, column, field, where));
    }

    // Dictionaries lie anywhere in the file, so all of it counts.
    public override void AppendContent(IncrementalHash hash, int rowGroup, IReadOnlyList<int> columns)
    {
        lock (_lock)
        {
            if (_content is null)
            {
                using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                FileBytes.Append(_file, 0, RandomAccess.GetLength(_file), whole);
                _content = whole.GetHashAndReset();
            }
        }
        hash.AppendData(_content);
        hash.AppendData(Encoding.UTF8.GetBytes($"{rowGroup} {string.Join(' ', columns)}\n"));
    }

    public override void Dispose() => _file.Dispose();

    private PageDictionary DictionaryOf(int rowGroup, int column, ArrowField field, string where)
    {
        // Read when first needed, by whichever thread comes first; it stays.
        lock (_lock)
        {
            try
            {
                return _dictionaries[rowGroup].TryGetValue(field.DictionaryId, out var dictionary)
                    ? dictionary.Read(_file, column, WithoutIds(field))
                    : throw Corrupt.Because("its dictionary is missing");
            }
            catch (Exception e) when (Corrupt.Is(e))
            {
                throw Corrupt.At(where, e);
            }
        }
    }

    private static ArrowField WithoutIds(ArrowField field) => new()
    {
        Column = field.Column,
        Type = field.Type,
        Width = field.Width,
        Signed = field.Signed,
        Unit = field.Unit,
        Scale = field.Scale,
    };

    private bool IsFile()
    {
        if (RandomAccess.GetLength(_file) < HeadSize)
            Corrupt.Throw("too short for an Arrow file");
        Span<byte> head = stackalloc byte[6];
        FileBytes.Read(_file, 0, head);
        return head.SequenceEqual("ARROW1"u8);
    }

    private ArrowSchemaReader ReadFooter()
    {
        var length = RandomAccess.GetLength(_file);
        if (length < HeadSize + TailSize)
            Corrupt.Throw("too short for an Arrow file");
        Span<byte> tail = stackalloc byte[TailSize];
        FileBytes.Read(_file, length - TailSize, tail);
        if (!tail[4..].SequenceEqual("ARROW1"u8))
            Corrupt.Throw("truncated");
        var footerLength = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (footerLength < 4 || footerLength > length - HeadSize - TailSize)
            Corrupt.Throw("footer longer than the file");
        var bytes = new byte[footerLength];
        FileBytes.Read(_file, length - TailSize - footerLength, bytes);
        var footer = FlatTable.Root(bytes);
        var schema = new ArrowSchemaReader();
        schema.Read(footer.Table(Slot.FooterSchema));
        const int BlockSize = 24;
        var dictionaries = new Dictionary<long, ArrowDictionary>();
        for (var blocks = footer.Vector(Slot.FooterDictionaries, BlockSize); !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            var batch = ArrowBatch.Read(_file, length, blocks);
            if (!batch.IsDelta && dictionaries.ContainsKey(batch.DictionaryId))
                Corrupt.Throw("a file whose dictionary is replaced makes no sense: its batches are in no order");
            Take(batch, dictionaries);
        }
        for (var blocks = footer.Vector(Slot.FooterBatches, BlockSize); !blocks.IsEmpty; blocks = blocks[BlockSize..])
            Take(ArrowBatch.Read(_file, length, blocks), dictionaries);
        return schema;
    }

    // Messages one after the other, up to one of no length. The format lets a stream end without it; of a file that would
    // hide that rows are missing.
    private ArrowSchemaReader ReadStream()
    {
        var length = RandomAccess.GetLength(_file);
        ArrowSchemaReader? schema = null;
        var dictionaries = new Dictionary<long, ArrowDictionary>();
        Span<byte> head = stackalloc byte[HeadSize];
        for (long at = 0, end; at <= length - HeadSize; at = end)
        {
            FileBytes.Read(_file, at, head);
            var size = BinaryPrimitives.ReadInt32LittleEndian(head);
            // Older streams lack the mark in front of the length.
            var start = at + 4;
            if (size == -1)
                (size, start) = (BinaryPrimitives.ReadInt32LittleEndian(head[4..]), at + HeadSize);
            if (size == 0)
                return schema ?? throw Corrupt.Because("a stream without a schema");
            if (size < 0 || size > length - start)
                Corrupt.Throw(schema is null ? "neither an Arrow IPC file nor a stream" : "truncated");
            var bytes = new byte[size];
            FileBytes.Read(_file, start, bytes);
            var message = FlatTable.Root(bytes);
            var bodyLength = message.Int64(Slot.MessageBodyLength);
            if (bodyLength < 0 || bodyLength > length - start - size)
                Corrupt.Throw("truncated");
            end = start + size + bodyLength;
            switch (message.Byte(Slot.MessageHeaderType))
            {
                case Slot.SchemaMessage when schema is null:
                    schema = new();
                    schema.Read(message.Table(Slot.MessageHeader));
                    break;
                case Slot.DictionaryMessage when schema is not null:
                    var batch = ArrowBatch.Read(message, start + size, bodyLength);
                    // Record batches before it keep the dictionary that they were written with.
                    if (!batch.IsDelta && dictionaries.ContainsKey(batch.DictionaryId))
                    {
                        dictionaries = new(dictionaries);
                        dictionaries.Remove(batch.DictionaryId);
                    }
                    Take(batch, dictionaries);
                    break;
                case Slot.BatchMessage when schema is not null:
                    Take(ArrowBatch.Read(message, start + size, bodyLength), dictionaries);
                    break;
                default:
                    Corrupt.Throw(schema is null ? "neither an Arrow IPC file nor a stream" : "a message of an unknown kind");
                    break;
            }
        }
        throw Corrupt.Because(schema is null ? "neither an Arrow IPC file nor a stream" : "truncated: the stream does not say that it ends");
    }

    private void Take(ArrowBatch batch, Dictionary<long, ArrowDictionary> dictionaries)
    {
        if (batch.Kind == Slot.BatchMessage)
        {
            _batches.Add(batch);
            _dictionaries.Add(dictionaries);
        }
        else if (!batch.IsDelta)
        {
            dictionaries.Add(batch.DictionaryId, new(batch));
        }
        else if (dictionaries.TryGetValue(batch.DictionaryId, out var dictionary))
        {
            dictionary.Add(batch);
        }
        else
        {
            Corrupt.Throw("an addition to a dictionary that is missing");
        }
    }
}
