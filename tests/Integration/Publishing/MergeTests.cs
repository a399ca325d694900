using Opportune.Database;
using Opportune.Tests.Integration.Database;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>Two patients turn out to be one, and sometimes not after all. "a" is merged into "b".</summary>
public sealed class MergeTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_on_the_merged_patients_entry_goes_on_before_an_undecided_one(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "a", "2026-03-01"), Open("dexa", "b", "2026-03-01"));
        var (a, b) = await Two(nights);
        await nights.Decide(a.EntryId, "wait", "2026-12-01");
        nights.Merged["a"] = "b";

        var changes = await nights.Publish("2026-06-02", Open("dexa", "b", "2026-03-01"));

        (a, b) = await Two(nights);
        Assert.Equal(("b", "waiting", "open", null), (a.PatientNow, a.State, a.Finding, a.MergedInto));
        Assert.Equal(("b", "withdrawn", "merged", a.EntryId), (b.PatientNow, b.State, b.Finding, b.MergedInto));
        Assert.Equal(new("bone", "north", "dropped", "patient-merged", 1), Assert.Single(changes));
        Assert.Equal([a.EntryId], await nights.Ask<string>("select entry_id from gaps"));

        Assert.Empty(await nights.Publish("2026-06-03", Open("dexa", "b", "2026-03-01")));
        Assert.Equal((a, b), await Two(nights));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_on_the_remaining_patients_entry_survives_and_an_undone_merge_restores_the_other(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "a", "2026-03-01"), Open("dexa", "b", "2026-03-01"));
        var before = await Two(nights);
        await nights.Decide(before.B.EntryId, "close");
        nights.Merged["a"] = "b";
        await nights.Publish("2026-06-02", Open("dexa", "b", "2026-03-01"));
        var (a, b) = await Two(nights);
        Assert.Equal(("b", "merged", b.EntryId), (a.PatientNow, a.Finding, a.MergedInto));
        Assert.Equal("closed-by-person", b.State);

        nights.Merged.Clear();
        var changes = await nights.Publish("2026-06-03", Open("dexa", "a", "2026-03-01"), Open("dexa", "b", "2026-03-01"));

        (a, b) = await Two(nights);
        Assert.Equal(("a", "open", "new", null), (a.PatientNow, a.Finding, a.State, a.MergedInto));
        Assert.Equal(("b", "closed-by-person"), (b.PatientNow, b.State));
        Assert.Equal(new("bone", "north", "added", "patient-merged", 1), Assert.Single(changes));
        Assert.Equal(["opened", "merged", "unmerged"], (await nights.Events(a.EntryId)).Select(e => e.Kind));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_new_beside_a_declined_entry_goes_on_and_the_declined_one_stays_declined(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "a", "2025-09-01"), Open("dexa", "b", "2026-03-01", acute: true));
        await nights.Decide((await Two(nights)).A.EntryId, "close");
        nights.Merged["a"] = "b";

        await nights.Publish("2026-06-02", Open("dexa", "b", "2026-03-01", acute: true));

        var (a, b) = await Two(nights);
        Assert.Equal(("closed-by-person", b.EntryId), (a.State, a.MergedInto));
        Assert.Equal(("open", "new"), (b.Finding, b.State));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_undecided_entries_the_older_goes_on(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "a", "2026-03-01"));
        await nights.Publish("2026-06-02", Open("dexa", "a", "2026-03-01"), Open("dexa", "b", "2026-03-01"));
        nights.Merged["a"] = "b";
        await nights.Publish("2026-06-03", Open("dexa", "b", "2026-03-01"));
        var (a, b) = await Two(nights);
        Assert.Equal(("open", "merged"), (a.Finding, b.Finding));

        // The merge is undone, and a's finding is gone meanwhile: b's comes back, a's is withdrawn.
        nights.Merged.Clear();
        await nights.Publish("2026-06-04", Open("dexa", "b", "2026-03-01"));
        (a, b) = await Two(nights);
        Assert.Equal([("a", "gone"), ("b", "open")], [(a.PatientNow, a.Finding), (b.PatientNow, b.Finding)]);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_merge_the_other_way_round_the_next_night_leaves_one_open_entry(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-06-01", Open("dexa", "a", "2026-03-01"), Open("dexa", "b", "2026-03-01"));
        nights.Merged["a"] = "b";
        await nights.Publish("2026-06-02", Open("dexa", "b", "2026-03-01"));
        nights.Merged.Clear();
        nights.Merged["b"] = "a";
        await nights.Publish("2026-06-03", Open("dexa", "a", "2026-03-01"));
        Assert.Equal("a", Assert.Single(await nights.Entries(), e => e.Finding == "open").PatientNow);
        Assert.All(await nights.Entries(), e => Assert.Equal("a", e.PatientNow));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_merge_on_the_night_of_a_new_episode_answers_both_declined_entries_by_a_new_one(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Publish("2026-01-01", Open("dexa", "a", "2025-11-01"), Open("dexa", "b", "2025-11-01"));
        foreach (var entry in await nights.Entries())
            await nights.Decide(entry.EntryId, "close");
        nights.Merged["a"] = "b";

        await nights.Publish("2026-06-01", Open("dexa", "b", "2026-05-20", acute: true));

        var open = Assert.Single(await nights.Entries(), e => e.State == "new");
        Assert.Equal(("b", 2L, "open"), (open.PatientId, open.Number, open.Finding));
        Assert.Equal(3, (await nights.Entries()).Count);
    }

    private static async Task<(SeenEntry A, SeenEntry B)> Two(Nights nights)
    {
        var entries = await nights.Entries();
        return (entries.Single(e => e.PatientId == "a"), entries.Single(e => e.PatientId == "b"));
    }
}
