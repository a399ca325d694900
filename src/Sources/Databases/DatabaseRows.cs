using System.Data.Common;
using System.Globalization;
using System.Text;
using Opportune.Sources.Mapped;

namespace Opportune.Sources.Databases;

/// <summary>Rows that a query gives, streamed.</summary>
internal sealed class DatabaseRows : RawRows
{
    private readonly BorrowedCommand _command;
    private readonly ReadingPace _pace;
    private readonly DbDataReader _reader;
    private readonly int[] _columns;
    private readonly byte[][] _texts;
    private long _row;

    public DatabaseRows(BorrowedCommand command, int[] columns, ReadingPace pace)
    {
        (_command, _columns, _pace) = (command, columns, pace);
        _texts = [.. columns.Select(_ => new byte[64])];
        _reader = command.Command.ExecuteReader();
    }

    public override long Row => _row;

    public override bool Has(int column) => _columns[column] >= 0;

    public override bool Next()
    {
        if (!_reader.Read())
        {
            _pace.Note((int)(_row % ReadingPace.Rows));
            return false;
        }
        if (++_row % ReadingPace.Rows == 0)
            _pace.Note(ReadingPace.Rows);
        return true;
    }

    public override ReadOnlySpan<byte> Text(int column)
    {
        var at = _columns[column];
        if (at < 0 || _reader.IsDBNull(at))
            return default;
        return _reader.GetValue(at) switch
        {
            string text => Encoded(column, text),
            long number => Formatted(column, number, default),
            int number => Formatted(column, number, default),
            short number => Formatted(column, number, default),
            double number => Formatted(column, number, default),
            float number => Formatted(column, number, default),
            // Without the zeros that a numeric column fills its scale with.
            decimal number => Formatted(column, number / 1.000000000000000000000000000m, default),
            bool flag => flag ? "true"u8 : "false"u8,
            DateOnly day => Formatted(column, day, "yyyy-MM-dd"),
            DateTime { Kind: DateTimeKind.Utc } time => Formatted(column, time, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            DateTime time => Formatted(column, time, "yyyy-MM-dd'T'HH:mm:ss"),
            DateTimeOffset time => Formatted(column, time.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            byte[] bytes => bytes,
            var other => Encoded(column, Convert.ToString(other, CultureInfo.InvariantCulture) ?? ""),
        };
    }

    public override void Dispose()
    {
        _reader.Dispose();
        _command.Dispose();
    }

    private Span<byte> Formatted<T>(int column, T value, ReadOnlySpan<char> format) where T : IUtf8SpanFormattable
    {
        value.TryFormat(_texts[column], out var length, format, CultureInfo.InvariantCulture);
        return _texts[column].AsSpan(0, length);
    }

    private Span<byte> Encoded(int column, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_texts[column].Length < most)
            _texts[column] = new byte[most];
        return _texts[column].AsSpan(0, Encoding.UTF8.GetBytes(text, _texts[column]));
    }
}
