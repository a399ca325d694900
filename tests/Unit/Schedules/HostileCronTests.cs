using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Tests.Unit.Schedules;

/// <summary>Cron expressions that are made to cost time or memory: each is refused in a line, or answers as any other does.</summary>
public sealed class HostileCronTests
{
    public static TheoryData<string> Hostile =>
    [
        "* * 31 2 *", "0 0 30 2 *", "0 0 0 30 FEB ? 2099", "0 0 0 29 FEB ? 2097", "0 0 0 1 1 ? 1970-2099", "0 0 0 1 1 ? 9999999",
        "*/0 * * * *", "0/0 * * * *", "*/999999999 * * * *", "1-999999999 * * * *", "59-0 23-0 31-1 12-1 6-0", "-1 * * * *", "99999999999999999999 * * * *",
        "* * * * * *", "* * * * * * *", "*/1 * * * * ?", "0 0 0 L-30W * ?", "0 0 0 ? * 5#9", "0 0 0 LW-99 * ?", "? ? ? ? ?", "@every 1ns", "@reboot",
        "0 0 * * 0,1,2,3,4,5,6,7,8", "\u0660 * * * *", "0 0 * * MON-MON-MON", "0\t0\n*\r* *", "0 0 * * *#", "%s %n %d * *", "$(reboot) * * * *", "0 0 ${PATH} * *",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public Task One_that_never_comes_or_makes_no_sense_is_answered_at_once(string cron) => Answered(cron);

    [Fact]
    public async Task One_of_a_million_characters_is_answered_too()
    {
        await Answered(string.Join(',', Enumerable.Repeat("0-59", 200_000)) + " * * * *");
        await Answered(string.Join(' ', Enumerable.Repeat("*", 500_000)));
        await Answered(new string('9', 1_000_000) + " * * * *");
        await Answered(new string('*', 1_000_000));
        await Answered("0 0 " + string.Join(',', Enumerable.Repeat("L", 300_000)) + " * ?");
    }

    // Within the minute that a hang would take; either refused in one short line, or with starts that ascend.
    private static async Task Answered(string cron)
    {
        var asked = Task.Run(() =>
        {
            try
            {
                return Planner.DueAfter(new() { Cron = cron, TimeZone = "America/Chicago" }, new(2026, 11, 14, 0, 0, 0, TimeSpan.Zero)).Take(10).ToList();
            }
            catch (InputException e)
            {
                Assert.InRange(e.Message.Length, 1, 400);
                Assert.DoesNotContain('\n', e.Message);
                return [];
            }
        }, TestContext.Current.CancellationToken);
        var starts = await asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(starts.Distinct().Order(), starts);
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(1), "more often than once a minute"));
    }
}
