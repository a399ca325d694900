using System.Text;
using System.Text.Json;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What the index events of an entry said, measure by measure.</summary>
internal sealed class EntryMemory
{
    private readonly SortedDictionary<string, EpisodeMemory> _byMeasure = new(StringComparer.Ordinal);

    /// <summary>Date of the latest index event of any measure.</summary>
    private DateOnly? Last => _byMeasure.Values.Max(m => m.Last);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static EntryMemory Parse(string text)
    {
        var memory = new EntryMemory();
        using var json = JsonDocument.Parse(text);
        foreach (var part in json.RootElement.EnumerateObject())
            memory._byMeasure[part.Name] = EpisodeMemory.Parse(part.Value.GetRawText());
        return memory;
    }

    /// <summary>One line of JSON, the measures in ordinal order; equal memories have equal texts.</summary>
    public string ToText()
    {
        var text = new StringBuilder("{");
        foreach (var (measure, memory) in _byMeasure)
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(JsonEncodedText.Encode(measure)).Append("\":").Append(memory.ToText());
        return text.Append('}').ToString();
    }

    /// <summary>
    /// Whether one of a measure's index events begins something new: it is later than all that is remembered, and the measure's
    /// rule calls it new. To a measure that the entry never had, what happened since is new, and what was there before is not.
    /// </summary>
    public bool IsNew(Measure measure, IReadOnlyList<IndexFact> facts)
    {
        if (!_byMeasure.TryGetValue(measure.Id, out var remembered))
            return Last is { } last && facts.Any(f => f.Date > last && !f.JoinsOnly);
        var known = remembered.Last ?? DateOnly.MinValue;
        if (measure.Index.NewEpisode is not { } rule || !facts.Any(f => f.Date > known))
            return false;
        // One after the other, as the engine parts them into episodes: a second statement of one fracture is not another one.
        var scratch = new EpisodeMemory();
        scratch.Merge(remembered);
        foreach (var fact in facts.OrderBy(f => f.Date))
        {
            if (fact.Date > known && scratch.IsNew(fact, rule))
                return true;
            scratch.Add(fact);
        }
        return false;
    }

    /// <summary>Remembers a measure's index events.</summary>
    public void Add(string measure, IReadOnlyList<IndexFact> facts)
    {
        if (!_byMeasure.TryGetValue(measure, out var memory))
            _byMeasure[measure] = memory = new();
        foreach (var fact in facts)
            memory.Add(fact);
    }

    /// <summary>Remembers what another entry's memory does.</summary>
    public void Merge(EntryMemory other)
    {
        foreach (var (measure, memory) in other._byMeasure)
        {
            if (!_byMeasure.TryGetValue(measure, out var mine))
                _byMeasure[measure] = mine = new();
            mine.Merge(memory);
        }
    }
}
