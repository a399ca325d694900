using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Which mentions a rule uses, and of which measures they can be index events.</summary>
internal sealed class MentionRules
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, Assertion), ulong> _index = [];
    private readonly Dictionary<string, Quantity> _bounds = new(StringComparer.Ordinal);

    public void Use(string concept, IReadOnlyList<Assertion> assertions) =>
        _used[concept] = _used.GetValueOrDefault(concept) | assertions.Aggregate(0, (bits, a) => bits | (1 << (int)a));

    public void UseAsIndex(string concept, IReadOnlyList<Assertion> assertions, ulong measure)
    {
        foreach (var assertion in assertions)
            _index[(concept, assertion)] = _index.GetValueOrDefault((concept, assertion)) | measure;
    }

    /// <summary>Values of its concepts that nobody can have are refused.</summary>
    public void Bound(Quantity quantity)
    {
        foreach (var concept in quantity.Concepts)
            _bounds[concept] = quantity;
    }

    /// <summary>Whether nobody can have the value that it carries.</summary>
    /// <param name="mention">What was read.</param>
    /// <param name="value">The row's own value, which is the mention's where the text gives none.</param>
    /// <param name="unit">Its unit.</param>
    public bool Refuse(Mention mention, double? value, string? unit) =>
        _bounds.TryGetValue(mention.Concept, out var quantity) && (mention.Value is { } said ? quantity.Refuses(said, mention.Unit) : quantity.Refuses(value, unit));

    /// <summary>Whether any rule asks for such a concept stated in such a way; others never leave the scan.</summary>
    public bool IsUsed(string concept, Assertion assertion) => (_used.GetValueOrDefault(concept) & (1 << (int)assertion)) != 0;

    /// <summary>The measures (<see cref="CompiledRules.IsIndex"/>) whose clock it may start.</summary>
    public ulong IndexOf(Mention mention) => _index.GetValueOrDefault((mention.Concept, mention.Assertion));

    /// <summary>All of it as lines in a fixed order.</summary>
    public IEnumerable<string> Lines() =>
        _used.Select(u => $"mention {u.Key} {u.Value}").Concat(_index.Select(i => $"index {i.Key.Item1} {i.Key.Item2} {i.Value:x}"))
            .Concat(_bounds.Where(b => _used.ContainsKey(b.Key)).Select(b => $"{b.Key}: {Line(b.Value)}")).Order(StringComparer.Ordinal);

    /// <summary>Bounds as a line.</summary>
    public static string Line(Quantity quantity) => $"plausible {string.Join(", ", quantity.Plausible)}";
}
