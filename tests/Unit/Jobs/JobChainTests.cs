using Opportune.Core;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>Jobs that follow other jobs, and everything that a job may say.</summary>
public sealed class JobChainTests : IDisposable
{
    private readonly BrokenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_follower_has_the_zone_of_the_job_it_follows()
    {
        Follow("after-it", "nightly");
        Follow("after-that", "after-it");
        var jobs = _folder.Load().Jobs;
        Assert.Equal("America/Chicago", jobs["after-that"].Schedule!.TimeZone);
        Assert.Equal(("after-it", (string?)null), (jobs["after-that"].Schedule!.After, jobs["after-that"].Schedule!.Cron));
    }

    [Fact]
    public void Circles_and_unknown_jobs_are_told()
    {
        Follow("a", "b");
        Follow("b", "a");
        Follow("c", "nightli");
        Follow("into-the-circle", "a");
        Assert.Equal(
            """
            a.yaml:4:19: the jobs follow each other in a circle: a after b after a
            b.yaml:4:19: the jobs follow each other in a circle: b after a after b
            c.yaml:4:19: unknown job 'nightli'; did you mean 'nightly'?
            """, _folder.Problems());
    }

    [Fact]
    public void A_job_may_not_follow_itself()
    {
        Follow("a", "a");
        Assert.Equal("a.yaml:4:19: the jobs follow each other in a circle: a after a", _folder.Problems());
    }

    [Fact]
    public void A_follower_misses_nothing_by_itself()
    {
        Follow("a", "nightly, catch-up: all");
        Assert.Equal("a.yaml:4:38: 'catch-up' belongs to 'cron': a job that follows another misses nothing by itself", _folder.Problems());
    }

    [Fact]
    public void What_follows_a_job_that_people_start_names_its_own_zone()
    {
        _folder.With("by-hand.yaml", "", "id: by-hand\ntitle: T\nmeasures: {tagged: [nightly]}\noutputs: [csv]\n");
        Follow("a", "by-hand");
        Follow("b", "by-hand, time-zone: Asia/Tokyo");
        Assert.Equal("a.yaml:4:11: 'time-zone' is missing: people start 'by-hand', so there is none to take over", _folder.Problems());
    }

    [Fact]
    public void Behind_a_job_that_cannot_be_read_no_second_problem_follows()
    {
        _folder.With("nightly.yaml", "time-zone: America/Chicago", "time-zone: Chicago Time");
        Follow("a", "nightly");
        Assert.Equal("nightly.yaml:4:45: 'time-zone' must be an IANA zone such as Europe/Berlin or UTC", _folder.Problems());
    }

    [Fact]
    public void The_planner_is_asked_about_the_times()
    {
        List<string> asked = [];
        var problems = _folder.Problems(judge: schedule =>
        {
            asked.Add(schedule.Cron!);
            return [new("cron", "never"), new("deadline", "early", IsWarning: true)];
        });
        Assert.Equal(["30 2 * * 1-5"], asked);
        Assert.Equal("nightly.yaml:4:11: warning: early\nnightly.yaml:4:18: never", problems);
    }

    [Fact]
    public void A_job_may_say_all_of_this()
    {
        _folder.With("nightly.yaml", "America/Chicago}", "America/Chicago, overlap: cancel-old, catch-up: all, skip-if-later-than: 90m,\n"
                + "  window: {from: \"22:00\", to: \"06:30\"}, deadline: 14d}\ninput: in\nout: out\ncache: kept\ntrust: bytes\nnotify: [night-shift]\n"
                + "retention: {runs: 400d, files: 36h, caches: 30d}");
        var job = _folder.Load().Jobs["nightly"];
        Assert.Equal(("in", "out", "kept", Trust.Bytes), (job.Input, job.Out, job.Cache, job.Trust));
        Assert.Equal(new Retention(TimeSpan.FromDays(400), TimeSpan.FromHours(36), TimeSpan.FromDays(30)), job.Retention);
        Assert.Equal(["night-shift"], job.Notify);
        Assert.Equal(
            new JobSchedule
            {
                Cron = "30 2 * * 1-5",
                TimeZone = "America/Chicago",
                Overlap = OverlapPolicy.CancelOld,
                CatchUp = CatchUpPolicy.All,
                SkipIfLaterThan = TimeSpan.FromMinutes(90),
                Window = new(new(22, 0), new(6, 30)),
                Deadline = Deadline.AfterDue(TimeSpan.FromDays(14)),
            }, job.Schedule);
        Assert.Equal("22:00-06:30 14d", $"{job.Schedule!.Window} {job.Schedule.Deadline}");
    }

    private void Follow(string id, string after) =>
        _folder.With($"{id}.yaml", "", $"id: {id}\ntitle: T\nmeasures: {{tagged: [nightly]}}\nschedule: {{after: {after}}}\noutputs: [csv]\n");
}
