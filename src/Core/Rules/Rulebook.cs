namespace Opportune.Core;

/// <summary>The measures of a run with the value sets they use.</summary>
public sealed record Rulebook
{
    /// <summary>Measures, by id (ordinal).</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>The value sets that those measures name, by name.</summary>
    public required IReadOnlyDictionary<string, ValueSet> ValueSets { get; init; }

    /// <summary>What the quantities that they read can be; a value outside never reaches a measure.</summary>
    public IReadOnlyList<Quantity> Quantities { get; init; } = [];
}
