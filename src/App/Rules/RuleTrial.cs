using Opportune.App.Commands;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Runs;

namespace Opportune.App;

/// <summary>Reads rules that are to be tried: as 'check' does, cases included.</summary>
internal static class RuleTrial
{
    /// <summary>Those rules with the jobs and sources of a place.</summary>
    public static TriedRules Of(JobsPlace place, RuleFiles files)
    {
        var problems = new Problems();
        var loaded = LoadedJobs.TryLoad(place, null, files, problems);
        return loaded is null ? new([.. problems.All.Where(p => !p.IsWarning).Select(p => p.ToString())], () => [], null) : Of(loaded);
    }

    /// <summary>Rules that are read already. The input is what a run read, and is not taken again; nothing that other runs know is used or changed.</summary>
    public static TriedRules Of(LoadedJobs loaded) => new([], () => FailedCases(loaded), row => loaded.Request(row) with { Source = null, Cache = null });

    private static IReadOnlyList<string> FailedCases(LoadedJobs loaded) =>
        [.. CaseRunner.Run(loaded.Rules, CheckCommand.Evaluate).Where(r => !r.Passed).Select(r => (r.ToProblem() with { File = $"measures/{Path.GetFileName(r.File)}" }).ToString())];
}
