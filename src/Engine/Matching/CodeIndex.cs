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
    private readonly UsedFamilies _used;

    /// <param name="sets">The sets that matter, by their place.</param>
    /// <param name="used">Tells which of the other codes are to be counted.</param>
    public CodeIndex(IEnumerable<(ValueSet Set, int Index)> sets, UsedFamilies used)
    {
        _used = used;
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

    /// <summary>
    /// The sets that hold the code on any date; null when none does, and it is not of a used family that no set of any table holds.
    /// </summary>
    /// <param name="system">Normalised name.</param>
    /// <param name="code">As the source writes it.</param>
    public CodeMatch? Find(string system, string code)
    {
        code = CodeSystems.NormaliseCode(system, code);
        List<(int Set, ValueSetRow Row)>? held = null;
        Collect(_exact.GetValueOrDefault((system, code)), system, code, ref held);
        for (var length = Math.Min(code.Length, _longestFamily); length > 0; length--)
            Collect(_families.GetValueOrDefault((system, code[..length])), system, code, ref held);
        return held is not null ? new(held) : _used.Miss(system, code) ? new([]) { Unplaced = code } : null;
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
    private static readonly int[] NoSets = [];

    private readonly (int Set, DateOnly From, DateOnly To)[] _rows;
    private readonly (int Set, DateOnly From, DateOnly To)[] _crosswalk;
    private readonly int[]? _always;

    public CodeMatch(IReadOnlyList<(int Set, ValueSetRow Row)> rows)
    {
        (_rows, _crosswalk) = (Spans(rows.Where(r => !r.Row.IsByCrosswalk)), Spans(rows.Where(r => r.Row.IsByCrosswalk)));
        Ever = [.. _rows.Concat(_crosswalk).Select(r => r.Set).Distinct().Order()];
        _always = _rows.All(r => r.From == DateOnly.MinValue && r.To == DateOnly.MaxValue) ? [.. _rows.Select(r => r.Set).Distinct()] : null;
    }

    /// <summary>The code, where no set holds it but one of its family is used; else null.</summary>
    public string? Unplaced { get; init; }

    /// <summary>Sets that hold it on some date, in order.</summary>
    public int[] Ever { get; }

    /// <summary>Sets that hold it on that date, in order; those to which only a crosswalk leads are not among them.</summary>
    public int[] On(DateOnly date) => _always ?? On(_rows, date);

    /// <summary>Sets to which a crosswalk leads on that date, in order.</summary>
    public int[] ByCrosswalk(DateOnly date) => _crosswalk.Length == 0 ? NoSets : On(_crosswalk, date);

    private static int[] On((int Set, DateOnly From, DateOnly To)[] rows, DateOnly date) => [.. rows.Where(r => date >= r.From && date <= r.To).Select(r => r.Set).Distinct()];

    private static (int Set, DateOnly From, DateOnly To)[] Spans(IEnumerable<(int Set, ValueSetRow Row)> rows) =>
        [.. rows.Select(r => (r.Set, r.Row.ValidFrom ?? DateOnly.MinValue, r.Row.ValidTo ?? DateOnly.MaxValue)).Distinct().Order()];
}
