using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

public sealed class ConcurrencyTests
{
    private const int Reviewers = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_hundred_reviewers_at_once_lose_nothing(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        string[] ids = [.. Enumerable.Range(0, 10).Select(i => $"e{i}")];
        for (var i = 0; i < ids.Length; i++)
            await ward.Add(ids[i], $"P{i}");
        var seen = (await ward.Entry("e0")).Seen;
        // Half of them want the same entry, the others are spread; each comes with what the entry was before anybody began.
        var results = await Task.WhenAll(Enumerable.Range(0, Reviewers).Select(i => Task.Run(async () =>
        {
            var (id, by) = (i % 2 == 0 ? "e0" : ids[i % ids.Length], ward.By($"reviewer {i}"));
            return (Id: id, i, Result: (i % 3) switch
            {
                0 => await ward.Writer.Decide(id, "dxa-ordered", new() { Text = $"by {i}" }, seen, by, Cancel),
                1 => await ward.Writer.Assign(id, $"reviewer {i}", seen, by, Cancel),
                _ => await ward.Writer.Note(id, $"note of {i}", seen, by, Cancel),
            });
        }, Cancel)));

        Assert.All(results, r => Assert.True(r.Result.Outcome is ActionOutcome.Done or ActionOutcome.Conflict, r.Result.Message));
        foreach (var of in results.GroupBy(r => r.Id))
        {
            var winner = Assert.Single(of, r => r.Result.Outcome == ActionOutcome.Done);
            var only = Assert.Single(await ward.History(of.Key));
            Assert.Equal($"reviewer {winner.i}", only.Actor);
            Assert.Equal(1, (await ward.Entry(of.Key)).Revision);
            foreach (var (_, _, lost) in of.Where(r => r.Result.Outcome == ActionOutcome.Conflict))
                Assert.Equal([only.EventId], lost.Meanwhile.Select(e => e.EventId));
        }
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Whoever_looks_again_after_a_conflict_gets_through_and_every_note_is_in_the_history(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            var result = await ward.Writer.Note("e1", $"note {i}", default, ward.By($"reviewer {i}"), Cancel);
            while (result.Outcome == ActionOutcome.Conflict)
                result = await ward.Writer.Note("e1", $"note {i}", result.Entry!.Seen, ward.By($"reviewer {i}"), Cancel);
            Assert.Equal(ActionOutcome.Done, result.Outcome);
        }, Cancel)));
        var history = await ward.History();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"note {i}").Order(), history.Select(e => EventDetail.Of(e.Detail).Value!).Order());
        Assert.Equal((20L, EventDetail.Of(history[^1].Detail).Value), ((await ward.Entry()).Revision, (await ward.Entry()).Note));
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_death_said_on_each_of_a_patients_entries_at_once_closes_all_of_them(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("e1", "P1", "bone");
        await ward.Add("e2", "P1", "vascular", "statin-review");
        await ward.Add("e3", "P1", "neck", "neck-calcification");
        var results = await Task.WhenAll(new[] { "e1", "e2", "e3" }.Select(id => Task.Run(() =>
            ward.Writer.Decide(id, "deceased", new() { Date = Ward.Today }, new(0, new(1, 0, 0)), ward.By($"on {id}"), Cancel), Cancel)));
        Assert.All(results, r => Assert.True(r.Outcome is ActionOutcome.Done or ActionOutcome.Conflict, r.Message));
        foreach (var id in new[] { "e1", "e2", "e3" })
        {
            var (entry, decided) = (await ward.Entry(id), (await ward.History(id)).Count(e => e.IsRevision));
            Assert.Equal(("closed-by-person", (long)decided), (entry.State, entry.Revision));
        }
    }
}
