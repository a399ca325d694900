using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which mentions a rule uses, and of which measures they can be index events.</summary>
internal sealed class MentionRules
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, Assertion), ulong> _index = [];

    public void Use(string concept, IReadOnlyList<Assertion> assertions) =>
        _used[concept] = _used.GetValueOrDefault(concept) | assertions.Aggregate(0, (bits, a) => bits | (1 << (int)a));

    public void UseAsIndex(string concept, IReadOnlyList<Assertion> assertions, ulong measure)
    {
        foreach (var assertion in assertions)
            _index[(concept, assertion)] = _index.GetValueOrDefault((concept, assertion)) | measure;
    }

    /// <summary>Whether any rule asks for such a concept stated in such a way; others never leave the scan.</summary>
    public bool IsUsed(Mention mention) => (_used.GetValueOrDefault(mention.Concept) & (1 << (int)mention.Assertion)) != 0;

    /// <summary>The measures (<see cref="CompiledRules.IsIndex"/>) whose clock it may start.</summary>
    public ulong IndexOf(Mention mention) => _index.GetValueOrDefault((mention.Concept, mention.Assertion));

    /// <summary>All of it as lines in a fixed order.</summary>
    public IEnumerable<string> Lines() =>
        _used.Select(u => $"mention {u.Key} {u.Value}").Concat(_index.Select(i => $"index {i.Key.Item1} {i.Key.Item2} {i.Value:x}")).Order(StringComparer.Ordinal);
}
