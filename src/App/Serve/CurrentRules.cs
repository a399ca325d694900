using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Jobs;
using Opportune.Runs;

namespace Opportune.App.Serve;

/// <summary>
/// The rules in force now: those that were put in force in the database, else as their files say. Asked again for each run, so that a change holds from the
/// next run on.
/// </summary>
internal sealed class CurrentRules
{
    private readonly OpportuneDatabase _database;
    private readonly string? _valueSets;
    private volatile LoadedJobs _last;

    private CurrentRules(OpportuneDatabase database, JobsPlace place, string? valueSets, LoadedJobs first) => (_database, Place, _valueSets, _last) = (database, place, valueSets, first);

    /// <exception cref="InputException">There is no such folder, or it has errors; they were told.</exception>
    public static Task<CurrentRules> Open(OpportuneDatabase database, string? jobs, string? valueSets, CancellationToken cancel) => Open(database, Commands.CommonOptions.FindJobs(jobs), valueSets, cancel);

    /// <inheritdoc cref="Open(OpportuneDatabase, string?, string?, CancellationToken)"/>
    public static async Task<CurrentRules> Open(OpportuneDatabase database, JobsPlace place, string? valueSets, CancellationToken cancel) =>
        new(database, place, valueSets, LoadedJobs.Load(place, valueSets, await LoadedJobs.RulesInForce(database, cancel)));

    /// <summary>Rules that were read already, of a folder without a site's additions.</summary>
    public static CurrentRules Of(OpportuneDatabase database, LoadedJobs loaded) => new(database, loaded.Place, null, loaded);

    /// <summary>Where jobs and rules lie.</summary>
    public JobsPlace Place { get; }

    /// <summary>The rules as they were read last.</summary>
    public LoadedJobs Last => _last;

    /// <summary>The rules now.</summary>
    /// <exception cref="InputException">The files have errors now; they were told.</exception>
    public async Task<LoadedJobs> Now(CancellationToken cancel = default)
    {
        var inForce = await LoadedJobs.RulesInForce(_database, cancel);
        return _last.Hash == LoadedJobs.HashOf(Place, inForce ?? RuleFolder.Read(Place, _valueSets)) ? _last : _last = LoadedJobs.Load(Place, _valueSets, inForce);
    }

    /// <summary>For whoever changes them.</summary>
    public RuleOffice Office => new() { Validation = () => _last.Rules.Validation, InForce = async cancel => (await Now(cancel)).Files, Try = files => _last is var last && last.Files.Hash == files.Hash ? RuleTrial.Of(last) : RuleTrial.Of(Place, files) };

    /// <summary>What a run of the ledger asks for.</summary>
    /// <exception cref="InputException">The files have errors now (they were told), or there is no such job any more.</exception>
    public RunRequest Request(RunRow row) => Now().GetAwaiter().GetResult().Request(row);

    /// <summary>Whether a job runs measures that can find tier 1: one that says so, or one whose second tier can be raised.</summary>
    public bool FindsTierOne(string job) => _last.Rules.Jobs.TryGetValue(job, out var definition) && _last.Rules.For(definition).Measures.Any(CanBeTierOne);

    /// <summary>The channels that a job names; null: it names none.</summary>
    public IReadOnlyList<string>? ChannelsOf(string job) => _last.Rules.Jobs.TryGetValue(job, out var definition) && definition.Notify.Count > 0 ? definition.Notify : null;

    /// <summary>For how long what a job made is kept; null: for ever, as what a job made that is no longer there.</summary>
    public Retention? Kept(string job) => _last.Rules.Jobs.GetValueOrDefault(job)?.Retention;

    private static bool CanBeTierOne(Measure measure) =>
        measure.Tiers.Any(t => t.Tier == 1) || (measure.Tiers.Any(t => t.Tier == 2) && measure.Shifts.Any(s => s.By < 0));
}
