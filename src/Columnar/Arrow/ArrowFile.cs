using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar.Arrow;

/// <summary>An Arrow IPC file: its footer and the record batches' metadata, read once; each record batch is a row group.</summary>
internal sealed class ArrowFile : TableFile
{
    // Footer length and "ARROW1" at the end; "ARROW1" and two zeros at the start.
    private const int TailSize = 10;
    private const int HeadSize = 8;

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly List<ArrowField> _fields;
    private readonly List<ArrowBatch> _batches = [];
    private readonly Dictionary<long, ArrowBatch> _dictionaryBatches = [];

    // Dictionaries are read when first needed, by whichever thread comes first, and stay.
    private readonly Lock _lock = new();
    private readonly Dictionary<int, PageDictionary> _dictionaries = [];
    private byte[]? _content;

    [SetsRequiredMembers]
    public ArrowFile(string path)
    {
        Path = path;
        _name = System.IO.Path.GetFileName(path);
        _file = File.OpenHandle(path);
        try
        {
            var schema = ReadFooter();
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
        return new ArrowColumnReader(_file, where, field, batch, field.Ids is null ? null : DictionaryOf(column, field, where));
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

    private PageDictionary DictionaryOf(int column, ArrowField field, string where)
    {
        lock (_lock)
        {
            if (_dictionaries.TryGetValue(column, out var known))
                return known;
            try
            {
                if (!_dictionaryBatches.TryGetValue(field.DictionaryId, out var batch))
                    throw Corrupt.Because("its dictionary is missing");
                // Read as a plain column of its own, without the ids.
                var dictionary = ArrowColumnReader.ReadDictionary(_file, WithoutIds(field), batch);
                _dictionaries.Add(column, dictionary);
                return dictionary;
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

    private ArrowSchemaReader ReadFooter()
    {
        var length = RandomAccess.GetLength(_file);
        if (length < HeadSize + TailSize)
            Corrupt.Throw("too short for an Arrow file");
        Span<byte> ends = stackalloc byte[TailSize];
        FileBytes.Read(_file, 0, ends[..6]);
        if (!ends[..6].SequenceEqual("ARROW1"u8))
            Corrupt.Throw("not an Arrow IPC file (a stream without a footer is not supported)");
        FileBytes.Read(_file, length - TailSize, ends);
        if (!ends[4..].SequenceEqual("ARROW1"u8))
            Corrupt.Throw("truncated");
        var footerLength = BinaryPrimitives.ReadInt32LittleEndian(ends);
        if (footerLength < 4 || footerLength > length - HeadSize - TailSize)
            Corrupt.Throw("footer longer than the file");
        var bytes = new byte[footerLength];
        FileBytes.Read(_file, length - TailSize - footerLength, bytes);
        var footer = FlatTable.Root(bytes);
        var schema = new ArrowSchemaReader();
        schema.Read(footer.Table(Slot.FooterSchema));
        const int BlockSize = 24;
        for (var blocks = footer.Vector(Slot.FooterBatches, BlockSize); !blocks.IsEmpty; blocks = blocks[BlockSize..])
            _batches.Add(ArrowBatch.Read(_file, length, blocks));
        for (var blocks = footer.Vector(Slot.FooterDictionaries, BlockSize); !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            var batch = ArrowBatch.Read(_file, length, blocks);
            if (!_dictionaryBatches.TryAdd(batch.DictionaryId, batch))
                Corrupt.Throw("replaced dictionaries are not supported");
        }
        return schema;
    }
}
