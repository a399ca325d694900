using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which reports matter to a rule whatever they say: those of some modalities ("a DXA report").</summary>
internal sealed class ReportRules
{
    private readonly HashSet<string> _modalities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateOnly> _index = new(StringComparer.OrdinalIgnoreCase);
    private DateOnly? _anyIndex;
    private bool _any;

    /// <summary>Whether no rule asks for such.</summary>
    public bool IsEmpty => !_any && _modalities.Count == 0;

    public void Use(IReadOnlyList<string> modalities)
    {
        _modalities.UnionWith(modalities);
        _any |= modalities.Count == 0;
    }

    public void UseAsIndex(IReadOnlyList<string> modalities, DateOnly since)
    {
        foreach (var modality in modalities)
            _index[modality] = _index.TryGetValue(modality, out var known) && known < since ? known : since;
        if (modalities.Count == 0)
            _anyIndex = _anyIndex < since ? _anyIndex : since;
    }

    /// <summary>Whether a rule asks for reports of that modality.</summary>
    public bool IsUsed(string modality) => _any || _modalities.Contains(modality);

    /// <summary>Whether such a report may start a clock.</summary>
    public bool IsIndex(string modality, DateOnly date) =>
        date >= _anyIndex || (_index.TryGetValue(modality, out var since) && date >= since);
}
