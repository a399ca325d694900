using Opportune.Core;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>What is backlog, and slips in the file that says so.</summary>
public class WorkloadTests
{
    private const string File = "review/workload.yaml";

    [Theory]
    [InlineData("release: 25", "release: 0", "1:10: 'release' must be a whole number from 1: entries a week and panel")]
    [InlineData("release: 25", "realease: 25", "1:1: unknown key 'realease'; did you mean 'release'?")]
    [InlineData("  rib-review: {usual", "  rib-revue: {usual", "3:3: unknown measure 'rib-revue'; did you mean 'rib-review'?")]
    [InlineData("NORTH: 2026-11-02", "NORTH: 2 Nov 2026", "3:42: 'NORTH' must be a date, yyyy-MM-dd")]
    [InlineData("NORTH: 2026-11-02", "NORTH: ", "3:35: 'NORTH' has no date")]
    [InlineData("slots: {rib-review", "slots: {rib-reviews", "4:9: unknown measure 'rib-reviews'; did you mean 'rib-review'?")]
    public void A_slip_is_told_with_its_place(string passage, string slip, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal($"{File}:{expected}", folder.With(File, passage, slip).Problems());
    }

    [Theory]
    [InlineData("2026-10-04", null, "SOUTH", 2, true)]
    [InlineData("2026-10-05", null, "SOUTH", 2, false)]
    [InlineData("2026-10-05", null, "NORTH", 2, true)]
    [InlineData("2026-11-02", null, "NORTH", 2, false)]
    [InlineData("2026-10-04", null, null, 2, true)]
    // The report counts, not the exam.
    [InlineData("2026-10-04", "2026-10-05", "SOUTH", 2, false)]
    [InlineData("2026-10-03", "2026-10-04", "SOUTH", 5, true)]
    // Tier 1 never waits.
    [InlineData("2026-10-04", null, "SOUTH", 1, false)]
    public void What_was_reported_before_the_site_began_is_backlog(string index, string? report, string? site, int tier, bool expected)
    {
        using var folder = new BrokenFolder();
        var workload = folder.Load().Workload;
        Assert.Equal((25, "scanner"), (workload.Release, workload.Slots["rib-review"]));
        var gap = Runs.Reconcile.Found.Open("rib-review", "p", index, tier) with { Site = site, ReportDate = report is null ? null : Runs.Reconcile.Found.Day(report) };
        Assert.Equal(expected, workload.IsBacklog(gap));
        Assert.False((workload with { Uncapped = new HashSet<string> { "rib-review" } }).IsBacklog(gap));
        Assert.False(workload.IsBacklog(gap with { Measure = "other" }));
    }

    [Fact]
    public void A_measure_may_say_itself_when_it_begins_and_that_it_is_not_capped()
    {
        const string Measure = "measures/rib-review.yaml";
        using var folder = new BrokenFolder();
        folder.With(Measure, "rank: 1", "rank: 1\nrelease-cap: none\ngo-live: {usual: 2026-11-01, WEST: 2026-12-01}");
        // The site's word holds.
        Assert.Equal((new DateOnly(2026, 10, 5), new DateOnly(2026, 11, 2)), (folder.Load().Workload.GoLive["rib-review"].At("WEST"), folder.Load().Workload.GoLive["rib-review"].At("NORTH")));
        Assert.Equal(["rib-review"], folder.Load().Workload.Uncapped);
        System.IO.File.Delete(folder.PathOf(File));
        Assert.Equal((new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 1)), (folder.Load().Workload.GoLive["rib-review"].At("NORTH"), folder.Load().Workload.GoLive["rib-review"].At("WEST")));
        folder.With(Measure, "{usual: 2026-11-01, WEST: 2026-12-01}", "2026-11-03");
        Assert.Equal(new DateOnly(2026, 11, 3), folder.Load().Workload.GoLive["rib-review"].At("WEST"));
    }

    [Theory]
    [InlineData("go-live: soon", "6:10: 'go-live' must be a date, yyyy-MM-dd")]
    [InlineData("go-live: {NORTH: soon}", "6:18: 'NORTH' must be a date, yyyy-MM-dd")]
    [InlineData("release-cap: 40", "6:14: unknown release-cap '40'; known: none")]
    public void A_slip_in_a_measure_is_told_with_its_place(string line, string expected)
    {
        using var folder = new BrokenFolder();
        Assert.Equal($"measures/rib-review.yaml:{expected}", folder.With("measures/rib-review.yaml", "rank: 1", "rank: 1\n" + line).Problems());
    }

    [Fact]
    public void Without_the_file_nothing_is_backlog()
    {
        using var folder = new BrokenFolder();
        System.IO.File.Delete(folder.PathOf(File));
        Assert.Equal(40, folder.Load().Workload.Release);
        Assert.Empty(folder.Load().Workload.GoLive);
    }
}
