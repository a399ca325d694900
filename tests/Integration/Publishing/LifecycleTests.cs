using Opportune.Database;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Integration.Publishing;

public sealed class LifecycleTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_gap_becomes_an_entry_and_stays_the_same_one(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var first = await nights.Publish("2026-06-01", Found.Open("dexa", "p1", "2026-03-01"));
        var entry = await nights.Entry();
        Assert.Equal(("open", "dexa", "new", 1L, 0L), (entry.Finding, entry.Leader, entry.State, entry.Episode, entry.Reopenings));
        Assert.Equal(Found.Day("2026-06-29"), entry.DueDate);
        Assert.Equal(new("bone", "north", "added", "new-finding", 1), Assert.Single(first));

        Assert.Empty(await nights.Publish("2026-06-02", Found.Open("dexa", "p1", "2026-03-01")));
        Assert.Equal(entry, await nights.Entry());
        Assert.Equal("opened", Assert.Single(await nights.Events()).Kind);
    }
}
