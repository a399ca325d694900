using Opportune.Core;

namespace Opportune.Jobs.Scheduling;

/// <summary>One file <c>jobs/&lt;id&gt;.yaml</c>, read without the measures: all that schedules need.</summary>
/// <param name="Id">The job.</param>
/// <param name="Job">What it says; null where it has errors.</param>
/// <param name="Trouble">The first of its errors, in one line.</param>
public sealed record JobFile(string Id, JobDefinition? Job, string? Trouble)
{
    /// <summary>All of a folder, by id.</summary>
    /// <param name="place">The folder that holds <c>measures/</c>, and a site's over it.</param>
    /// <param name="judge">Tells what is wrong with the times of a schedule, or null: only the form counts.</param>
    /// <exception cref="InputException">It is no such folder: a disk that is not there must not look like jobs that were deleted.</exception>
    public static IReadOnlyList<JobFile> ReadAll(JobsPlace place, Func<JobSchedule, IEnumerable<ScheduleFault>>? judge)
    {
        if (!Directory.Exists(Path.Combine(place.Folder, "measures")))
            throw new InputException($"{place.Folder} is no folder of jobs (it holds no measures/); until it is there, no schedule is changed");
        if (place.Site is { } site && !Directory.Exists(site))
            throw new InputException($"there is no folder {site} with the site's own files; until it is there, no schedule is changed");
        var paths = place.Files("", "*.yaml");
        var (problems, chain) = (new Problems(), new JobChain(judge));
        var read = chain.Settle([.. paths.Select(p => JobReader.Read(p, null, chain, problems)).OfType<JobDefinition>()], [.. paths.Select(IdOf)]);
        return
        [
            .. from path in paths
               let trouble = problems.All.FirstOrDefault(p => p.File == path && !p.IsWarning)
               select new JobFile(IdOf(path), trouble is null ? read.Single(j => j.Id == IdOf(path)) : null, trouble is null ? null : $"{Path.GetFileName(path)}:{trouble.Line}:{trouble.Column} {trouble.Message}"),
        ];
    }

    private static string IdOf(string path) => Path.GetFileNameWithoutExtension(path);
}
