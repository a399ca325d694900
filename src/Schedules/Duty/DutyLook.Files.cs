using Opportune.Core;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>What the job files say now. A change holds from the moment at which it is seen; what came due before is decided by what was said before.</summary>
internal sealed partial class DutyLook
{
    /// <summary>Looks at all jobs that have a file or had one.</summary>
    /// <param name="files">The job files.</param>
    /// <param name="lastGood">What a file said when it could last be used, by job; renewed.</param>
    /// <param name="tell">Hears of a job that cannot be looked at.</param>
    public void Settle(IReadOnlyList<JobFile> files, Dictionary<string, JobDefinition> lastGood, Action<string> tell)
    {
        var jobs = new Dictionary<string, JobAtHand>(StringComparer.Ordinal);
        var rows = _book.Schedules.ToDictionary(r => r.Job, StringComparer.Ordinal);
        foreach (var file in files.Where(f => f.Job is not null))
            lastGood[file.Id] = file.Job!;
        foreach (var job in rows.Keys.Union(files.Select(f => f.Id)).Order(StringComparer.Ordinal))
        {
            try
            {
                var (row, file) = (rows.GetValueOrDefault(job), files.FirstOrDefault(f => f.Id == job));
                if (See(row, file, lastGood.GetValueOrDefault(job)) is { } seen)
                    Settle(jobs[job] = new(seen, lastGood.GetValueOrDefault(job)));
            }
            catch (InputException e)
            {
                tell($"{job}: {e.Message}");
            }
        }
        Backfill(jobs);
    }

    // The row as it holds from now on.
    private ScheduleRow? See(ScheduleRow? row, JobFile? file, JobDefinition? definition) =>
        file is null ? Lose(row!)
        : file.Job is null ? Distrust(row, file)
        : SeeGood(row, file.Job, definition);

    private ScheduleRow Lose(ScheduleRow row)
    {
        if (row.GoneAt is not null)
            return row;
        _acts.Add(c => ScheduleLedger.LoseFile(c, row.Job, now));
        Note(row.Job, ScheduleChangeKinds.FileGone, "its file is gone; nothing is started any more, and what is at work ends", null);
        return row with { GoneAt = now };
    }

    private ScheduleRow? Distrust(ScheduleRow? row, JobFile file)
    {
        if (row is null || (row.Trouble == file.Trouble && row.GoneAt is null))
            return row;
        _acts.Add(c => ScheduleLedger.SeeFile(c, row.Job, row.Title, row.FileSchedule, file.Trouble, now));
        return row with { Trouble = file.Trouble, GoneAt = null };
    }

    private ScheduleRow SeeGood(ScheduleRow? row, JobDefinition job, JobDefinition? definition)
    {
        var said = job.Schedule is { } schedule ? ScheduleText.Write(schedule) : null;
        if (row is { GoneAt: null, Trouble: null } && row.FileSchedule == said && row.Title == job.Title)
            return row;
        var before = row;
        _acts.Add(c => ScheduleLedger.SeeFile(c, job.Id, job.Title, said, null, now));
        var seen = row is null ? new ScheduleRow { Job = job.Id, Title = job.Title, SeenAt = now, FileSchedule = said }
            : row with { Title = job.Title, FileSchedule = said, Trouble = null, GoneAt = null };
        if (before is null)
            Note(job.Id, ScheduleChangeKinds.FileChanged, "its file was seen for the first time", said);
        else if (before.GoneAt is not null)
            Note(job.Id, ScheduleChangeKinds.FileBack, "its file is there again", seen.Holds);
        else if (before.FileSchedule != said)
            Note(job.Id, ScheduleChangeKinds.FileChanged, before.OwnSchedule is null ? "its file says something new" : "its file says something new; what people changed while running holds until 'schedule reset'", seen.Holds);
        if (seen.OwnSchedule is not null && seen.OwnSchedule == said)
        {
            _acts.Add(c => ScheduleLedger.SetOwn(c, job.Id, null, null));
            Note(job.Id, ScheduleChangeKinds.FileChanged, "its file says now what people had changed while running", said);
            seen = seen with { OwnSchedule = null, OwnBase = null };
        }
        if (before is null || (before.GoneAt is null && before.Holds == seen.Holds))
            return seen;
        return BeginAnew(before, seen, definition);
    }

    // Another schedule holds from now on; the one before has its say until now.
    private ScheduleRow BeginAnew(ScheduleRow before, ScheduleRow after, JobDefinition? definition)
    {
        if (before is { GoneAt: null, CursorAt: not null })
            Settle(new JobAtHand(before, definition));
        _acts.Add(c => ScheduleLedger.MoveCursor(c, after.Job, now));
        // A pause that came to its end was ended just now.
        return before.IsPaused(now) ? after with { CursorAt = now } : after with { CursorAt = now, PausedAt = null };
    }
}
