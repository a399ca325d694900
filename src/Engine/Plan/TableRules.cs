using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which codes and drug names of one table matter.</summary>
internal sealed class TableRules
{
    private readonly bool[] _wanted;
    private readonly DateOnly?[] _indexSince;

    public TableRules(CompiledRules rules, Table table, RuleUse use)
    {
        Table = table;
        var sets = rules.ValueSets;
        _wanted = [.. sets.Select(s => use.WantedSets(table).Contains(s.Name))];
        _indexSince = [.. sets.Select(s => use.IndexSets(table).TryGetValue(s.Name, out var since) ? since : (DateOnly?)null)];
        Codes = new(sets.Select((set, i) => (set, i)).Where(s => _wanted[s.i] || use.AlsoSets(table).Contains(s.set.Name)));
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
    public bool AnyWanted(IReadOnlyList<int> sets)
    {
        foreach (var set in sets)
        {
            if (_wanted[set])
                return true;
        }
        return false;
    }

    /// <summary>Whether a row of these sets may start a clock. Too often yes does no harm.</summary>
    public bool AnyIndex(IReadOnlyList<int> sets, DateOnly date)
    {
        foreach (var set in sets)
        {
            if (_indexSince[set] is { } since && date >= since)
                return true;
        }
        return false;
    }

    /// <summary>Whether one of these sets is a positive control of this table.</summary>
    public bool AnyControl(IReadOnlyList<int> sets)
    {
        foreach (var set in sets)
        {
            if (ControlOfSet[set] >= 0)
                return true;
        }
        return false;
    }
}
