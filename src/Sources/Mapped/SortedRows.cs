using System.Buffers.Binary;
using System.Text;

namespace Opportune.Sources.Mapped;

/// <summary>
/// The rows of a part in the order of some of their columns, and else as they lie: what belongs together lies together then. What does not fit
/// into memory goes to a file that is gone afterwards, sorted piece by piece, and the pieces are merged.
/// </summary>
internal sealed class SortedRows : RawRows
{
    /// <summary>Bytes of rows that are held, unless something else is wanted.</summary>
    public const int Held = 64 << 20;

    private const int HeadBytes = sizeof(int) + sizeof(long) + sizeof(int);

    private readonly RawRows _rows;
    private readonly int _columns;
    private readonly int[] _keys;
    private readonly FileStream? _spilled;
    private readonly List<(long From, long To)> _pieces = [];
    private readonly PriorityQueue<Run, Run> _runs;
    private byte[] _bytes = new byte[1 << 16];
    private int _used;
    private List<int> _starts = [];
    private Run? _current;

    /// <param name="rows">The rows; closed with this.</param>
    /// <param name="columns">How many columns they have.</param>
    /// <param name="keys">By which of them they are sorted.</param>
    /// <param name="held">Bytes of rows that are held.</param>
    /// <exception cref="Core.InputException">The part is truncated or foreign.</exception>
    /// <exception cref="IOException">It cannot be read, or there is no space for the file.</exception>
    public SortedRows(RawRows rows, int columns, int[] keys, int held = Held)
    {
        (_rows, _columns, _keys) = (rows, columns, keys);
        _runs = new(Comparer<Run>.Create((a, b) => Compare(a.Record, b.Record) is var order and not 0 ? order : a.Number.CompareTo(b.Number)));
        try
        {
            while (rows.Next())
            {
                Add();
                if (_used < held)
                    continue;
                _spilled ??= new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
                Spill(_spilled);
            }
            Sort();
            foreach (var (from, to) in _pieces)
                Begin(new(_runs.Count, new PieceReader(_spilled!, from, to).Next));
            // What is still held comes after all that was spilled.
            var next = 0;
            Begin(new(_runs.Count, () => next < _starts.Count ? Record(_bytes, _starts[next++]) : default));
        }
        catch
        {
            _spilled?.Dispose();
            throw;
        }
    }

    public override long Row => BinaryPrimitives.ReadInt64LittleEndian(_current!.Record.Span[sizeof(int)..]);

    public override string? Fault => Field(-1) is { Length: > 0 } fault ? Encoding.UTF8.GetString(fault) : null;

    public override bool Has(int column) => _rows.Has(column);

    public override bool Next()
    {
        if (_current is { } last && last.Move())
            _runs.Enqueue(last, last);
        _current = _runs.Count > 0 ? _runs.Dequeue() : null;
        return _current is not null;
    }

    public override ReadOnlySpan<byte> Text(int column) => Field(column);

    public override void Dispose()
    {
        _spilled?.Dispose();
        _rows.Dispose();
    }

    private void Begin(Run run)
    {
        if (run.Move())
            _runs.Enqueue(run, run);
    }

    // A row: its length, its place, and behind their lengths what is wrong with it and its cells.
    private void Add()
    {
        var start = _used;
        _starts.Add(start);
        Room(HeadBytes);
        _used += HeadBytes - sizeof(int);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(start + sizeof(int)), _rows.Row);
        AddField(Encoding.UTF8.GetBytes(_rows.Fault ?? ""));
        for (var column = 0; column < _columns; column++)
            AddField(_rows.Fault is null ? _rows.Text(column) : default);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _used - start);
    }

    private void AddField(ReadOnlySpan<byte> text)
    {
        Room(sizeof(int) + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_used), text.Length);
        text.CopyTo(_bytes.AsSpan(_used + sizeof(int)));
        _used += sizeof(int) + text.Length;
    }

    private void Room(int bytes)
    {
        if (_used + bytes > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + bytes, _bytes.Length * 2));
    }

    private void Sort() => _starts.Sort((a, b) => Compare(Record(_bytes, a), Record(_bytes, b)) is var order and not 0 ? order : a.CompareTo(b));

    private void Spill(FileStream to)
    {
        Sort();
        var from = to.Position;
        foreach (var start in _starts)
            to.Write(Record(_bytes, start).Span);
        _pieces.Add((from, to.Position));
        (_used, _starts) = (0, []);
    }

    private static ReadOnlyMemory<byte> Record(byte[] bytes, int start) => bytes.AsMemory(start, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(start)));

    private int Compare(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b)
    {
        foreach (var key in _keys)
        {
            if (Field(a.Span, key).SequenceCompareTo(Field(b.Span, key)) is var order and not 0)
                return order;
        }
        return 0;
    }

    private ReadOnlySpan<byte> Field(int column) => Field(_current!.Record.Span, column);

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> record, int column)
    {
        var at = sizeof(int) + sizeof(long);
        for (var left = column + 1; left > 0; left--)
            at += sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(record[at..]);
        return record.Slice(at + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(record[at..]));
    }

    // Sorted rows, one after the other; of equal ones those of the earlier run come first.
    private sealed class Run(int number, Func<ReadOnlyMemory<byte>> next)
    {
        public int Number => number;

        public ReadOnlyMemory<byte> Record { get; private set; }

        public bool Move() => !(Record = next()).IsEmpty;
    }

    // Reads a piece of the file, of which others are read in turns.
    private sealed class PieceReader(FileStream file, long from, long to)
    {
        private byte[] _buffer = new byte[1 << 16];
        private long _at = from;
        private int _start;
        private int _end;

        public ReadOnlyMemory<byte> Next()
        {
            if (_end - _start < sizeof(int))
                Fill(sizeof(int));
            if (_end == _start)
                return default;
            var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
            if (_end - _start < length)
                Fill(length);
            _start += length;
            return _buffer.AsMemory(_start - length, length);
        }

        private void Fill(int least)
        {
            var kept = _buffer.AsSpan(_start, _end - _start);
            if (least > _buffer.Length)
                Array.Resize(ref _buffer, least);
            kept.CopyTo(_buffer);
            (_start, _end) = (0, kept.Length);
            file.Flush();
            while (_end < least && _at < to)
            {
                var read = RandomAccess.Read(file.SafeFileHandle, _buffer.AsSpan(_end, (int)Math.Min(_buffer.Length - _end, to - _at)), _at);
                if (read == 0)
                    throw new IOException("a work file ended too early");
                (_end, _at) = (_end + read, _at + read);
            }
        }
    }
}
