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

    /// <summary>Where files come from that are not as the program brings them, in words, by path below jobs/: the site's own, over what, and whether that changed since.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>Where a measure's file comes from.</summary>
    public string OriginOf(Measure measure) => OriginOf($"measures/{measure.Id}.yaml");

    /// <summary>Where a value set's file comes from.</summary>
    public string OriginOf(ValueSet set) => OriginOf($"value-sets/{set.Name}.csv");

    /// <summary>The measures, in the order of their tabs.</summary>
    public IReadOnlyList<Measure> Measures => _measures ??= [.. Files.Measures.OrderBy(m => m.Pathway, StringComparer.Ordinal).ThenBy(m => m.Rank)];

    private IReadOnlyList<Measure>? _measures;

    /// <summary>The value sets that a measure names, by name.</summary>
    public IReadOnlyList<ValueSet> SetsOf(Measure measure) =>
        [.. MeasureValueSets.Of(measure).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(Files.ValueSets.ContainsKey).Select(name => Files.ValueSets[name])];

    private string OriginOf(string path) => Origins.GetValueOrDefault(path, "the program");

    /// <summary>The measures that name a value set.</summary>
    public IReadOnlyList<Measure> UsersOf(string set) => [.. Measures.Where(m => MeasureValueSets.Of(m).Contains(set))];
}
