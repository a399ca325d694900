using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Runs;

namespace Opportune.App.Serve;

/// <summary>The rules as their files say now: read again for each run, so that a change of a measure holds from the next run on.</summary>
internal sealed class CurrentRules
{
    private readonly string? _valueSets;
    private volatile LoadedJobs _last;

    /// <exception cref="InputException">There is no such folder, or it has errors; they were told.</exception>
    public CurrentRules(string? jobs, string? valueSets)
    {
        (Folder, _valueSets) = (Commands.CommonOptions.FindJobs(jobs), valueSets);
        _last = LoadedJobs.Load(Folder, valueSets);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The rules as they were read last.</summary>
    public LoadedJobs Last => _last;

    /// <summary>What a run of the ledger asks for.</summary>
    /// <exception cref="InputException">The files have errors now (they were told), or there is no such job any more.</exception>
    public RunRequest Request(RunRow row) => (_last = LoadedJobs.Load(Folder, _valueSets)).Request(row);

    /// <summary>Whether a job runs measures that can find tier 1: one that says so, or one whose second tier can be raised.</summary>
    public bool FindsTierOne(string job) => _last.Rules.Jobs.TryGetValue(job, out var definition) && _last.Rules.For(definition).Measures.Any(CanBeTierOne);

    /// <summary>The channels that a job names; null: it names none.</summary>
    public IReadOnlyList<string>? ChannelsOf(string job) => _last.Rules.Jobs.TryGetValue(job, out var definition) && definition.Notify.Count > 0 ? definition.Notify : null;

    /// <summary>For how long the files of a job's runs are kept; null: for ever. Those of a job that is no longer there are kept.</summary>
    public TimeSpan? FilesKept(string job) => _last.Rules.Jobs.TryGetValue(job, out var definition) ? definition.Retention.Files : null;

    private static bool CanBeTierOne(Measure measure) =>
        measure.Tiers.Any(t => t.Tier == 1) || (measure.Tiers.Any(t => t.Tier == 2) && measure.Shifts.Any(s => s.By < 0));
}
