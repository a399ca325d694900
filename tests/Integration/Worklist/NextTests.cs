using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>The next most useful entry, which no two people get, and who has which entry open.</summary>
public sealed class NextTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_back_comes_first_then_tier_a_visit_soon_the_due_date_and_the_newest_index(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var dana = await Add(ward, "dana");
        await ward.Add("tier-3", "P1", tier: 3, due: Day(1));
        await ward.Add("due-late", "P2", tier: 2, due: Day(20));
        await ward.Add("due-early", "P3", tier: 2, due: Day(10));
        await ward.Add("visit-soon", "P4", tier: 2, due: Day(90));
        await ward.Add("visit-later", "P5", tier: 2, due: Day(15));
        await ward.Add("no-due", "P6", tier: 2);
        await ward.Add("no-due-newer", "P7", tier: 2);
        await ward.Add("back-by-data", "P8", tier: 4);
        await ward.Add("back-on-its-day", "P9", tier: 2);
        await ward.Add("tier-1", "P10", tier: 1, due: Day(200));
        foreach (var (id, finding) in new[] { ("unknown", "treatment-unknown"), ("away", "not-active-here"), ("done", "satisfied") })
            await ward.Add(id, "Q" + id, finding: finding);
        foreach (var id in new[] { "given-away", "given-to-her", "waits", "in-review", "queued" })
            await ward.Add(id, "Q" + id, tier: id == "given-to-her" ? 5 : 1);
        await ward.Run(c => c.Execute(
            """
            insert into people (patient_id, next_visit) values ('P4', @soon), ('P5', @later)
            """, new { soon = Day(7), later = Day(8) }));
        await ward.Run(c => c.Execute("update entries set index_date = @day where entry_id = 'no-due-newer'", new { day = Day(-3) }));
        await ward.Run(c => c.Execute("update entries set queued_since = @day where entry_id = 'queued'", new { day = Day(-3) }));
        await ward.Run(c => c.Execute("update entries set assignee = case when entry_id = 'given-away' then 'eve' else 'dana' end where entry_id like 'given%'"));
        await ward.Publish("back-by-data", reopening: true);
        await ward.Decide("dxa-ordered", "waits");
        await ward.Decide("in-review", "in-review");
        await ward.Decide("dxa-ordered", "back-on-its-day", by: ward.By(today: Day(-60)));
        var order = new List<string>();
        for (string? at = null; await ward.Next(dana, "dana", at) is { } next && !order.Contains(next); at = next)
            order.Add(next);
        Assert.Equal(
            ["back-on-its-day", "back-by-data", "tier-1", "visit-soon", "due-early", "visit-later", "due-late", "no-due-newer", "no-due", "tier-3", "given-to-her"], order);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task No_two_people_get_the_same_entry_however_many_ask_at_once(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        const int People = 12, Entries = 120;
        for (var i = 0; i < Entries; i++)
            await ward.Add($"e{i:000}", $"P{i:000}", tier: 1 + i % 4);
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(i => Add(ward, $"nurse{i}")));
        var given = await Task.WhenAll(people.Select((id, i) => Task.Run(async () =>
        {
            var mine = new List<string>();
            // Each holds what it got, as somebody does who opens one entry after the other in new windows.
            while (await ward.Claims.TakeNext(id, $"nurse{i}", Ward.Today, mine.LastOrDefault(), "page", Cancel) is { } next && !mine.Contains(next))
                mine.Add(next);
            return mine;
        }, Cancel)));
        Assert.Equal(Entries, given.Sum(g => g.Count));
        Assert.Equal(Entries, given.SelectMany(g => g).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_entry_is_open_by_who_opened_it_first_until_that_person_leaves_or_the_time_is_over(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var (dana, eve) = (await Add(ward, "dana"), await Add(ward, "eve"));
        await ward.Add("a", "P1");
        Assert.Null(await ward.Claims.Open("nothing", dana, "p1", Cancel));
        var opened = await ward.Claims.Open("a", dana, "p1", Cancel);
        Assert.Equal((dana, "dana"), (opened!.UserId, opened.DisplayName));
        Assert.Equal(opened, await ward.Claims.Open("a", eve, "p2", Cancel));
        Assert.Null(await ward.Next(eve, "eve"));
        // The same person again, in another window: since the first time, and the older page gives nothing back.
        Assert.Equal(opened, await ward.Claims.Open("a", dana, "p3", Cancel));
        await ward.Claims.Leave("a", dana, "p1", Cancel);
        await ward.Claims.Leave("a", eve, "p3", Cancel);
        Assert.Equal(opened, await ward.Claims.Find("a", Cancel));
        Assert.False(await ward.Claims.Renew("a", dana, "p1", Cancel));
        Assert.True(await ward.Claims.Renew("a", dana, "p3", Cancel));
        await ward.Claims.Leave("a", dana, "p3", Cancel);
        Assert.Null(await ward.Claims.Find("a", Cancel));
        Assert.Equal("a", await ward.Next(eve, "eve"));
        await ward.Run(c => c.Execute("update claims set until = since"));
        Assert.Null(await ward.Claims.Find("a", Cancel));
        Assert.False(await ward.Claims.Renew("a", eve, "next", Cancel));
        Assert.Equal(dana, (await ward.Claims.Open("a", dana, "p4", Cancel))!.UserId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Next_leads_on_past_what_was_left_and_round_again_at_the_end(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var dana = await Add(ward, "dana");
        foreach (var id in new[] { "a", "b", "c" })
            await ward.Add(id, "P" + id);
        Assert.Equal(["a", "b", "c", "a", "b"], await Walk(ward, dana, 5));
        await ward.Decide("dxa-ordered", "c");
        Assert.Equal("a", await ward.Next(dana, "dana", "b"));
        await ward.Decide("dxa-ordered", "a");
        await ward.Decide("dxa-ordered", "b");
        Assert.Null(await ward.Next(dana, "dana", "a"));
    }

    private static async Task<List<string?>> Walk(Ward ward, string userId, int steps)
    {
        var walked = new List<string?>();
        for (var i = 0; i < steps; i++)
            walked.Add(await ward.Next(userId, "dana", walked.LastOrDefault()));
        return walked;
    }

    private static DateOnly Day(int fromToday) => Ward.Today.AddDays(fromToday);

    private static async Task<string> Add(Ward ward, string name) => (await new UserTable(ward.Database).Add(name, name, new(Role.Reviewer, Scope.All), "tests", Cancel))!;
}
