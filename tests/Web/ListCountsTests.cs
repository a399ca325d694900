using Opportune.Database;
using Dapper;
using Opportune.Web;
using Opportune.Web.Show;

namespace Opportune.Tests.Web;

/// <summary>How many entries lists have, as many people ask at once.</summary>
public sealed class ListCountsTests : PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_who_ask_at_once_are_told_the_same_and_what_changed_is_counted_anew()
    {
        var counts = _site.Part<ListCounts>();
        var reader = new WorklistReader(_site.Database, _site.Dispositions, Sight.Unrestricted);
        var day = _site.Part<PublicationNews>().Today;
        ListQuery[] lists = [new(), new() { Measure = "statin-review" }, new() { Measure = "statin-review", Exact = true }, new() { Measure = "statin-review" }];
        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => counts.Of(reader, lists, $"reviewer {i}", day, Cancel))));
        Assert.All(told, t => Assert.Equal(told[0], t));
        Assert.Equal([told[0][1], told[0][1]], told[0].Skip(2));
        Assert.True(told[0][1] > 10, string.Join(" ", told[0]));
        // Whoever went on meanwhile is not counted for, and holds up nobody.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => counts.Of(reader, [new() { Tier = 1 }], "ann", day, new(canceled: true)));
        var id = await _site.Sql(c => c.QueryFirst<string>("select entry_id from entries where state = 'new' and finding = 'open' and leader = 'statin-review' order by entry_id"));
        await _site.Sql(c => c.Execute(
            "update entries set decision = 'close', on_episode = episode where entry_id = @id; insert into entry_events (entry_id, at, kind, state_after, text) values (@id, '2026-11-13T15:00:00.000000Z', 'decided', '', '')", new { id }));
        Assert.Equal(told[0][1] - 1, (await counts.Of(reader, [lists[1]], "ann", day, Cancel))[0]);
    }
}
