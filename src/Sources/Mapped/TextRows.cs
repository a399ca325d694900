using System.Text;
using Opportune.Core;
using Opportune.Sources.Files;

namespace Opportune.Sources.Mapped;

/// <summary>
/// Rows of a text file as programs really write them: any line end, a byte-order mark or none, commas, semicolons, tabs or bars
/// between the cells (told by the header), in another encoding than UTF-8 where the mapping says so. Streamed: no more than the
/// longest record is held.
/// </summary>
internal sealed class TextRows : RawRows
{
    private const int LongestRecord = 1 << 28;

    // A gzip wants some room to read into.
    private const int LeastRoom = 1024;

    private const byte Quote = (byte)'"';

    private static readonly byte[] Separators = [(byte)'\t', (byte)';', (byte)'|', (byte)','];

    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[][] _missing;
    private readonly byte _separator;
    private readonly bool _quotes;
    private readonly List<byte[]> _unquoted = [];
    private byte[] _bytes = new byte[1 << 18];
    private (int Start, int Length, int Unquoted)[] _cells = new (int, int, int)[64];
    private int[] _columns = [];
    private int _used;
    private int _at;
    private int _count;
    private bool _atEnd;
    private bool _hasLineEnd;
    private long _record;

    public TextRows(string path, string name, TextForm form)
    {
        _name = name;
        _missing = [.. form.Missing.Select(Encoding.UTF8.GetBytes)];
        _stream = Open(path, form.Encoding);
        try
        {
            Fill();
            if (_bytes.AsSpan(0, _used).StartsWith(Encoding.UTF8.Preamble))
                _at = 3;
            else if (_used > 1 && (_bytes[0], _bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
                throw Foreign("is UTF-16; say 'encoding: utf-16' under 'text' in the mapping");
            var header = HeaderLine().ToArray();
            _separator = Separators.MaxBy(s => header.AsSpan().Count(s));
            _quotes = form.Quotes ?? _separator is (byte)',' or (byte)';';
            if (!ReadRecord())
                throw Foreign("is empty: there is no header");
            Columns = [.. Enumerable.Range(0, _count).Select(i => Encoding.UTF8.GetString(Cell(i)).Trim())];
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Columns { get; }

    public override long Row => _record;

    public override string? Fault => _count == Columns.Count ? null : "wrong-number-of-cells";

    public TextRows Wanting(IReadOnlyList<string> columns)
    {
        _columns = RawPart.Positions(Columns, columns);
        return this;
    }

    public override bool Has(int column) => _columns[column] >= 0;

    public override bool Next()
    {
        if (!ReadRecord())
            return false;
        // A last record that ends early, without a line end, was cut off.
        if (_count < Columns.Count && !_hasLineEnd && _atEnd && _at == _used)
            throw Foreign($"is cut off in row {_record}; fetch it again");
        return true;
    }

    public override ReadOnlySpan<byte> Text(int column)
    {
        var cell = _columns[column] is >= 0 and var at && at < _count ? Cell(at) : default;
        foreach (var missing in _missing)
        {
            if (cell.SequenceEqual(missing))
                return default;
        }
        return cell;
    }

    public override void Dispose() => _stream.Dispose();

    private static Stream Open(string path, string encoding)
    {
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            stream = new WholeGzip(stream);
        if (encoding == "utf-8")
            return stream;
        // What the encoding does not have is a fault of the mapping, and must not become something else.
        Encoding from = encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!
            : new UnicodeEncoding(encoding == "utf-16be" || encoding == "utf-16" && StartsBigEndian(path), byteOrderMark: true, throwOnInvalidBytes: true);
        return Encoding.CreateTranscodingStream(stream, from, new UTF8Encoding(false));
    }

    private static bool StartsBigEndian(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == 0xFE;
    }

    private ReadOnlySpan<byte> Cell(int i)
    {
        var (start, length, unquoted) = _cells[i];
        return unquoted >= 0 ? _unquoted[unquoted].AsSpan(0, length) : _bytes.AsSpan(start, length);
    }

    private ReadOnlySpan<byte> HeaderLine()
    {
        for (; ; )
        {
            var end = _bytes.AsSpan(_at, _used - _at).IndexOfAny((byte)'\n', (byte)'\r');
            if (end >= 0 || _atEnd)
                return _bytes.AsSpan(_at, end < 0 ? _used - _at : end);
            Fill();
        }
    }

    // Splits the record at _at into cells. Where the bytes end before it does, more are read and it is split again.
    private bool ReadRecord()
    {
        for (; ; )
        {
            if (_at == _used && _atEnd)
                return false;
            var end = Split();
            if (end < 0)
            {
                Fill();
                continue;
            }
            _at = end;
            _record++;
            // An empty line between records is no record.
            if (_count == 1 && _cells[0].Length == 0 && Columns is not { Count: 1 })
                continue;
            return true;
        }
    }

    private int Split()
    {
        _count = 0;
        var used = 0;
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, _used);
        for (var at = _at; ;)
        {
            int end;
            if (_quotes && at < bytes.Length && bytes[at] == Quote)
            {
                end = QuotedEnd(bytes, at);
                if (end < 0)
                    return -1;
                AddQuoted(bytes[(at + 1)..(end - 1)], at + 1, ref used);
            }
            else
            {
                var found = bytes[at..].IndexOfAny(_separator, (byte)'\n', (byte)'\r');
                if (found < 0 && !_atEnd)
                    return -1;
                end = found < 0 ? bytes.Length : at + found;
                Add(at, end - at, -1);
            }
            if (end == bytes.Length)
            {
                _hasLineEnd = false;
                return _atEnd ? end : -1;
            }
            if (bytes[end] == _separator)
            {
                at = end + 1;
                continue;
            }
            _hasLineEnd = true;
            if (bytes[end] == (byte)'\n')
                return end + 1;
            // A carriage return alone, or the first half of the line end.
            if (end + 1 == bytes.Length && !_atEnd)
                return -1;
            return end + 1 < bytes.Length && bytes[end + 1] == (byte)'\n' ? end + 2 : end + 1;
        }
    }

    // Behind the closing quote; -1 where the bytes end before it.
    private int QuotedEnd(ReadOnlySpan<byte> bytes, int at)
    {
        for (at++; ; at += 2)
        {
            var quote = bytes[at..].IndexOf(Quote);
            if (quote < 0)
                return _atEnd ? throw Foreign($"ends within quotes that open in row {_record + 1}; it is cut off, or says 'quotes: false' under 'text' in the mapping") : -1;
            at += quote;
            if (at + 1 == bytes.Length && !_atEnd)
                return -1;
            if (at + 1 == bytes.Length || bytes[at + 1] != Quote)
                break;
        }
        at++;
        return at == bytes.Length || bytes[at] == _separator || bytes[at] is (byte)'\n' or (byte)'\r'
            ? at
            : throw Foreign($"has text after closing quotes in row {_record + 1}: from there on no cell is safe; export it again with quotes doubled");
    }

    private void AddQuoted(ReadOnlySpan<byte> inner, int start, ref int used)
    {
        if (inner.IndexOf(Quote) < 0)
        {
            Add(start, inner.Length, -1);
            return;
        }
        if (used == _unquoted.Count)
            _unquoted.Add([]);
        if (_unquoted[used].Length < inner.Length)
            _unquoted[used] = new byte[inner.Length * 2];
        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            _unquoted[used][length++] = inner[i];
            if (inner[i] == Quote)
                i++;
        }
        Add(start, length, used++);
    }

    private void Add(int start, int length, int unquoted)
    {
        if (_count == _cells.Length)
            Array.Resize(ref _cells, _count * 2);
        _cells[_count++] = (start, length, unquoted);
    }

    private void Fill()
    {
        _bytes.AsSpan(_at, _used - _at).CopyTo(_bytes);
        (_used, _at) = (_used - _at, 0);
        if (_bytes.Length - _used < LeastRoom)
        {
            if (_used >= LongestRecord)
                throw Foreign($"has a record of more than 256 MB from row {_record + 1} on; is a quote left open?");
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
        try
        {
            while (_bytes.Length - _used >= LeastRoom && !_atEnd)
            {
                var read = _stream.Read(_bytes, _used, _bytes.Length - _used);
                _atEnd = read == 0;
                _used += read;
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{_name}: holds bytes that its encoding does not have, after row {_record}; name the right 'encoding' under 'text' in the mapping", e);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{_name}: is no gzip file, or is cut off; fetch it again", e);
        }
    }

    private InputException Foreign(string what) => new($"{_name}: {what}");
}
