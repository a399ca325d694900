using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which codes and drug names of one table matter.</summary>
internal sealed class TableRules
{
    private readonly bool[] _wanted;
    private readonly bool[] _used;
    private readonly ulong[] _index;
    private readonly Quantity[][] _quantities;

    public TableRules(CompiledRules rules, Table table, RuleUse use)
    {
        Table = table;
        var sets = rules.ValueSets;
        _wanted = [.. sets.Select(s => use.WantedSets(table).Contains(s.Name))];
        _index = [.. sets.Select(s => use.IndexSets(table).GetValueOrDefault(s.Name))];
        _used = [.. sets.Select((s, i) => _wanted[i] || use.AlsoSets(table).Contains(s.Name))];
        _quantities = [.. sets.Select(s => rules.Quantities.Where(q => q.ValueSets.Contains(s.Name, StringComparer.Ordinal)).ToArray())];
        Codes = new(sets.Select((set, i) => (set, i)).Where(s => _used[s.i]), rules.UsedFamilies);
        // Only drugs are recognised by name: a diagnosis or a test named in words is not evidence of either.
        Names = new(table == Table.Medications ? sets.Select((set, i) => (set, i)).Where(s => _wanted[s.i]) : []);
        ControlOfSet = [.. sets.Select(s => rules.Controls.ToList().FindIndex(c => c.Table == table && c.ValueSet == s.Name))];
    }

    public Table Table { get; }

    public CodeIndex Codes { get; }

    public NameIndex Names { get; }

    /// <summary>Place of each value set among the positive controls, or -1.</summary>
    public int[] ControlOfSet { get; }

    /// <summary>Whether a row of these sets matters to any rule.</summary>
    public bool AnyWanted(ReadOnlySpan<int> sets)
    {
        foreach (var set in sets)
        {
            if (_wanted[set])
                return true;
        }
        return false;
    }

    /// <summary>The measures (<see cref="CompiledRules.IsIndex"/>) whose clock a row of these sets may start.</summary>
    public ulong IndexOf(ReadOnlySpan<int> sets)
    {
        ulong measures = 0;
        foreach (var set in sets)
            measures |= _index[set];
        return measures;
    }

    /// <summary>Whether nobody can have that value of what these sets stand for.</summary>
    public bool Refuse(ReadOnlySpan<int> sets, double? value, string? unit)
    {
        foreach (var set in sets)
        {
            foreach (var quantity in _quantities[set])
            {
                if (quantity.Refuses(value, unit))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Whether one of these sets is a positive control of this table.</summary>
    public bool AnyControl(ReadOnlySpan<int> sets)
    {
        foreach (var set in sets)
        {
            if (ControlOfSet[set] >= 0)
                return true;
        }
        return false;
    }

    /// <summary>All that decides what is kept of a row of this table, as lines in a fixed order.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<ValueSet> sets)
    {
        for (var i = 0; i < sets.Count; i++)
        {
            if (!_used[i])
                continue;
            yield return $"{Table} {i} {_wanted[i]} {_index[i]:x} {ControlOfSet[i]}";
            foreach (var row in sets[i].Rows)
                yield return $"{row.System} {row.Code} {row.IsFamily} {row.Seventh} {row.ValidFrom?.DayNumber} {row.ValidTo?.DayNumber} {row.IsByCrosswalk}";
            foreach (var quantity in _quantities[i])
                yield return MentionRules.Line(quantity);
            foreach (var name in sets[i].Names)
                yield return $"name {name}";
        }
    }
}
