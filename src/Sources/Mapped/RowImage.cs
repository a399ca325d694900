using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Conversions;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Mapped;

/// <summary>One canonical row before it is written: a raw row is refused as a whole, so nothing is written before all of it is read.</summary>
internal sealed class RowImage(CanonicalTable table)
{
    private static readonly ToFlag Flags = new();

    private readonly (bool IsSet, int Start, int Length, long Integer, double Number)[] _cells = new (bool, int, int, long, double)[table.Columns.Count];
    private byte[] _texts = new byte[1024];
    private int _used;

    public CanonicalTable Table => table;

    public bool IsSet(int column) => _cells[column].IsSet;

    public void Clear()
    {
        Array.Clear(_cells);
        _used = 0;
    }

    /// <summary>Takes a text as the value of a column; tells the rule that it breaks, or null.</summary>
    /// <exception cref="InputException">It is an instant, and the mapping names no zone.</exception>
    public string? Set(int column, ReadOnlySpan<byte> text, DateForms dates, bool decimalComma, Func<InputException> needsZone)
    {
        ref var cell = ref _cells[column];
        if (text.IsEmpty)
            return null;
        cell.IsSet = true;
        switch (table.Columns[column].Type)
        {
            case CanonicalType.Date:
                var day = dates.Read(text, out var isInstant);
                if (isInstant)
                    throw needsZone();
                cell.Integer = day ?? 0;
                return day is null ? RejectRules.ImpossibleDate : null;
            case CanonicalType.Number:
                return TryNumber(text, decimalComma, out cell.Number) ? null : RejectRules.NotANumber;
            case CanonicalType.Integer:
                var isWhole = TryNumber(text, decimalComma, out var number) && Math.Abs(number) < 1e15 && Math.Floor(number) == number;
                cell.Integer = isWhole ? (long)number : 0;
                return isWhole ? null : RejectRules.NotANumber;
            case CanonicalType.Flag:
                cell.Integer = Flags.Integer(text);
                return cell.Integer == CanonicalValue.Invalid ? "not-a-flag" : null;
            default:
                cell.Start = _used;
                cell.Length = text.Length;
                if (_texts.Length < _used + text.Length)
                    Array.Resize(ref _texts, (_used + text.Length) * 2);
                text.CopyTo(_texts.AsSpan(_used));
                _used += text.Length;
                return null;
        }
    }

    /// <summary>Sets the row's cells; the row is not ended.</summary>
    public void WriteTo(PartWriter part)
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            var cell = _cells[i];
            if (!cell.IsSet)
                continue;
            switch (table.Columns[i].Type)
            {
                case CanonicalType.Date:
                    part.Day(i, (int)cell.Integer);
                    break;
                case CanonicalType.Number:
                    part.Number(i, cell.Number);
                    break;
                case CanonicalType.Integer or CanonicalType.Flag:
                    part.Integer(i, cell.Integer);
                    break;
                default:
                    part.Text(i, _texts.AsSpan(cell.Start, cell.Length));
                    break;
            }
        }
    }

    // No thousands are parted: "1.234" and "1,234" each mean two things.
    private static bool TryNumber(ReadOnlySpan<byte> text, bool decimalComma, out double number)
    {
        text = text.Trim((byte)' ');
        number = 0;
        if (!decimalComma)
            return Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && double.IsFinite(number) && !text.Contains((byte)',');
        return !text.Contains((byte)'.')
            && double.TryParse(Encoding.UTF8.GetString(text).Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
