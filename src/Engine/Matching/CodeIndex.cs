using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Finds the value sets that hold a code. Asked once per distinct code of a column chunk, so it may take strings; what it
/// answers does not depend on the date until <see cref="CodeMatch.On"/>.
/// </summary>
internal sealed class CodeIndex
{
    private readonly Dictionary<(string System, string Code), List<(int Set, ValueSetRow Row)>> _exact = [];
    private readonly Dictionary<(string System, string Code), List<(int Set, ValueSetRow Row)>> _families = [];
    private readonly int _longestFamily;

    public CodeIndex(IEnumerable<(ValueSet Set, int Index)> sets)
    {
        foreach (var (set, index) in sets)
        {
            foreach (var row in set.Rows)
            {
                var rows = row.IsFamily ? _families : _exact;
                if (!rows.TryGetValue((row.System, row.Code), out var list))
                    rows[(row.System, row.Code)] = list = [];
                list.Add((index, row));
                if (row.IsFamily)
                    _longestFamily = Math.Max(_longestFamily, row.Code.Length);
            }
        }
    }

    /// <summary>Whether no code can match.</summary>
    public bool IsEmpty => _exact.Count == 0 && _families.Count == 0;

    /// <summary>The sets that hold the code on any date; null when none does.</summary>
    /// <param name="system">Normalised name.</param>
    /// <param name="code">As the source writes it.</param>
    public CodeMatch? Find(string system, string code)
    {
        code = CodeSystems.NormaliseCode(system, code);
        List<(int Set, ValueSetRow Row)>? held = null;
        Collect(_exact.GetValueOrDefault((system, code)), system, code, ref held);
        for (var length = Math.Min(code.Length, _longestFamily); length > 0; length--)
            Collect(_families.GetValueOrDefault((system, code[..length])), system, code, ref held);
        return held is null ? null : new(held);
    }

    private static void Collect(
        List<(int Set, ValueSetRow Row)>? rows, string system, string code, ref List<(int Set, ValueSetRow Row)>? held)
    {
        foreach (var (set, row) in rows ?? [])
        {
            // Any day on which the row counts at all tells whether it holds the code.
            if (row.Holds(system, code, row.ValidFrom ?? row.ValidTo ?? DateOnly.MinValue))
                (held ??= []).Add((set, row));
        }
    }
}

/// <summary>The value sets that hold one code.</summary>
internal sealed class CodeMatch
{
    private readonly (int Set, DateOnly From, DateOnly To)[] _rows;
    private readonly int[]? _always;

    public CodeMatch(IEnumerable<(int Set, ValueSetRow Row)> rows)
    {
        _rows = [.. rows.Select(r => (r.Set, r.Row.ValidFrom ?? DateOnly.MinValue, r.Row.ValidTo ?? DateOnly.MaxValue)).Distinct().Order()];
        Ever = [.. _rows.Select(r => r.Set).Distinct()];
        _always = _rows.All(r => r.From == DateOnly.MinValue && r.To == DateOnly.MaxValue) ? Ever : null;
    }

    /// <summary>Sets that hold it on some date, in order.</summary>
    public int[] Ever { get; }

    /// <summary>Sets that hold it on that date, in order.</summary>
    public int[] On(DateOnly date) => _always ?? [.. _rows.Where(r => date >= r.From && date <= r.To).Select(r => r.Set).Distinct()];
}
