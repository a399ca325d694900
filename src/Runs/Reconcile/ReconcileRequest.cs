using Opportune.Core;
using Opportune.Database;

namespace Opportune.Runs;

/// <summary>The smallest part of a list that is published or held: one measure at one site.</summary>
/// <param name="Measure">Measure id.</param>
/// <param name="Site">Site; empty where the source names none.</param>
public readonly record struct MeasurePart(string Measure, string Site);

/// <summary>SHA-256 of what a measure's result rests on, to tell a change of the rules from one of the data.</summary>
/// <param name="Measure">Of the measure's file.</param>
/// <param name="Sets">Of the value sets that it names.</param>
/// <param name="Lexicon">Of the lexicon.</param>
public sealed record RuleHashes(string Measure, string Sets, string Lexicon)
{
    /// <summary>Of each value set by itself, by its name.</summary>
    public IReadOnlyDictionary<string, string> EachSet { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a run's gaps are compared by, beside what is published.</summary>
public sealed record ReconcileRequest
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The date as of which it looked.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The measures that it evaluated.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>What each of them rests on, by id.</summary>
    public required IReadOnlyDictionary<string, RuleHashes> Hashes { get; init; }

    /// <summary>From each merged patient to the one that stands for both.</summary>
    public required IReadOnlyDictionary<string, string> MergedPatients { get; init; }

    /// <summary>What is backlog, and how much of it comes to people a week.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>Parts of which nothing changes: held by a guard, or not evaluated.</summary>
    public required IReadOnlySet<MeasurePart> Held { get; init; }

    /// <summary>What is for people to see; the rest is kept without an entry.</summary>
    public ShownParts Shown { get; init; } = ShownParts.Everything;

    /// <summary>Where it was decided what is shown; null: where the list is.</summary>
    public OpportuneDatabase? DecidedIn { get; init; }

    /// <summary>Whether a patient was not evaluated, so that nothing of that patient changes; null: all were.</summary>
    public Func<string, bool>? IsLeftOut { get; init; }
}
