using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Which reports matter to a rule whatever they say: those of some modalities and body parts ("a DXA report", "a CT of the
/// neck"). Each rule has a bit; beyond 64 rules some share one, and a report that none of them asks for may then be kept too.
/// </summary>
internal sealed class ReportRules
{
    private readonly List<EventMatch> _matches = [];
    private readonly Dictionary<string, ulong> _byModality = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ulong> _index = new(StringComparer.OrdinalIgnoreCase);
    private ulong _anyModality;
    private ulong _anyIndex;

    /// <summary>Whether no rule asks for such.</summary>
    public bool IsEmpty => _matches.Count == 0;

    /// <summary>Whether a rule asks for body parts.</summary>
    public bool AskBodyParts => _matches.Exists(m => m.BodyParts.Count + m.NotBodyParts.Count > 0);

    public void Use(EventMatch match)
    {
        var bit = 1UL << (_matches.Count % 64);
        _matches.Add(match);
        foreach (var modality in match.Modalities)
            _byModality[modality] = _byModality.GetValueOrDefault(modality) | bit;
        if (match.Modalities.Count == 0)
            _anyModality |= bit;
    }

    public void UseAsIndex(IReadOnlyList<string> modalities, ulong measure)
    {
        foreach (var modality in modalities)
            _index[modality] = _index.GetValueOrDefault(modality) | measure;
        if (modalities.Count == 0)
            _anyIndex |= measure;
    }

    /// <summary>The rules that ask for reports of that modality.</summary>
    public ulong OfModality(string modality) => _anyModality | _byModality.GetValueOrDefault(modality);

    /// <summary>The rules that ask for reports of that body part, as the source writes it.</summary>
    public ulong OfBodyPart(string? bodyPart)
    {
        var rules = 0UL;
        for (var i = 0; i < _matches.Count; i++)
            rules |= BodyPartWords.Fit(_matches[i], bodyPart) ? 1UL << (i % 64) : 0;
        return rules;
    }

    /// <summary>The measures (<see cref="CompiledRules.IsIndex"/>) whose clock such a report may start.</summary>
    public ulong IndexOf(string modality) => _anyIndex | _index.GetValueOrDefault(modality);

    /// <summary>All of it as lines in a fixed order.</summary>
    public IEnumerable<string> Lines() =>
        _matches.Select(m => $"report {Words(m.Modalities)} of {Words(m.BodyParts)} not {Words(m.NotBodyParts)}")
            .Concat(_index.Select(i => $"index {i.Key.ToUpperInvariant()} {i.Value:x}"))
            .Append($"any {_anyIndex:x}").Distinct().Order(StringComparer.Ordinal);

    private static string Words(IReadOnlyList<string> words) => string.Join(',', words.Select(w => w.ToUpperInvariant()).Order(StringComparer.Ordinal));
}
