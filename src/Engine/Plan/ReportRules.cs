using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which reports matter to a rule whatever they say: those of some modalities ("a DXA report").</summary>
internal sealed class ReportRules
{
    private readonly HashSet<string> _modalities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ulong> _index = new(StringComparer.OrdinalIgnoreCase);
    private ulong _anyIndex;
    private bool _any;

    /// <summary>Whether no rule asks for such.</summary>
    public bool IsEmpty => !_any && _modalities.Count == 0;

    public void Use(IReadOnlyList<string> modalities)
    {
        _modalities.UnionWith(modalities);
        _any |= modalities.Count == 0;
    }

    public void UseAsIndex(IReadOnlyList<string> modalities, ulong measure)
    {
        foreach (var modality in modalities)
            _index[modality] = _index.GetValueOrDefault(modality) | measure;
        if (modalities.Count == 0)
            _anyIndex |= measure;
    }

    /// <summary>Whether a rule asks for reports of that modality.</summary>
    public bool IsUsed(string modality) => _any || _modalities.Contains(modality);

    /// <summary>The measures (<see cref="CompiledRules.IsIndex"/>) whose clock such a report may start.</summary>
    public ulong IndexOf(string modality) => _anyIndex | _index.GetValueOrDefault(modality);

    /// <summary>All of it as lines in a fixed order.</summary>
    public IEnumerable<string> Lines() =>
        _modalities.Select(m => $"report {m.ToUpperInvariant()}").Concat(_index.Select(i => $"index {i.Key.ToUpperInvariant()} {i.Value:x}"))
            .Append($"any {_any} {_anyIndex:x}").Order(StringComparer.Ordinal);
}
