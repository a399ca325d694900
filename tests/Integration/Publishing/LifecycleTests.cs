using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>What becomes of an entry from night to night, told as stories.</summary>
public sealed class LifecycleTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_gap_becomes_an_entry_and_stays_the_same_one(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var first = await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var entry = await nights.Entry();
        Assert.Equal(("open", "dexa", "new", 1L, 0L), (entry.Finding, entry.Leader, entry.State, entry.Episode, entry.Reopenings));
        Assert.Equal(Day("2026-06-29"), entry.DueDate);
        Assert.Equal(new("bone", "north", "added", "new-finding", 1), Assert.Single(first));

        Assert.Empty(await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-03-01")));
        Assert.Equal(entry, await nights.Entry());
        Assert.Equal("opened", Assert.Single(await nights.Events()).Kind);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task When_the_first_finding_ages_out_the_declined_entry_stays_declined_and_tells_where_the_index_moved(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var both = Open("dexa", "p1", "2024-06-02").With(Fact("2025-06-04", row: "f2"));
        await nights.Publish("2026-06-01", both);
        var entry = await nights.Entry();
        await nights.Decide(entry.EntryId, "close");

        var changes = await nights.Publish("2026-06-03", Open("dexa", "p1", "2025-06-04"));

        Assert.Equal("closed-by-person", (await nights.Entry()).State);
        var moved = (await nights.Events())[^1];
        Assert.Equal(("index-moved", "aged", "Index moved from 2 Jun 2024 to 4 Jun 2025."), (moved.Kind, moved.Cause, moved.Text));
        Assert.Equal(new("bone", "north", "changed", "aged", 1), Assert.Single(changes));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_older_report_that_arrives_late_moves_the_index_of_a_declined_entry_and_no_more(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        await nights.Decide((await nights.Entry()).EntryId, "close");

        await nights.Publish("2026-06-02", Open("dexa", "p1", "2025-11-15", acute: true).With(Fact("2026-03-01")));

        Assert.Equal("closed-by-person", (await nights.Entry()).State);
        var moved = (await nights.Events())[^1];
        Assert.Equal(("index-moved", "new-finding", "Index moved from 1 Mar 2026 to 15 Nov 2025."), (moved.Kind, moved.Cause, moved.Text));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_new_version_of_the_measure_keeps_what_people_decided(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01"), Open("dexa", "p3", "2026-03-01"));
        foreach (var entry in await nights.Entries())
            await nights.Decide(entry.EntryId, "close");
        nights.MeasureHash = "m2";

        var changes = await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-04-01"), Open("dexa", "p2", "2026-03-01", tier: 1));

        Assert.Equal(["closed-by-person", "closed-by-person", "withdrawn"], (await nights.Entries()).Select(e => e.State));
        Assert.All(changes, c => Assert.Equal("measure-changed", c.Cause));
        Assert.Contains(await nights.Events(), e => e.Kind == "index-moved" && e.Text == "Index moved from 1 Mar 2026 to 1 Apr 2026.");

        nights.MeasureHash = "m1";
        await nights.Publish("2026-06-03", Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01"), Open("dexa", "p3", "2026-03-01"));
        Assert.All(await nights.Entries(), e => Assert.Equal("closed-by-person", e.State));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_new_lexicon_that_reads_the_first_report_otherwise_keeps_the_declined_entry(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("statin", "p1", "2025-12-01"));
        await nights.Decide((await nights.Entry()).EntryId, "close");
        nights.LexiconHash = "l2";

        await nights.Publish("2026-06-02", Open("statin", "p1", "2025-10-01").With(Fact("2025-12-01", sites: "coronary")));

        var entry = await nights.Entry();
        Assert.Equal("closed-by-person", entry.State);
        Assert.Contains(await nights.Events(), e => e is { Kind: "index-moved", Cause: "lexicon-or-value-set-changed" });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_declined_entry_is_answered_by_a_new_one_when_a_new_episode_begins(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-01-01", Open("dexa", "p1", "2025-11-01"));
        var declined = await nights.Entry();
        await nights.Decide(declined.EntryId, "close");

        // Within 90 days of the last it is the same fracture.
        await nights.Publish("2026-02-01", Open("dexa", "p1", "2025-11-01").With(Fact("2026-01-15", acute: true)));
        Assert.Equal("closed-by-person", (await nights.Entry()).State);

        var changes = await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-05-20", acute: true));

        var entries = await nights.Entries();
        Assert.Equal([("closed-by-person", "satisfied", 1L), ("new", "open", 2L)], entries.Select(e => (e.State, e.Finding, e.Number)));
        Assert.Equal(declined.EntryId, entries[0].EntryId);
        Assert.Equal(("new-episode", "a new episode goes on as entry 2 of the pathway"), (await nights.Events(declined.EntryId))[^1] is var e ? (e.Kind, e.Text) : default);
        Assert.Contains("entry 1", Assert.Single(await nights.Events(entries[1].EntryId)).Text);
        Assert.Equal([("added", 1L), ("dropped", 1L)], changes.Select(c => (c.Change, c.Amount)));
        Assert.Equal(entries[1].EntryId, Assert.Single(await nights.Ask<string>("select entry_id from gaps")));

        await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-05-20", acute: true));
        Assert.Equal(entries, await nights.Entries());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_open_entry_takes_a_new_episode_in_and_returns_to_the_top(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-01-01", Open("dexa", "p1", "2025-11-01"));
        await nights.Decide((await nights.Entry()).EntryId, "wait", "2026-12-01");
        Assert.Equal("waiting", (await nights.Entry()).State);

        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-05-20", acute: true));

        var entry = await nights.Entry();
        Assert.Equal(("reopened", 2L, 1L, 1L), (entry.State, entry.Episode, entry.News, entry.Reopenings));
        Assert.Equal("new-episode", (await nights.Events())[^1].Kind);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task New_evidence_ends_a_snooze_and_leaves_a_decision(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-01-01", Open("dexa", "p1", "2025-11-01"), Open("dexa", "p2", "2025-11-01"));
        var ids = (await nights.Entries()).Select(e => e.EntryId).ToList();
        await nights.Decide(ids[0], "snooze", "2026-12-01");
        await nights.Decide(ids[1], "wait", "2026-12-01");

        await nights.Publish("2026-02-01", Open("dexa", "p1", "2025-11-01").With(Fact("2026-01-15")), Open("dexa", "p2", "2025-11-01").With(Fact("2026-01-15")));

        Assert.Equal(["reopened", "waiting"], (await nights.Entries()).Select(e => e.State));
        Assert.Equal(("changed", "new-finding", "New evidence joined."), (await nights.Events(ids[0]))[^1] is var e ? (e.Kind, e.Cause, e.Text) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Closed_by_a_DXA_and_reopened_when_the_DXA_is_deleted(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap);
        var closed = await nights.Publish("2026-06-08", gap.Closed("2026-06-05"));
        Assert.Equal("closed-by-evidence", (await nights.Entry()).State);
        Assert.Equal(new("bone", "north", "dropped", "new-treatment", 1), Assert.Single(closed));

        var back = await nights.Publish("2026-06-09", gap);

        var entry = await nights.Entry();
        Assert.Equal(("reopened", 1L, 1L), (entry.State, entry.Episode, entry.Reopenings));
        Assert.Equal(new("bone", "north", "added", "source-corrected", 1), Assert.Single(back));
        Assert.Equal(["opened", "closed", "reopened"], (await nights.Events()).Select(e => e.Kind));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reopened_when_the_supply_of_a_statin_runs_out(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("statin", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap);
        await nights.Publish("2026-06-08", gap.Closed("2026-06-05", holdsUntil: "2026-09-30", reason: "on a statin"));
        Assert.Empty(await nights.Publish("2026-09-30", gap.Closed("2026-06-05", holdsUntil: "2026-09-30", reason: "on a statin")));

        Assert.Equal("window-passed", Assert.Single(await nights.Publish("2026-10-01", gap)).Cause);
        Assert.Equal("reopened", (await nights.Entry()).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_death_closes_every_pathway_and_its_withdrawal_restores_the_entries_with_their_history(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var (bone, heart) = (Open("dexa", "p1", "2026-03-01"), Open("statin", "p1", "2026-03-01"));
        await nights.Publish("2026-06-01", bone, heart);
        var before = await nights.Entries();
        await nights.Decide(before[0].EntryId, "wait", "2026-12-01");

        var died = await nights.Publish("2026-06-02", bone.Dead("2026-06-01"), heart.Dead("2026-06-01"));
        Assert.All(await nights.Entries(), e => Assert.Equal("closed-by-evidence", e.State));
        Assert.All(died, c => Assert.Equal(("dropped", "new-finding"), (c.Change, c.Cause)));

        var back = await nights.Publish("2026-06-03", bone, heart);
        Assert.Equal(["waiting", "reopened"], (await nights.Entries()).Select(e => e.State));
        Assert.Equal(before.Select(e => e.EntryId), (await nights.Entries()).Select(e => e.EntryId));
        Assert.All(back, c => Assert.Equal(("added", "source-corrected"), (c.Change, c.Cause)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Hospice_closes_and_its_end_reopens(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap);
        await nights.Publish("2026-06-02", gap.Excluded("hospice", "2026-06-02", holdsUntil: "2026-12-02"));
        Assert.Equal(("excluded", "closed-by-evidence"), ((await nights.Entry()).Finding, (await nights.Entry()).State));
        Assert.Equal("window-passed", Assert.Single(await nights.Publish("2026-12-03", gap)).Cause);
        Assert.Equal("reopened", (await nights.Entry()).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Inactive_patients_go_aside_and_return_with_a_new_encounter(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap, Open("dexa", "p2", "2026-03-01").NotActive());
        await nights.Decide((await nights.Entry()).EntryId, "review");

        Assert.Equal(("dropped", "window-passed"), Assert.Single(await nights.Publish("2026-06-02", gap.NotActive())) is var gone ? (gone.Change, gone.Cause) : default);
        Assert.Equal("not-active-here", (await nights.Entry()).Finding);

        Assert.Equal(("added", "new-finding"), Assert.Single(await nights.Publish("2026-06-03", gap)) is var back ? (back.Change, back.Cause) : default);
        Assert.Equal(("open", "reopened"), ((await nights.Entry()).Finding, (await nights.Entry()).State));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_uncovered_feed_makes_the_treatment_unknown_until_it_is_back(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap);
        Assert.Equal(("dropped", "feed-state-changed"), Assert.Single(await nights.Publish("2026-06-02", gap.Withheld())) is var gone ? (gone.Change, gone.Cause) : default);
        Assert.Equal(("treatment-unknown", "new"), ((await nights.Entry()).Finding, (await nights.Entry()).State));
        Assert.Equal(("added", "feed-state-changed"), Assert.Single(await nights.Publish("2026-06-03", gap)) is var back ? (back.Change, back.Cause) : default);
        Assert.Equal("new", (await nights.Entry()).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_withheld_gap_is_an_entry_of_its_own_tab_and_closed_excluded_and_prospective_ones_are_none(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish(
            "2026-06-01",
            Open("dexa", "p1", "2026-03-01").Withheld(),
            Open("dexa", "p2", "2026-03-01").Closed("2026-04-01"),
            Open("dexa", "p3", "2026-03-01").Dead("2026-04-01"),
            Open("dexa", "p4", "2026-05-25").Prospective("2026-06-08"),
            Open("dexa", "p5", "2026-03-01").NotActive());

        Assert.Equal(("p1", "treatment-unknown"), await nights.Entry() is var e ? (e.PatientId, e.Finding) : default);
        Assert.Equal(5, await nights.Ask<long>("select count(*) from gaps") is var n ? n[0] : 0);

        Assert.Equal("aged", Assert.Single(await nights.Publish("2026-06-09", Open("dexa", "p4", "2026-05-25")), c => c.Change == "added").Cause);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_gap_that_is_prospective_again_withdraws_its_entry(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-05-25").Prospective("2026-06-08"));
        Assert.Equal(("gone", "withdrawn"), ((await nights.Entry()).Finding, (await nights.Entry()).State));
        await nights.Publish("2026-06-09", Open("dexa", "p1", "2026-05-25"));
        Assert.Equal("reopened", (await nights.Entry()).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_low_T_score_hands_the_entry_on_to_treatment_review(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", dexa);
        await nights.Decide((await nights.Entry()).EntryId, "wait", "2026-08-01");

        var changes = await nights.Publish("2026-06-15", dexa.Closed("2026-06-10"), Open("treatment", "p1", "2026-06-10", row: "t-score"));

        var entry = await nights.Entry();
        Assert.Equal(("treatment", "reopened", "open"), (entry.Leader, entry.State, entry.Finding));
        Assert.Equal(new("bone", "north", "changed", "handed-on", 1), Assert.Single(changes));
        Assert.Contains(await nights.Events(), e => e is { Kind: "handed-on", Cause: "handed-on", Text: "Handed on from dexa review to treatment review." });
        Assert.Equal([entry.EntryId], (await nights.Ask<string>("select distinct entry_id from gaps")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_reviewer_reported_closes_by_the_cause_person_and_its_withdrawal_reopens_by_it(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap);
        Assert.Equal("person", Assert.Single(await nights.Publish("2026-06-02", gap.Closed("2026-05-01", row: "reported:1"))).Cause);
        Assert.Equal("person", Assert.Single(await nights.Publish("2026-06-03", gap)).Cause);
        Assert.Equal("reopened", (await nights.Entry()).State);
        Assert.Equal("person", Assert.Single(await nights.Publish("2026-06-04", gap.Dead("2026-06-03", reported: true))).Cause);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_held_part_keeps_its_rows_and_entries_and_the_others_go_on(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01", site: "south"));
        nights.Held.Add(new("dexa", "south"));

        // p2 is gone at the held site, p3 is new there, p4 moved there from a site that is not held.
        await nights.Publish("2026-06-02", Open("dexa", "p3", "2026-03-01", site: "south"));

        Assert.Equal([("p1", "gone"), ("p2", "open")], (await nights.Entries()).Select(e => (e.PatientId, e.Finding)));
        Assert.Equal(["p2"], await nights.Ask<string>("select patient_id from gaps"));
        Assert.Equal([("north", "run-2"), ("south", "run-1")], (await nights.Ask<(string, string)>("select site, run_id from publications order by site")));

        nights.Held.Clear();
        await nights.Publish("2026-06-03", Open("dexa", "p3", "2026-03-01", site: "south"));
        Assert.Equal([("p1", "gone"), ("p2", "gone"), ("p3", "open")], (await nights.Entries()).Select(e => (e.PatientId, e.Finding)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_job_without_a_measure_leaves_its_rows_alone(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"), Open("statin", "p1", "2026-03-01"));
        var before = await nights.Entries();

        await nights.Publish("2026-06-02", [.. Measures.Where(m => m.Id == "statin")], Open("statin", "p1", "2026-03-01"));

        Assert.Equal(before, await nights.Entries());
        Assert.Equal(["dexa", "statin"], await nights.Ask<string>("select measure from gaps order by measure"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_patient_who_moves_to_another_site_is_counted_out_here_and_in_there(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var changes = await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-03-01", site: "south"));
        Assert.Equal([("north", "dropped"), ("south", "added")], changes.Select(c => (c.Site, c.Change)));
        Assert.All(changes, c => Assert.Equal("source-corrected", c.Cause));
    }
}
