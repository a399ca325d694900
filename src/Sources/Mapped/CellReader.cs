using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>What cells are read with: the mapping, its lookups, and how texts are written.</summary>
internal sealed record CellScope(TableMapping Mapping, HeldLookups Lookups, TextForm? Form);

/// <summary>Reads one cell of a mapping from raw rows. Not thread-safe: one a part.</summary>
internal sealed class CellReader
{
    private readonly RawCell _cell;
    private readonly CellScope _scope;
    private readonly int _from = -1;
    private readonly int[] _parts = [];
    private readonly (string Lookup, string Column)[] _hops;
    private readonly byte[] _constant;
    private readonly byte[] _prefix;
    private readonly CellReader[] _firstOf;
    private readonly ConditionReader[] _when;
    private readonly Dictionary<byte[], byte[]>? _values;
    private readonly (byte[] Value, Regex Words)[] _words;
    private byte[] _scratch = new byte[64];

    /// <param name="cell">The cell.</param>
    /// <param name="columns">The raw columns that the rows are opened with.</param>
    /// <param name="scope">What it is read with.</param>
    public CellReader(RawCell cell, IReadOnlyList<string> columns, CellScope scope)
    {
        (_cell, _scope) = (cell, scope);
        if (cell.From is { } from)
            _from = IndexOf(columns, from);
        if (cell.Parts is { } parts)
            _parts = [IndexOf(columns, parts.Year), IndexOf(columns, parts.Month), IndexOf(columns, parts.Day)];
        _hops = [.. cell.Hops];
        _constant = Bytes(cell.Constant);
        _prefix = Bytes(cell.Prefix);
        _firstOf = [.. cell.FirstOf.Select(c => new CellReader(c, columns, scope))];
        _when = [.. cell.When.Select(w => new ConditionReader(w, columns, scope))];
        _values = cell.Values?.Values.ToDictionary(v => Bytes(v.Key), v => Bytes(v.Value), ByteKeys.Comparer);
        _words = [.. cell.Words.Select(w => (Bytes(w.Key), new Regex(
            $@"(?<!\w)({string.Join('|', w.Value.Select(Regex.Escape))})(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))];
    }

    /// <summary>The raw column that a fault of the value is told of.</summary>
    public string Column => _cell.From ?? _cell.Parts?.Year ?? _firstOf.FirstOrDefault()?.Column ?? "";

    /// <summary>Whether the rows have all that it needs; what is not there gives no value.</summary>
    public bool IsThere(RawRows rows) =>
        _cell.Constant is not null || _from >= 0 && rows.Has(_from) || _parts.Length > 0 && _parts.All(rows.Has) || _firstOf.Any(f => f.IsThere(rows));

    /// <summary>The value as text, valid until the next is read; empty where there is none.</summary>
    public ReadOnlySpan<byte> Read(RawRows rows)
    {
        foreach (var condition in _when)
        {
            if (!condition.Holds(rows))
                return default;
        }
        foreach (var first in _firstOf)
        {
            if (first.Read(rows) is { IsEmpty: false } found)
                return Finish(found);
        }
        if (_firstOf.Length > 0)
            return default;
        if (_cell.Constant is not null)
            return _constant;
        return Finish(_parts.Length > 0 ? Date(rows) : rows.Text(_from));
    }

    private ReadOnlySpan<byte> Finish(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return value;
        foreach (var (lookup, column) in _hops)
            value = _scope.Lookups.Find(lookup, value, column);
        if (_words.Length > 0 && !value.IsEmpty)
            value = ByWords(value);
        if (_values is not null && !value.IsEmpty)
            value = ByValue(value);
        return _prefix.Length == 0 || value.IsEmpty ? value : Join(_prefix, value, []);
    }

    private ReadOnlySpan<byte> ByValue(ReadOnlySpan<byte> value)
    {
        if (_values!.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(value, out var meaning))
            return meaning;
        return Otherwise(_cell.Values!, value);
    }

    private ReadOnlySpan<byte> Otherwise(ValueWords words, ReadOnlySpan<byte> value)
    {
        if (words.Otherwise is not { } otherwise)
            return default;
        var star = otherwise.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? Bytes(otherwise) : Join(Bytes(otherwise[..star]), value, Bytes(otherwise[(star + 1)..]));
    }

    private ReadOnlySpan<byte> ByWords(ReadOnlySpan<byte> text)
    {
        var (value, words) = ((byte[]?)null, Encoding.UTF8.GetString(text));
        foreach (var candidate in _words)
        {
            if (!candidate.Words.IsMatch(words))
                continue;
            // Words of two values: which of them is meant would be guessed.
            if (value is not null)
                return default;
            value = candidate.Value;
        }
        return value;
    }

    private ReadOnlySpan<byte> Date(RawRows rows)
    {
        var missing = _cell.Parts!.Missing;
        var (year, month, day) = (Number(rows.Text(_parts[0])), Number(rows.Text(_parts[1])), Number(rows.Text(_parts[2])));
        if (year is null || (month is null || day is null) && missing is null)
            return default;
        var (otherMonth, otherDay) = missing ?? (0, 0);
        // Where the month is not known, neither is the day; a day beyond the calendar is refused as a date.
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month ?? otherMonth:00}-{(month is null ? otherDay : day ?? otherDay):00}"));
    }

    private static int? Number(ReadOnlySpan<byte> text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private Span<byte> Join(byte[] before, ReadOnlySpan<byte> value, byte[] after)
    {
        var length = before.Length + value.Length + after.Length;
        var joined = _scratch.Length < length || value.Overlaps(_scratch) ? new byte[length * 2] : _scratch;
        before.CopyTo(joined, 0);
        value.CopyTo(joined.AsSpan(before.Length));
        after.CopyTo(joined, before.Length + value.Length);
        _scratch = joined;
        return joined.AsSpan(0, length);
    }

    private static int IndexOf(IReadOnlyList<string> columns, string name) => columns.ToList().FindIndex(c => c.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static byte[] Bytes(string? text) => text is null ? [] : Encoding.UTF8.GetBytes(text);
}

/// <summary>Judges one condition of a mapping on raw rows. Not thread-safe: one a part.</summary>
internal sealed class ConditionReader(RawCondition condition, IReadOnlyList<string> columns, CellScope scope)
{
    private readonly CellReader _cell = new(condition.Cell, columns, scope);
    private readonly HashSet<byte[]> _is = condition.Is.Select(Encoding.UTF8.GetBytes).ToHashSet(ByteKeys.Comparer);

    /// <summary>Why a row for which it does not hold is passed over.</summary>
    public string Reason => condition.Reason;

    public bool Holds(RawRows rows) => _is.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(_cell.Read(rows)) != condition.Not;
}
