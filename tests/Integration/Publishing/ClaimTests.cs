using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>A close that says "done elsewhere" closes like data, and no longer than data would; a judgement stays.</summary>
public sealed class ClaimTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_reported_low_T_score_hands_the_closed_entry_on_though_it_is_older_than_the_index(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", dexa);
        await nights.Decide((await nights.Entry()).EntryId, "close", expects: "a DXA");

        var changes = await nights.Publish("2026-06-02", dexa.Closed("2025-11-10", row: "reported:1"), Open("treatment", "p1", "2025-11-10", row: "reported:2"));

        var entry = await nights.Entry();
        Assert.Equal(("treatment", "reopened", "open"), (entry.Leader, entry.State, entry.Finding));
        Assert.Equal(("changed", "handed-on"), Assert.Single(changes) is var c ? (c.Change, c.Cause) : default);
        Assert.Contains(await nights.Events(), e => e is { Kind: "handed-on", StateBefore: "closed-by-person", StateAfter: "reopened" });

        await nights.Decide(entry.EntryId, "close");
        await nights.Publish("2026-06-03", dexa.Closed("2025-11-10", row: "reported:1"), Open("treatment", "p1", "2025-11-10", row: "reported:2"));
        Assert.Equal("closed-by-person", (await nights.Entry()).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_reported_low_T_score_later_than_the_index_hands_the_same_entry_on(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", dexa);
        await nights.Decide((await nights.Entry()).EntryId, "close", expects: "a DXA");

        await nights.Publish("2026-06-02", dexa.Closed("2026-05-20", row: "reported:1"), Open("treatment", "p1", "2026-05-20", row: "reported:2"));

        var entry = await nights.Entry();
        Assert.Equal(("treatment", "reopened", "open", 1L), (entry.Leader, entry.State, entry.Finding, entry.Number));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_low_T_score_that_the_data_shows_later_brings_back_what_was_closed_as_done_elsewhere(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", dexa);
        await nights.Decide((await nights.Entry()).EntryId, "close", expects: "a DXA");
        await nights.Publish("2026-06-02", dexa.Closed("2025-11-10", row: "reported:1"));
        Assert.Equal(("satisfied", "closed-by-person"), await nights.Entry() is var e ? (e.Finding, e.State) : default);

        await nights.Publish("2026-06-20", dexa.Closed("2025-11-10"), Open("treatment", "p1", "2025-11-10", row: "t-score"));

        Assert.Equal(("treatment", "reopened"), await nights.Entry() is var back ? (back.Leader, back.State) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_person_declined_stays_declined_when_another_measure_leads(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", dexa);
        await nights.Decide((await nights.Entry()).EntryId, "close");

        await nights.Publish("2026-06-02", dexa.Closed("2025-11-10"), Open("treatment", "p1", "2025-11-10", row: "t-score"));

        Assert.Equal(("treatment", "closed-by-person"), await nights.Entry() is var entry ? (entry.Leader, entry.State) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_treatment_elsewhere_that_ran_out_brings_the_entry_back_and_a_judgement_does_not(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        Gap[] gaps = [Open("treatment", "p1", "2026-03-01"), Open("treatment", "p2", "2026-03-01")];
        await nights.Publish("2026-06-01", gaps);
        var ids = (await nights.Entries()).Select(e => e.EntryId).ToList();
        await nights.Decide(ids[0], "close", expects: "an osteoporosis drug");
        await nights.Decide(ids[1], "close");
        await nights.Publish("2026-06-02", [.. gaps.Select(g => g.Closed("2026-05-01", holdsUntil: "2026-11-30", row: "reported:1"))]);
        Assert.Equal(["closed-by-person", "closed-by-person"], (await nights.Entries()).Select(e => e.State));

        var changes = await nights.Publish("2026-12-01", gaps);

        Assert.Equal(["reopened", "closed-by-person"], (await nights.Entries()).Select(e => e.State));
        Assert.Equal("window-passed", Assert.Single(changes).Cause);
        Assert.Equal(("reopened", "reopened"), (await nights.Events(ids[0]))[^1] is var e ? (e.Kind, e.StateAfter) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_claim_stands_when_the_data_that_confirmed_it_is_deleted(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var gap = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", gap);
        await nights.Decide((await nights.Entry()).EntryId, "close", expects: "a DXA");
        await nights.Publish("2026-06-02", gap.Closed("2026-05-01"));
        await nights.Publish("2026-06-03", gap);
        Assert.Equal(("open", "closed-by-person"), await nights.Entry() is var entry ? (entry.Finding, entry.State) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_claim_that_was_taken_back_while_it_was_compared_is_compared_again(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        await nights.Publish("2026-06-01", dexa);
        var id = (await nights.Entry()).EntryId;
        await nights.Decide(id, "close", expects: "a DXA");
        using var compared = await nights.Compare("2026-06-02", dexa.Closed("2025-11-10", row: "reported:1"), Open("treatment", "p1", "2025-11-10", row: "reported:2"));
        await nights.Decide(id, "close");
        Assert.False(await nights.Apply(compared));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_claim_closed_patient_who_is_away_for_a_while_still_comes_back_for_treatment(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var dexa = Open("dexa", "p1", "2026-03-01");
        var treatment = Open("treatment", "p1", "2025-11-10", row: "reported:2");
        await nights.Publish("2026-06-01", dexa);
        await nights.Decide((await nights.Entry()).EntryId, "close", expects: "a DXA");
        await nights.Publish("2026-06-02", dexa.NotActive(), treatment.NotActive());
        await nights.Publish("2026-06-03", dexa.Closed("2025-11-10", row: "reported:1"), treatment);
        Assert.Equal(("treatment", "reopened", "open"), await nights.Entry() is var entry ? (entry.Leader, entry.State, entry.Finding) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_new_episode_of_a_measure_answers_a_closed_entry_that_a_measure_of_another_job_leads(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-01-01", Open("treatment", "p1", "2025-11-01"), Open("dexa", "p1", "2025-11-01"));
        await nights.Decide((await nights.Entry()).EntryId, "close");

        await nights.Publish("2026-06-01", [.. Measures.Where(m => m.Id == "dexa")], Open("dexa", "p1", "2026-05-20", acute: true));

        Assert.Equal([("closed-by-person", "bone"), ("new", "bone")], (await nights.Entries()).Select(e => (e.State, e.Pathway)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_close_that_lapses_on_the_night_of_a_new_episode_leaves_one_open_entry(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        Gap[] before = [Open("dexa", "p1", "2025-11-01"), Open("dexa", "p2", "2025-11-01"), Open("dexa", "p3", "2025-11-01")];
        await nights.Publish("2026-01-01", before);
        var ids = (await nights.Entries()).Select(e => e.EntryId).ToList();
        await nights.Decide(ids[0], "close", "2026-06-02");
        await nights.Decide(ids[1], "close", "2026-06-01");
        await nights.Decide(ids[2], "close", "2026-05-31");

        await nights.Publish("2026-06-01", [.. before.Select(g => Open("dexa", g.PatientId, "2026-05-20", acute: true))]);
        await nights.Publish("2026-06-02", [.. before.Select(g => Open("dexa", g.PatientId, "2026-05-20", acute: true))]);

        string On(SeenEntry e) => e.ReturnsOn <= Day("2026-06-02") ? e.StateLapsed : e.State;
        Assert.Equal(
            [("p1", "closed-by-evidence"), ("p1", "new"), ("p2", "reopened"), ("p3", "reopened")], (await nights.Entries()).Select(e => (e.PatientId, On(e))));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_reported_goes_with_its_entry_when_a_merge_is_undone(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "a", "2026-03-01"), Open("statin", "b", "2026-03-01"));
        nights.Merged["a"] = "b";
        await nights.Publish("2026-06-02", Open("dexa", "b", "2026-03-01"), Open("statin", "b", "2026-03-01"));
        var bone = (await nights.Entries()).Single(e => e.Pathway == "bone");
        await nights.Do(
            "insert into reported_rows (entry_id, patient_id, table_name, display, event_date, entered_by, entered_at, request_id) values (@id, 'b', 'patients', 'died', @day, 'ann', @now, 'r')",
            new { id = bone.EntryId, day = Day("2026-06-02"), now = DateTimeOffset.UnixEpoch });

        nights.Merged.Clear();
        await nights.Publish("2026-06-03", Open("dexa", "a", "2026-03-01"), Open("statin", "b", "2026-03-01"));

        Assert.Equal("a", Assert.Single(await WorklistReader.Reported(nights.Database, TestContext.Current.CancellationToken)).PatientId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_waits_gives_way_to_death_and_to_a_feed_and_waits_on_after_a_move(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        Gap Of(string patient) => Open("dexa", patient, "2026-03-01");
        string[] patients = ["dead", "gone", "moved", "withheld"];
        await nights.Publish("2026-06-01", [.. patients.Select(Of)]);
        foreach (var entry in await nights.Entries())
            await nights.Decide(entry.EntryId, "wait", "2026-08-01");

        await nights.Publish("2026-06-02", Of("dead").Dead("2026-06-01"), Of("moved") with { Site = "south" }, Of("withheld").Withheld());

        Assert.Equal(
            [("dead", "closed-by-evidence"), ("gone", "withdrawn"), ("moved", "waiting"), ("withheld", "waiting")],
            (await nights.Entries()).Select(e => (e.PatientId, e.State)));
        await nights.Publish("2026-06-03", [.. patients.Select(Of)]);
        Assert.All(await nights.Entries(), e => Assert.Equal(("waiting", "reopened"), (e.State, e.StateLapsed)));
    }
}
