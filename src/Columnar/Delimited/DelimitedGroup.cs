using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar.Delimited;

/// <summary>A range of whole records.</summary>
/// <param name="Start">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="FirstRecord">Number of the first record; the header is record 1.</param>
/// <param name="Records">How many.</param>
internal readonly record struct RecordRange(long Start, int Length, long FirstRecord, int Records);

/// <summary>
/// The records of one row group, split into cells once for all columns that are being read. Loaded when first asked for;
/// its buffers go back when its last user releases it.
/// </summary>
internal sealed class DelimitedGroup(RecordRange range, int columns, bool isCsv)
{
    private const byte Quote = (byte)'"';

    // Two columns of one row group may be opened by two threads; the first to get here loads for both.
    private readonly Lock _loading = new();
    private byte[] _bytes = [];
    private int[] _starts = [];
    private int[] _ends = [];
    private bool _loaded;

    /// <summary>Readers that use it. Changed only under the file's lock.</summary>
    public int Users { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where the cell lies in <see cref="Bytes"/>, quotes included.</summary>
    public (int Start, int End) Cell(int row, int column)
    {
        var cell = row * columns + column;
        return (_starts[cell], _ends[cell]);
    }

    public void Load(SafeFileHandle file)
    {
        lock (_loading)
        {
            if (_loaded)
                return;
            Buffers.Fit(ref _bytes, range.Length);
            FileBytes.Read(file, range.Start, _bytes.AsSpan(0, range.Length));
            var cells = checked(range.Records * columns);
            Buffers.Fit(ref _starts, cells);
            Buffers.Fit(ref _ends, cells);
            Split();
            _loaded = true;
        }
    }

    public void Return()
    {
        _loaded = false;
        Buffers.Return(ref _bytes);
        Buffers.Return(ref _starts);
        Buffers.Return(ref _ends);
    }

    /// <summary>The text of a cell: without its quotes, doubled quotes made single. Returns its length.</summary>
    public static int Copy(ReadOnlySpan<byte> cell, bool isCsv, Span<byte> target)
    {
        if (!isCsv || cell.IsEmpty || cell[0] != Quote)
        {
            cell.CopyTo(target);
            return cell.Length;
        }
        cell = cell[1..^1];
        var length = 0;
        for (var quote = cell.IndexOf(Quote); quote >= 0; quote = cell.IndexOf(Quote))
        {
            cell[..(quote + 1)].CopyTo(target[length..]);
            length += quote + 1;
            cell = cell[(quote + 2)..];
        }
        cell.CopyTo(target[length..]);
        return length + cell.Length;
    }

    private void Split()
    {
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, range.Length);
        var cell = 0;
        var at = 0;
        for (var record = 0; record < range.Records; record++)
        {
            var first = cell;
            for (var last = false; !last;)
            {
                var start = at;
                var end = CellEnd(bytes, at, isCsv, range.FirstRecord + record);
                last = end >= bytes.Length || bytes[end] == (byte)'\n';
                at = end + 1;
                if (last && end > start && bytes[end - 1] == (byte)'\r')
                    end--;
                if (cell - first < columns)
                {
                    _starts[cell] = start;
                    _ends[cell] = end;
                }
                cell++;
            }
            if (cell - first != columns)
                Corrupt.Throw($"row {range.FirstRecord + record} has {cell - first} cells where the header has {columns}");
        }
    }

    /// <summary>Splits a single record, the header, and returns its cells.</summary>
    public static List<byte[]> SplitHeader(ReadOnlySpan<byte> record, bool isCsv)
    {
        var cells = new List<byte[]>();
        for (var at = 0; at <= record.Length;)
        {
            var end = CellEnd(record, at, isCsv, 1);
            var last = end >= record.Length || record[end] == (byte)'\n';
            var cell = record[at..end];
            if (last && cell.EndsWith("\r"u8))
                cell = cell[..^1];
            var text = new byte[cell.Length];
            cells.Add(text[..Copy(cell, isCsv, text)]);
            if (last)
                break;
            at = end + 1;
        }
        return cells;
    }

    // The position of the separator or line end that ends the cell, or the end of the bytes.
    private static int CellEnd(ReadOnlySpan<byte> bytes, int at, bool isCsv, long row)
    {
        if (isCsv && at < bytes.Length && bytes[at] == Quote)
            return QuotedEnd(bytes, at, row);
        var end = bytes[at..].IndexOfAny(isCsv ? (byte)',' : (byte)'\t', (byte)'\n');
        return end < 0 ? bytes.Length : at + end;
    }

    private static int QuotedEnd(ReadOnlySpan<byte> bytes, int at, long row)
    {
        for (at++; ; at += 2)
        {
            var quote = bytes[at..].IndexOf(Quote);
            if (quote < 0)
                Corrupt.Throw($"row {row}: quotes are not closed");
            at += quote;
            if (at + 1 >= bytes.Length || bytes[at + 1] != Quote)
                break;
        }
        at++;
        var isEnd = at == bytes.Length || bytes[at] is (byte)',' or (byte)'\n';
        if (!isEnd && bytes[at] == (byte)'\r' && (at + 1 == bytes.Length || bytes[at + 1] == (byte)'\n'))
        {
            at++;
            isEnd = true;
        }
        if (!isEnd)
            Corrupt.Throw($"row {row}: text after closing quotes");
        return at;
    }
}
