using Opportune.Core;
using Opportune.Runs.Bands;

namespace Opportune.Runs.Guards;

/// <summary>What the guards know of a run: this one, or the one that is published.</summary>
/// <param name="AsOf">As of when.</param>
/// <param name="Rules">Versions of rules and lexicon in one text: with other rules other counts are meant to be.</param>
/// <param name="Counts">What it counted.</param>
/// <param name="Feeds">What its feeds covered.</param>
public sealed record GuardedRun(DateOnly AsOf, string Rules, RunCounts Counts, IReadOnlyList<FeedInterval> Feeds)
{
    /// <summary>What its last days were, by site; empty where a publication is only compared with.</summary>
    public IReadOnlyDictionary<string, DayCounts> Days { get; init; } = new Dictionary<string, DayCounts>();

    /// <summary>A run that has just been made.</summary>
    public static GuardedRun Of(RunReport report) =>
        new(report.Request.AsOf, RulesOf(report.Request.RulesHash, report.Request.Lexicon.Hash), report.Counts, report.Feeds) { Days = report.Days };

    /// <summary>The versions in one text.</summary>
    public static string RulesOf(string rulesHash, string lexiconHash) => $"{rulesHash} {lexiconHash}";
}
