using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Scheduling;

/// <summary>The schedules of all jobs together: who follows whom, and what their times mean on a clock.</summary>
/// <param name="judge">Tells what is wrong with the times of a schedule; null: only the form counts.</param>
internal sealed class JobChain(Func<JobSchedule, IEnumerable<ScheduleFault>>? judge)
{
    private readonly Dictionary<string, (JobSchedule Schedule, YamlMap Map)> _read = new(StringComparer.Ordinal);

    private readonly HashSet<string> _unscheduled = new(StringComparer.Ordinal);

    public void Add(string job, JobSchedule schedule, YamlMap map) => _read[job] = (schedule, map);

    /// <summary>A job that people start.</summary>
    public void AddUnscheduled(string job) => _unscheduled.Add(job);

    /// <summary>Tells followers of nobody and of themselves, gives followers their zone, and has the times judged.</summary>
    /// <param name="jobs">What could be read.</param>
    /// <param name="ids">Every job that has a file, whether it could be read or not.</param>
    public IReadOnlyList<JobDefinition> Settle(IReadOnlyList<JobDefinition> jobs, IReadOnlyList<string> ids) =>
        [.. jobs.Select(j => _read.ContainsKey(j.Id) ? j with { Schedule = Settle(j.Id, ids) } : j)];

    private JobSchedule Settle(string job, IReadOnlyList<string> ids)
    {
        var (schedule, map) = _read[job];
        var path = Path(job);
        if (schedule.After is { } after && !ids.Contains(after))
            map.ProblemAt("after", Problems.Unknown("job", after, ids.Where(i => i != job)));
        else if (path.Count > 1 && path[^1] == job)
            map.ProblemAt("after", $"the jobs follow each other in a circle: {string.Join(" after ", path)}");
        else if (Zone(path) is { } zone)
        {
            schedule = schedule with { TimeZone = zone };
            // A zone that was taken over is told where it is written.
            foreach (var fault in (judge?.Invoke(schedule) ?? []).Where(f => f.Key != "time-zone" || map.Has(f.Key)))
                map.ProblemAt(fault.Key, fault.Message, fault.IsWarning);
        }
        else if (_unscheduled.Contains(path[^1]))
            map.Problem(map.Node, $"'time-zone' is missing: people start '{path[^1]}', so there is none to take over");
        return schedule;
    }

    // The nearest zone along the way, or null; where the way ends in a file that could not be read no second problem follows.
    private string? Zone(List<string> path) =>
        path.Where(_read.ContainsKey).Select(j => _read[j].Schedule.TimeZone).FirstOrDefault(z => z.Length > 0);

    // The job, the one that it follows, and so on, until one follows nobody or comes a second time.
    private List<string> Path(string job)
    {
        List<string> path = [job];
        while (_read.TryGetValue(path[^1], out var at) && at.Schedule.After is { } next)
        {
            var isSeen = path.Contains(next);
            path.Add(next);
            if (isSeen)
                break;
        }
        return path;
    }
}
