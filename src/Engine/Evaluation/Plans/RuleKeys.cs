using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Small numbers for the value sets and concepts that a rulebook names.</summary>
internal sealed class RuleKeys
{
    private readonly Dictionary<string, int> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _concepts = new(StringComparer.Ordinal);

    /// <summary>The number of reports as such, which carry neither code nor mention.</summary>
    public const int AnyReport = 0;

    public int Count => 1 + _sets.Count + _concepts.Count;

    /// <summary>The number of a value set, or -1 when no rule names it.</summary>
    public int ValueSet(string name) => _sets.GetValueOrDefault(name, -1);

    /// <summary>The number of a concept, or -1 when no rule names it.</summary>
    public int Concept(string id) => _concepts.GetValueOrDefault(id, -1);

    /// <summary>The numbers under which the events that a match means are filed.</summary>
    public int[] Of(EventMatch match)
    {
        if (match.AnyReport)
            return [AnyReport];
        var keys = new int[match.ValueSets.Count + match.Concepts.Count];
        for (var i = 0; i < match.ValueSets.Count; i++)
            keys[i] = Number(_sets, match.ValueSets[i]);
        for (var i = 0; i < match.Concepts.Count; i++)
            keys[match.ValueSets.Count + i] = Number(_concepts, match.Concepts[i]);
        return keys;
    }

    // Both share one range of numbers, handed out while the measures are planned.
    private int Number(Dictionary<string, int> numbers, string name)
    {
        if (!numbers.TryGetValue(name, out var number))
            numbers[name] = number = Count;
        return number;
    }
}
