using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which mentions a rule uses, and which of them can be index events.</summary>
internal sealed class MentionRules
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, Assertion), DateOnly> _index = [];

    public void Use(string concept, IReadOnlyList<Assertion> assertions) =>
        _used[concept] = _used.GetValueOrDefault(concept) | assertions.Aggregate(0, (bits, a) => bits | (1 << (int)a));

    public void UseAsIndex(string concept, IReadOnlyList<Assertion> assertions, DateOnly since)
    {
        foreach (var assertion in assertions)
            _index[(concept, assertion)] = _index.TryGetValue((concept, assertion), out var known) && known < since ? known : since;
    }

    /// <summary>Whether any rule asks for such a concept stated in such a way; others never leave the scan.</summary>
    public bool IsUsed(Mention mention) => (_used.GetValueOrDefault(mention.Concept) & (1 << (int)mention.Assertion)) != 0;

    /// <summary>Whether it may start a clock. Too often yes does no harm: the evaluator asks again, with everything.</summary>
    public bool IsIndex(Mention mention, DateOnly date) => _index.TryGetValue((mention.Concept, mention.Assertion), out var since) && date >= since;
}
