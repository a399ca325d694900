using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar.Delimited;

/// <summary>
/// A CSV (RFC 4180) or TSV (no quoting) file whose first record is the header. Every column is text. One pass at open cuts it into
/// ranges of whole records, the row groups.
/// </summary>
internal sealed class DelimitedFile : TableFile
{
    private const int BlockSize = 1 << 20;
    private const int MostRows = 1 << 16;
    private const int MostBytes = 1 << 24;

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly bool _isCsv;
    private readonly List<RecordRange> _ranges = [];

    // Readers of one row group share its cells; threads open and dispose readers at any time.
    private readonly Lock _lock = new();
    private readonly Dictionary<int, DelimitedGroup> _groups = [];
    private (int RowGroup, DelimitedGroup? Group) _spare;

    [SetsRequiredMembers]
    public DelimitedFile(string path, bool isCsv)
    {
        Path = path;
        _name = System.IO.Path.GetFileName(path);
        _isCsv = isCsv;
        _file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            var header = Scan();
            Schema = new Schema(header.Select(name => new Column(Encoding.UTF8.GetString(name), ColumnKind.Text)));
            RowGroups = [.. _ranges.Select(r => r.Records)];
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

    public override IReadOnlyList<int> RowGroups { get; }

    public override ColumnReader OpenColumn(int rowGroup, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Schema.Columns.Count, nameof(column));
        lock (_lock)
        {
            if (!_groups.TryGetValue(rowGroup, out var group))
            {
                group = new DelimitedGroup(_ranges[rowGroup], Schema.Columns.Count, _isCsv);
                _groups.Add(rowGroup, group);
            }
            group.Users++;
            return new DelimitedColumnReader(this, rowGroup, column, group, RowGroups[rowGroup], _isCsv);
        }
    }

    public override void AppendContent(IncrementalHash hash, int rowGroup, IReadOnlyList<int> columns)
    {
        // The names say which cell of a record is which.
        hash.AppendData(Encoding.UTF8.GetBytes($"{(_isCsv ? "csv" : "tsv")} {string.Join('\t', Schema.Columns.Select(c => c.Name))}\n{string.Join(' ', columns)}\n"));
        FileBytes.Append(_file, _ranges[rowGroup].Start, _ranges[rowGroup].Start + _ranges[rowGroup].Length, hash);
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            _spare.Group?.Return();
            _spare = default;
        }
        _file.Dispose();
    }

    internal void Load(DelimitedGroup group)
    {
        try
        {
            group.Load(_file);
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
            throw Corrupt.At(_name, e);
        }
    }

    // The group released last is kept: columns are often read one after the other.
    internal void Release(int rowGroup, DelimitedGroup group)
    {
        lock (_lock)
        {
            if (--group.Users > 0)
                return;
            if (_spare.Group is { Users: 0 } former && former != group)
            {
                _groups.Remove(_spare.RowGroup);
                former.Return();
            }
            _spare = (rowGroup, group);
        }
    }

    private List<byte[]> Scan()
    {
        var length = RandomAccess.GetLength(_file);
        var block = new byte[(int)Math.Min(BlockSize, length)];
        FileBytes.Read(_file, 0, block);
        if (block.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || block.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            Corrupt.Throw("UTF-16 is not supported", "save it as UTF-8");
        long start = block.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        if (start == length)
            Corrupt.Throw("empty: there is no header");
        var scanner = new RecordScanner(_isCsv);
        var cutter = new Cutter(this, start);
        for (var offset = start; offset < length;)
        {
            var size = (int)Math.Min(BlockSize, length - offset);
            var bytes = block.AsSpan(0, size);
            FileBytes.Read(_file, offset, bytes);
            for (var at = 0; scanner.Next(bytes, ref at);)
                cutter.RecordEnds(offset + at);
            offset += size;
        }
        if (scanner.IsOpen)
            Corrupt.Throw($"row {cutter.Records + 1}: quotes are not closed");
        return cutter.Finish(length);
    }

    // Gathers records into ranges.
    private sealed class Cutter(DelimitedFile file, long start)
    {
        private List<byte[]>? _header;
        private long _rangeStart = start;
        private long _end = start;
        private int _rows;

        public long Records { get; private set; }

        public void RecordEnds(long end)
        {
            Records++;
            _end = end;
            if (_header is null)
            {
                _header = file.ReadHeader(_rangeStart, end);
                _rangeStart = end;
                return;
            }
            _rows++;
            if (_rows == MostRows || end - _rangeStart >= MostBytes)
                Cut();
        }

        public List<byte[]> Finish(long length)
        {
            if (_end < length)
                RecordEnds(length);
            if (_rows > 0)
                Cut();
            return _header!;
        }

        private void Cut()
        {
            if (_end - _rangeStart > Array.MaxLength)
                Corrupt.Throw($"row {Records} is longer than 2 GB");
            file._ranges.Add(new RecordRange(_rangeStart, (int)(_end - _rangeStart), Records - _rows + 1, _rows));
            _rangeStart = _end;
            _rows = 0;
        }
    }

    private List<byte[]> ReadHeader(long start, long end)
    {
        const int LongestHeader = 1 << 24;
        if (end - start > LongestHeader)
            Corrupt.Throw("the header is longer than 16 MB");
        var bytes = new byte[end - start];
        FileBytes.Read(_file, start, bytes);
        return DelimitedGroup.SplitHeader(bytes, _isCsv);
    }
}
