using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Measures;

namespace Opportune.Web;

/// <summary>The rules that runs go by, as the pages tell of them.</summary>
public sealed record RulesInForce
{
    /// <summary>Measures with their cases and value sets.</summary>
    public required JobsFolder Files { get; init; }

    /// <summary>How reports are read.</summary>
    public required Lexicon Lexicon { get; init; }

    /// <summary>A measure as plain English.</summary>
    public required Func<Measure, string> English { get; init; }

    /// <summary>SHA-256 of all files that they came from, as runs name it.</summary>
    public required string Hash { get; init; }

    /// <summary>The measures, in the order of their tabs.</summary>
    public IReadOnlyList<Measure> Measures => _measures ??= [.. Files.Measures.OrderBy(m => m.Pathway, StringComparer.Ordinal).ThenBy(m => m.Rank)];

    private IReadOnlyList<Measure>? _measures;

    /// <summary>The value sets that a measure names, by name.</summary>
    public IReadOnlyList<ValueSet> SetsOf(Measure measure) =>
        [.. MeasureValueSets.Of(measure).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(Files.ValueSets.ContainsKey).Select(name => Files.ValueSets[name])];

    /// <summary>The measures that name a value set.</summary>
    public IReadOnlyList<Measure> UsersOf(string set) => [.. Measures.Where(m => MeasureValueSets.Of(m).Contains(set))];
}
