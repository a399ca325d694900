using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

public sealed class StateTests
{
    private static readonly DateOnly[] Returns = [Ward.Today.AddDays(-1), Ward.Today, Ward.Today.AddDays(1)];

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task The_database_and_the_program_agree_on_the_state_of_every_combination(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var expected = new Dictionary<string, EntryState>();
        await ward.Run(connection =>
        {
            foreach (var standing in Combinations())
            {
                var id = $"e{expected.Count:00000}";
                expected[id] = standing.On(Ward.Today);
                Ward.Insert(connection, id, id);
                connection.Execute(
                    """
                    update entries
                    set
                        finding = @finding, episode = @episode, news = @news, reopenings = @reopenings, decision = @decision,
                        on_episode = @on_episode, on_news = @on_news, on_reopenings = @on_reopenings, returns_on = @returns_on,
                        queued_since = @queued_since
                    where entry_id = @id
                    """,
                    new
                    {
                        id,
                        finding = EntryNames.Of(standing.Finding),
                        episode = standing.Now.Episode,
                        news = standing.Now.News,
                        reopenings = standing.Now.Reopenings,
                        decision = standing.Decision == EntryDecision.None ? null : EntryNames.Of(standing.Decision),
                        on_episode = standing.Decision == EntryDecision.None ? null : (long?)standing.Seen.Episode,
                        on_news = standing.Decision == EntryDecision.None ? null : (long?)standing.Seen.News,
                        on_reopenings = standing.Decision == EntryDecision.None ? null : (long?)standing.Seen.Reopenings,
                        returns_on = standing.ReturnsOn,
                        queued_since = standing.IsQueued ? Ward.Today : (DateOnly?)null,
                    });
            }
            return 0;
        });
        Assert.Equal(1400, expected.Count);
        var page = await ward.Reader.List(new() { States = Enum.GetValues<EntryState>() }, Ward.Today, expected.Count, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Count, page.Entries.Count);
        Assert.Empty(page.Entries.Where(e => e.State != EntryNames.Of(expected[e.EntryId])).Select(e => $"{e.EntryId}: {e.State}, not {expected[e.EntryId]}"));
        // And the row says the same again through the program.
        Assert.All(page.Entries, e => Assert.Equal(e.State, EntryNames.Of(e.AtHand.On(Ward.Today))));
    }

    private static IEnumerable<EntryStanding> Combinations() =>
        from finding in Enum.GetValues<EntryFinding>()
        from decision in Enum.GetValues<EntryDecision>()
        from queued in new[] { false, true }
        from now in new[] { new EntryCounters(1, 0, 0), new EntryCounters(2, 1, 1) }
        from seen in decision == EntryDecision.None ? [default] : (EntryCounters[])
            [new(1, 0, 0), new(2, 1, 1), new(2, 0, 0), new(2, 1, 0), new(2, 0, 1), new(1, 1, 1)]
        from returns in decision is EntryDecision.Snooze or EntryDecision.Wait or EntryDecision.Close ? [null, .. Returns.Cast<DateOnly?>()] : (DateOnly?[])[null]
        where seen.Episode <= now.Episode && seen.News <= now.News && seen.Reopenings <= now.Reopenings
        select new EntryStanding(finding, now, decision, seen, returns, queued);

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task What_waits_is_back_on_its_day_with_what_came_of_it(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        var result = await ward.Decide("dxa-ordered");
        Assert.Equal((ActionOutcome.Done, "waiting"), (result.Outcome, result.Entry!.State));
        foreach (var (day, state) in new[] { (59, "waiting"), (60, "reopened"), (61, "reopened") })
        {
            var entry = await ward.Entry(today: Ward.Today.AddDays(day));
            Assert.Equal(state, entry.State);
            Assert.Equal(state == "waiting" ? null : $"DXA ordered {day} days ago, no DXA up to 12 Nov 2026", entry.Returned(Ward.Dispositions, Ward.Today.AddDays(day)));
        }
    }
}
