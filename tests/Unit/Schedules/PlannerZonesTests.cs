using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Tests.Unit.Schedules;

/// <summary>
/// The planner against an independent calculation, for every zone of this machine. Every day: one year from 2020 to 2040 and
/// few expressions, both at random, the clock looked at every quarter of an hour. With OPPORTUNE_ALL_ZONES=N: all the years,
/// N expressions a zone, every minute. OPPORTUNE_SEED repeats a run.
/// </summary>
public class PlannerZonesTests
{
    private static readonly int All = int.TryParse(Environment.GetEnvironmentVariable("OPPORTUNE_ALL_ZONES"), out var n) ? n : 0;

    [Fact]
    public void The_planner_agrees_with_a_walk_of_the_clock_in_every_zone()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OPPORTUNE_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        var year = 2020 + random.Next(21);
        var (from, to) = All > 0 ? (new DateTime(2020, 1, 1), new DateTime(2041, 1, 1)) : (new DateTime(year, 1, 1), new DateTime(year + 1, 1, 1));
        long compared = 0, changes = 0, expressions = 0;
        var zones = TimeZoneInfo.GetSystemTimeZones();
        Assert.True(zones.Count > 300, "this machine has no table of time zones");
        foreach (var zone in zones)
        {
            var walk = new ZoneWalk(zone, from, to, step: All > 0 ? 1 : 15);
            changes += walk.Changes;
            for (var i = 0; i < Math.Max(All, 1); i++, expressions++)
            {
                var cron = new RandomCron(random);
                // The day at each end is left out: what lies before it is not known to the walk.
                var (first, last) = (new DateTimeOffset(from.AddDays(1), TimeSpan.Zero), new DateTimeOffset(to.AddDays(-1), TimeSpan.Zero));
                using var planned = Planner.DueAfter(new JobSchedule { Cron = cron.Text, TimeZone = zone.Id }, first).GetEnumerator();
                foreach (var expected in walk.Times(cron).SkipWhile(t => t <= first).TakeWhile(t => t < last))
                {
                    if (!planned.MoveNext() || planned.Current != expected)
                        Assert.Fail($"'{cron.Text}' in {zone.Id}: expected {expected:u}, planned {planned.Current:u} (seed {seed})");
                    compared++;
                }
                if (planned.MoveNext() && planned.Current < last)
                    Assert.Fail($"'{cron.Text}' in {zone.Id}: planned {planned.Current:u}, which the clock never comes to (seed {seed})");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {compared:N0} times of {expressions:N0} expressions in {zones.Count} zones with {changes:N0} changes of the clock");
    }
}
