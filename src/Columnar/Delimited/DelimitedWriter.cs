using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Opportune.Columnar.Delimited;

/// <summary>
/// Writes CSV (RFC 4180, but LF line ends) or TSV. For spreadsheets, CSV with a byte order mark, without which Excel takes UTF-8 for the code page
/// of its country, and with CR LF. Null is an empty cell; in CSV an empty text is <c>""</c>, in TSV, which
/// has no quoting, it looks like null, and a tab or line end inside a text becomes a space.
/// </summary>
internal sealed class DelimitedWriter : GroupingWriter
{
    private const int FlushSize = 1 << 18;
    private const long MicrosPerSecond = 1_000_000;

    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private readonly bool _isCsv;
    private readonly byte[] _lineEnd;
    private readonly ByteWriter _bytes = new();

    public DelimitedWriter(string path, Schema schema, bool isCsv, bool isForSpreadsheets = false) : base(path, schema)
    {
        _isCsv = isCsv;
        _lineEnd = isForSpreadsheets ? "\r\n"u8.ToArray() : "\n"u8.ToArray();
        if (isForSpreadsheets)
            _bytes.Bytes([0xEF, 0xBB, 0xBF]);
        for (var i = 0; i < schema.Columns.Count; i++)
        {
            Separate(i);
            Text(Encoding.UTF8.GetBytes(schema.Columns[i].Name));
        }
        _bytes.Bytes(_lineEnd);
    }

    protected override void WriteGroup(RowBatch group)
    {
        for (var row = 0; row < group.Count; row++)
        {
            for (var i = 0; i < Schema.Columns.Count; i++)
            {
                Separate(i);
                if (group[i].IsValid(row))
                    Value(group[i], row);
            }
            _bytes.Bytes(_lineEnd);
            if (_bytes.Length >= FlushSize)
                Flush();
        }
    }

    protected override void WriteEnd() => Flush();

    private void Flush()
    {
        Put(_bytes.Written);
        _bytes.Clear();
    }

    private void Separate(int column)
    {
        if (column > 0)
            _bytes.Byte(_isCsv ? (byte)',' : (byte)'\t');
    }

    private void Value(ColumnBuffer values, int row)
    {
        switch (values.Column.Kind, values.Column.Logical)
        {
            case (ColumnKind.Text, _):
                Text(values.Text(row));
                break;
            case (ColumnKind.Real, _):
                Utf8Formatter.TryFormat(values.Real(row), _bytes.Reserve(32), out var realLength);
                _bytes.Advance(realLength);
                break;
            case (_, LogicalType.Boolean):
                _bytes.Bytes(values.Integer(row) != 0 ? "true"u8 : "false"u8);
                break;
            case (_, LogicalType.Date):
                Date(values, values.Integer(row));
                break;
            case (_, LogicalType.Instant or LogicalType.LocalTimestamp):
                Timestamp(values, values.Integer(row));
                break;
            default:
                Utf8Formatter.TryFormat(values.Integer(row), _bytes.Reserve(32), out var length);
                _bytes.Advance(length);
                break;
        }
    }

    private void Date(ColumnBuffer values, long day)
    {
        if (day < -UnixEpochDay || day > DateOnly.MaxValue.DayNumber - UnixEpochDay)
            throw new InvalidOperationException($"column '{values.Column.Name}': day {day} is out of range");
        DateOnly.FromDayNumber((int)day + UnixEpochDay).TryFormat(_bytes.Reserve(16), out var length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        _bytes.Advance(length);
    }

    private void Timestamp(ColumnBuffer values, long micros)
    {
        var second = Micros.Floor(micros, MicrosPerSecond);
        var day = Micros.Floor(second, 86_400);
        Date(values, day);
        var time = new TimeOnly((second - day * 86_400) * TimeSpan.TicksPerSecond + (micros - second * MicrosPerSecond) * 10);
        _bytes.Byte((byte)'T');
        var format = micros == second * MicrosPerSecond ? "HH:mm:ss" : "HH:mm:ss.ffffff";
        time.TryFormat(_bytes.Reserve(32), out var length, format, CultureInfo.InvariantCulture);
        _bytes.Advance(length);
        if (values.Column.Logical == LogicalType.Instant)
            _bytes.Byte((byte)'Z');
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        if (!_isCsv)
        {
            var target = _bytes.Reserve(text.Length)[..text.Length];
            text.CopyTo(target);
            target.Replace((byte)'\t', (byte)' ');
            target.Replace((byte)'\r', (byte)' ');
            target.Replace((byte)'\n', (byte)' ');
            _bytes.Advance(text.Length);
            return;
        }
        if (!text.IsEmpty && text.IndexOfAny("\",\r\n"u8) < 0)
        {
            _bytes.Bytes(text);
            return;
        }
        _bytes.Byte((byte)'"');
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            _bytes.Bytes(text[..(quote + 1)]);
            _bytes.Byte((byte)'"');
            text = text[(quote + 1)..];
        }
        _bytes.Bytes(text);
        _bytes.Byte((byte)'"');
    }
}
