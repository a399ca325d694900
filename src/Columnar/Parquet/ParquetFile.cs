using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>A Parquet file: its footer, read once; pages are read by the column readers.</summary>
internal sealed class ParquetFile : TableFile
{
    private const int TailSize = 8;

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly List<RowGroupMetadata> _groups;
    private readonly List<Leaf> _leaves;
    private readonly List<bool> _ordered;
    private readonly byte[] _footer;
    private readonly long _end;
    private long[]? _starts;

    [SetsRequiredMembers]
    public ParquetFile(string path)
    {
        Path = path;
        _name = System.IO.Path.GetFileName(path);
        _file = File.OpenHandle(path);
        try
        {
            _footer = ReadFooter(out _end);
            var metadata = FileMetadata.Read(_footer);
            _groups = metadata.RowGroups;
            _ordered = metadata.Ordered;
            (_leaves, var skipped, var leafCount) = Leaf.Of(metadata.Schema);
            SkippedColumns = skipped;
            Schema = new Schema(_leaves.Select(l => l.Column));
            RowGroups = RowsOf(_groups, leafCount);
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
        var leaf = _leaves[column];
        var chunk = _groups[rowGroup].Chunks[leaf.Index];
        var rows = RowGroups[rowGroup];
        var where = $"{_name}: column '{leaf.Column.Name}', row group {rowGroup}";
        if (rows > 0)
        {
            var problem = Problem(leaf, chunk, rows);
            if (problem is not null)
                throw new TableFileException($"{where}: {problem}");
        }
        var start = rows == 0 ? 0 : chunk.Start;
        var expectedEnd = start + Math.Clamp(chunk.CompressedSize, 0, _end - start);
        // Old writers said too small a size; the footer is the bound that holds, the rows say when to stop.
        return new ParquetColumnReader(where, leaf, chunk.Codec, rows, new ChunkWindow(_file, start, expectedEnd, _end), Pruning(rowGroup, leaf));
    }

    public override IReadOnlyList<RowRange> RowsThatMayHold(int rowGroup, int column, ColumnFilter filter)
    {
        var leaf = _leaves[column];
        // A chunk that cannot be read is for who reads it to complain of.
        return Problem(leaf, _groups[rowGroup].Chunks[leaf.Index], RowGroups[rowGroup]) is null
            ? Pruning(rowGroup, leaf).RowsThatMayHold(filter)
            : RowRange.All(RowGroups[rowGroup]);
    }

    public override ColumnStorage? StorageOf(int column)
    {
        var chunks = _groups.ConvertAll(g => g.Chunks[_leaves[column].Index]);
        List<string> helps = [];
        if (chunks.Exists(c => c.Min is not null && c.Max is not null))
            helps.Add("bounds");
        if (chunks.Exists(c => c.OffsetIndex.Length > 0))
            helps.Add("page index");
        if (chunks.Exists(c => c.BloomOffset > 0))
            helps.Add("Bloom filter");
        var codecs = chunks.Select(c => c.Codec == Codec.Lz4 ? "lz4_raw" : c.Codec == Codec.Lz4Hadoop ? "lz4" : $"{c.Codec}".ToLowerInvariant()).Distinct();
        return new(string.Join(", ", codecs), chunks.Sum(c => Math.Max(0, c.CompressedSize)), string.Join(", ", helps));
    }

    public override void AppendDescription(IncrementalHash hash) => FileBytes.Append(_file, _end, RandomAccess.GetLength(_file), hash);

    public override void AppendContent(IncrementalHash hash, int rowGroup, IReadOnlyList<int> columns)
    {
        foreach (var column in columns)
        {
            var leaf = _leaves[column];
            var chunk = _groups[rowGroup].Chunks[leaf.Index];
            if (RowGroups[rowGroup] > 0 && Problem(leaf, chunk, RowGroups[rowGroup]) is { } problem)
                throw new TableFileException($"{_name}: column '{leaf.Column.Name}', row group {rowGroup}: {problem}");
            hash.AppendData(Encoding.UTF8.GetBytes($"{leaf with { Index = 0 }} {RowGroups[rowGroup]} {chunk.Codec} {chunk.DataOffset - chunk.Start}\n"));
            if (RowGroups[rowGroup] > 0)
                FileBytes.Append(_file, chunk.Start, EndOf(chunk), hash);
        }
    }

    public override void Dispose() => _file.Dispose();

    // Old writers said too small a size, so a chunk is taken to reach to where another begins.
    private long EndOf(ChunkMetadata chunk)
    {
        var starts = _starts ??= [.. _groups.SelectMany(g => g.Chunks).Where(c => c.Present).Select(c => c.Start).Append(_end).Order()];
        var next = Array.BinarySearch(starts, chunk.Start + 1);
        return Math.Min(_end, starts[Math.Min(starts.Length - 1, next < 0 ? ~next : next)]);
    }

    private ChunkPruning Pruning(int rowGroup, Leaf leaf) => new(
        _file, _footer, _end, leaf, _groups[rowGroup].Chunks[leaf.Index], RowGroups[rowGroup], leaf.Index < _ordered.Count && _ordered[leaf.Index]);

    private string? Problem(Leaf leaf, ChunkMetadata chunk, int rows)
    {
        if (chunk.Encrypted)
            return "encrypted columns are not supported";
        if (chunk.Elsewhere)
            return "columns in other files are not supported";
        if (!chunk.Present)
            return "no metadata";
        if (chunk.Type != (int)leaf.Type)
            return "stored otherwise than the schema says";
        if (chunk.Values != rows)
            return $"{chunk.Values} values where the row group has {rows} rows";
        if (chunk.Start < 4 || chunk.Start >= _end)
            return "lies outside the file";
        return null;
    }

    private byte[] ReadFooter(out long end)
    {
        var length = RandomAccess.GetLength(_file);
        Span<byte> tail = stackalloc byte[TailSize];
        if (length < TailSize + 4)
            Corrupt.Throw("too short for a Parquet file");
        FileBytes.Read(_file, length - TailSize, tail);
        if (tail[4..].SequenceEqual("PARE"u8))
            Corrupt.Throw("encrypted files are not supported", Corrupt.Otherwise);
        if (!tail[4..].SequenceEqual("PAR1"u8))
            Corrupt.Throw("not a Parquet file, or truncated");
        var footerLength = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (footerLength > length - TailSize - 4 || footerLength > Array.MaxLength)
            Corrupt.Throw("footer longer than the file");
        end = length - TailSize - footerLength;
        var footer = new byte[footerLength];
        FileBytes.Read(_file, end, footer);
        return footer;
    }

    private static int[] RowsOf(List<RowGroupMetadata> groups, int leafCount)
    {
        var rows = new int[groups.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            if (groups[i].Rows is < 0 or > int.MaxValue)
                Corrupt.Throw($"row group {i} has {groups[i].Rows} rows");
            if (groups[i].Chunks.Count != leafCount)
                Corrupt.Throw($"row group {i} has {groups[i].Chunks.Count} columns where the schema has {leafCount}");
            rows[i] = (int)groups[i].Rows;
        }
        return rows;
    }
}
