using System.Buffers.Text;
using System.Globalization;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>Rows of a Parquet or Arrow file, of which only the wanted columns are read.</summary>
internal sealed class ColumnarRows(TableFile file, string name, int[] columns) : RawRows
{
    private readonly ColumnReader?[] _readers = new ColumnReader?[columns.Length];
    private readonly byte[][] _texts = [.. columns.Select(_ => new byte[32])];
    private int _group = -1;
    private int _row;
    private long _before;

    public override long Row => _before + _row;

    public override bool Has(int column) => columns[column] >= 0;

    public override bool Next()
    {
        while (_group < 0 || _row == file.RowGroups[_group])
        {
            if (_group >= 0)
                _before += _row;
            if (++_group == file.RowGroups.Count)
                return false;
            Open();
        }
        _row++;
        return true;
    }

    public override ReadOnlySpan<byte> Text(int column)
    {
        if (_readers[column] is not { } reader)
            return default;
        try
        {
            var i = reader.MoveTo(_row - 1);
            return reader.Page.IsNull(i) ? default : Text(reader, i, _texts[column]);
        }
        catch (TableFileException e)
        {
            throw FileFault.Of(name, file.Path, e);
        }
    }

    public override void Dispose()
    {
        Close();
        file.Dispose();
    }

    private static ReadOnlySpan<byte> Text(ColumnReader reader, int i, byte[] to)
    {
        int length;
        switch (reader.Column.Kind, reader.Column.Logical)
        {
            case (ColumnKind.Text, _):
                return reader.Page.Text(i);
            case (ColumnKind.Real, _):
                // Programs that know no missing integer write keys as reals: a whole one is its shortest decimal form.
                var real = reader.Page.Real(i);
                if (double.IsNaN(real))
                    return default;
                Utf8Formatter.TryFormat(real, to, out length);
                return to.AsSpan(0, length);
            case (_, LogicalType.Date):
                return Day(reader.Page.Integer(i), to);
            case (_, LogicalType.Instant or LogicalType.LocalTimestamp):
                return Time(reader.Page.Integer(i), reader.Column.Logical == LogicalType.Instant, to);
            default:
                Utf8Formatter.TryFormat(reader.Page.Integer(i), to, out length);
                return to.AsSpan(0, length);
        }
    }

    private static Span<byte> Day(long day, byte[] to)
    {
        // What no calendar has is handed out as it is, and refused as a date.
        int length;
        if (day < CanonicalValue.FirstDay || day > CanonicalValue.LastDay)
            Utf8Formatter.TryFormat(day, to, out length);
        else
            CanonicalValue.DateOf(day).TryFormat(to, out length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return to.AsSpan(0, length);
    }

    private static Span<byte> Time(long micros, bool isInstant, byte[] to)
    {
        if (Math.Abs(micros) > 200_000L * 86_400_000_000)
        {
            Utf8Formatter.TryFormat(micros, to, out var digits);
            return to.AsSpan(0, digits);
        }
        DateTime.UnixEpoch.AddTicks(micros * 10).TryFormat(to, out var length, isInstant ? "yyyy-MM-ddTHH:mm:ss'Z'" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return to.AsSpan(0, length);
    }

    private void Open()
    {
        Close();
        _row = 0;
        try
        {
            for (var i = 0; i < columns.Length; i++)
                _readers[i] = columns[i] >= 0 ? file.OpenColumn(_group, columns[i]) : null;
        }
        catch (TableFileException e)
        {
            throw FileFault.Of(name, file.Path, e);
        }
    }

    private void Close()
    {
        for (var i = 0; i < _readers.Length; i++)
        {
            _readers[i]?.Dispose();
            _readers[i] = null;
        }
    }
}
