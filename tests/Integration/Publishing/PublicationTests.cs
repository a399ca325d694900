using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Integration.Database;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>One transaction: who comes between, and what stays when it fails.</summary>
public sealed class PublicationTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_run_that_was_compared_before_another_was_published_is_to_be_compared_again(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        using var first = await nights.Compare("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        using var second = await nights.Compare("2026-06-01", Open("dexa", "p2", "2026-03-01"));
        Assert.True(await nights.Apply(first));
        Assert.False(await nights.Apply(second));
        Assert.Equal("p1", (await nights.Entry()).PatientId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_publication_whose_answer_got_lost_is_not_made_twice(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        using var compared = await nights.Compare("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        Assert.True(await nights.Apply(compared));
        Assert.True(await nights.Apply(compared));
        Assert.Single(await nights.Events());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_held_part_of_a_run_is_published_later_by_the_same_run(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Held.Add(new("dexa", "south"));
        Gap[] tonight = [Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01", site: "south")];
        await nights.Publish("2026-06-01", tonight);
        Assert.Equal("p1", (await nights.Entry()).PatientId);

        nights.Held.Clear();
        using var released = await Reconciliation.Compare(nights.Database, nights.Request("run-1", "2026-06-01"), tonight, nights.WorkFile, TestContext.Current.CancellationToken);
        Assert.True(await nights.Apply(released));

        Assert.Equal(["p1", "p2"], (await nights.Entries()).Select(e => e.PatientId));
        Assert.Equal([("north", 1L), ("south", 1L)], await nights.Ask<(string, long)>("select site, amount from run_changes order by site"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_on_which_a_new_entry_rests_makes_the_comparison_stale(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-01-01", Open("dexa", "p1", "2025-11-01"));
        var entry = await nights.Entry();
        await nights.Decide(entry.EntryId, "close");
        using var compared = await nights.Compare("2026-06-01", Open("dexa", "p1", "2026-05-20", acute: true));

        await nights.Decide(entry.EntryId, "reopen");

        Assert.False(await nights.Apply(compared));
        Assert.Equal("reopened", (await nights.Entry()).State);
        Assert.Equal("run-1", Assert.Single(await nights.Ask<string>("select run_id from publications")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_made_between_comparing_and_publishing_is_kept(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        using var compared = await nights.Compare("2026-06-02", Open("dexa", "p1", "2026-02-01", tier: 1));
        await nights.Decide((await nights.Entry()).EntryId, "close");

        Assert.True(await nights.Apply(compared));

        var entry = await nights.Entry();
        Assert.Equal(("closed-by-person", "close", 1L, 1L), (entry.State, entry.Decision, entry.Revision, entry.Tier));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_failure_at_any_table_leaves_the_old_list(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01"), Open("statin", "p3", "2026-03-01"));
        Gap[] tonight = [Open("dexa", "p1", "2026-03-01").Closed("2026-06-01"), Open("dexa", "p4", "2026-03-01"), Open("statin", "p3", "2026-01-01", tier: 1)];
        using var compared = await nights.Compare("2026-06-02", tonight);
        var before = await Everything(nights);
        if (engine == DatabaseEngine.PostgreSql)
            await nights.Do("create function fail() returns trigger language plpgsql as $$ begin raise exception 'asked for'; end $$");
        string[] writes =
        [
            "delete on gaps", "insert on gaps", "update on gaps", "update on entries", "insert on entries", "insert on entry_events", "update on installation",
            "insert on run_changes", "insert on publications", "update on publications",
        ];
        foreach (var write in writes)
        {
            await nights.Do(engine == DatabaseEngine.PostgreSql
                ? $"create trigger fails before {write} for each row execute function fail()"
                : $"create trigger fails before {write} begin select raise(abort, 'asked for'); end");
            await Assert.ThrowsAnyAsync<DbException>(() => nights.Apply(compared));
            Assert.Equal(before, await Everything(nights));
            await nights.Do(engine == DatabaseEngine.PostgreSql ? $"drop trigger fails on {write.Split(' ')[2]}" : "drop trigger fails");
        }
        await Assert.ThrowsAsync<IOException>(() => nights.Database.Write(c => compared.Apply(c, _ => throw new IOException("no space")), TestContext.Current.CancellationToken));
        Assert.Equal(before, await Everything(nights));

        Assert.True(await nights.Apply(compared));
        Assert.Equal([("p1", "satisfied"), ("p2", "gone"), ("p3", "open"), ("p4", "open")], (await nights.Entries()).Select(e => (e.PatientId, e.Finding)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reviewers_who_save_while_a_run_is_published_lose_nothing(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gaps = Enumerable.Range(0, 40).Select(i => Open("dexa", $"p{i:00}", "2026-03-01")).ToArray();
        await nights.Publish("2026-06-01", gaps);
        var ids = (await nights.Entries()).Select(e => e.EntryId).ToList();

        var reviewers = ids.Select(id => Task.Run(() => nights.Decide(id, "close"), TestContext.Current.CancellationToken)).ToList();
        for (var night = 2; night < 12; night++)
            await nights.Publish($"2026-06-{night:00}", [.. gaps.Select(g => g with { Tier = 1 + (night % 2), CoveredTo = Day("2026-05-01").AddDays(night) })]);
        await Task.WhenAll(reviewers);

        Assert.All(await nights.Entries(), e => Assert.Equal(("closed-by-person", "open", 1L, 2L), (e.State, e.Finding, e.Revision, e.Tier)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_texts_and_the_evidence_are_kept_of_what_people_are_shown(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01").Closed("2026-04-01"));
        Assert.Equal(("fracture", "DXA", "a DXA", "Consider a DXA.", "Read from text."), Assert.Single(await nights.Ask<(string, string, string, string, string)>("select why, looked_for, would_close, wording, limits from gaps where patient_id = 'p1'")));
        Assert.Equal(
            """[{"role":"index","criterion":"A1","outcome":"found","table":"imaging_findings","row_id":"f","date":"2026-03-01"}]""",
            Assert.Single(await nights.Ask<string>("select evidence from gaps where patient_id = 'p1'")));
        Assert.Equal(0, Assert.Single(await nights.Ask<long>("select count(*) from gaps where patient_id = 'p2' and (why is not null or evidence is not null)")));

        // Another text is written without a word in the history.
        Assert.Empty(await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-03-01") with { Why = "another" }));
        Assert.Equal("another", Assert.Single(await nights.Ask<string>("select why from gaps where patient_id = 'p1'")));
        Assert.Single(await nights.Events());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_worklist_files_are_told_the_entry_of_each_open_gap(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Merged["q"] = "p2";
        var compared = await nights.Compare("2026-06-01", Open("dexa", "p1", "2026-06-01"), Open("dexa", "p2", "2026-03-01"), Open("dexa", "p3", "2026-03-01").Closed("2026-04-01"), Open("dexa", "p4", "2026-03-01"));
        Assert.Equal(Day("2026-08-24"), compared.Lines.Find("dexa", "p1")?.Due);
        Assert.Equal((Day("2026-06-29"), Day("2026-06-01")), compared.Lines.Find("dexa", "p2") is { } line ? (line.Due, line.FirstSeen) : default);
        Assert.Null(compared.Lines.Find("dexa", "p3"));
        var id = compared.Lines.Find("dexa", "p4")!.Value.EntryId;
        Assert.True(await nights.Apply(compared));
        compared.Dispose();
        Assert.Equal(id, (await nights.Entries()).Single(e => e.PatientId == "p4").EntryId);
    }

    private static async Task<string> Everything(Nights nights)
    {
        var text = new System.Text.StringBuilder();
        foreach (var table in new[] { "gaps order by patient_id, measure", "entries order by entry_id", "entry_events order by event_id", "publications order by measure, site", "run_changes order by run_id, pathway, site, change, cause", "installation order by name" })
        {
            foreach (var row in await nights.Ask<dynamic>($"select * from {table}"))
                text.AppendLine(System.Text.Json.JsonSerializer.Serialize((object)row));
        }
        return text.ToString();
    }
}
