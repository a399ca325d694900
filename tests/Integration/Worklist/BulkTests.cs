using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>One action on many entries: each by itself, a result for each, once only, and undone where nobody changed anything since.</summary>
public sealed class BulkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Each_entry_is_done_or_left_by_itself_and_says_why(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        var choices = await Chosen(ward, "a", "b", "c", "n");
        // A colleague is quicker with one of them, and another one is of a pathway that is put off for 30 days at most.
        await ward.Decide("in-review", "b", by: ward.By("ben"));
        var action = Decide("snooze", until: Ward.Today.AddDays(80));
        var result = await bulk.Do(action, choices, ward.By("ann", request: "bulk-1"), Cancel);
        Assert.Equal(["a done", "b changed", "c done", "n refused"], result.Items.Select(i => $"{i.EntryId} {i.Outcome}"));
        Assert.Contains("ben: In review", result.Items[1].Message);
        Assert.Contains("at most", result.Items[3].Message);
        Assert.Equal(("snoozed", "in-review", "snoozed", "new"), await States(ward, "a", "b", "c", "n"));
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Asked_twice_it_is_done_once_and_undone_once(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        var choices = await Chosen(ward, "a", "b", "c");
        var by = ward.By("ann", request: "bulk-2");
        var first = await bulk.Do(Decide("snooze"), choices, by, Cancel);
        var again = await bulk.Do(Decide("snooze"), choices, by, Cancel);
        Assert.Equal(first.Items, again.Items);
        Assert.Single(await ward.History("a"));
        // What a colleague did since stays.
        await ward.Writer.Assign("b", "ben", (await ward.Entry("b")).Seen, ward.By("ben"), Cancel);
        var undone = await bulk.Undo("bulk-2", ward.By("ann"), Cancel);
        Assert.Equal(["done", "changed", "done"], undone!.Items.Select(i => i.UndoOutcome));
        Assert.Contains("ben: given to ben", undone.Items[1].UndoMessage);
        Assert.Equal(("new", "snoozed", "new", "new"), await States(ward, "a", "b", "c", "c"));
        Assert.Equal(undone.Items, (await bulk.Undo("bulk-2", ward.By("ann"), Cancel))!.Items);
        Assert.Equal(2, (await ward.History("a")).Count);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Undoing_gives_back_the_note_and_the_colleague_that_were_there_before(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        await ward.Add("a", "Pa");
        await ward.Writer.Note("a", "first line", (await ward.Entry("a")).Seen, ward.By("ben"), Cancel);
        await ward.Writer.Assign("a", "ben", (await ward.Entry("a")).Seen, ward.By("ben"), Cancel);
        await bulk.Do(new(BulkKind.Note, null, "second line", null, "1 ticked"), [new("a", (await ward.Entry("a")).Seen)], ward.By("ann", request: "bulk-n"), Cancel);
        Assert.Equal("first line\nsecond line", (await ward.Entry("a")).Note);
        await bulk.Undo("bulk-n", ward.By("ann"), Cancel);
        Assert.Equal("first line", (await ward.Entry("a")).Note);
        await bulk.Do(new(BulkKind.Assign, null, "ann", null, "1 ticked"), [new("a", (await ward.Entry("a")).Seen)], ward.By("ann", request: "bulk-a"), Cancel);
        Assert.Equal("ann", (await ward.Entry("a")).Assignee);
        await bulk.Undo("bulk-a", ward.By("ann"), Cancel);
        Assert.Equal("ben", (await ward.Entry("a")).Assignee);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Closing_leaves_tier_1_and_neck_findings_open_even_for_a_clinician(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        await ward.Add("t", "Pt", tier: 1);
        var choices = await Chosen(ward, "a", "n");
        choices.Add(new("t", (await ward.Entry("t")).Seen));
        var result = await bulk.Do(Decide("not-indicated", "seen in clinic"), choices, ward.By("ann", request: "bulk-c"), Cancel);
        Assert.Equal(["a done", "n refused", "t refused"], result.Items.Select(i => $"{i.EntryId} {i.Outcome}"));
        Assert.Equal(("closed-by-person", "new", "new", "new"), await States(ward, "a", "n", "t", "t"));
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Only_who_did_it_undoes_it(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        await bulk.Do(Decide("snooze"), await Chosen(ward, "a"), ward.By("ann", request: "bulk-o"), Cancel);
        Assert.Null(await bulk.Undo("bulk-o", ward.By("ben"), Cancel));
        Assert.Null(await bulk.Undo("no-such", ward.By("ann"), Cancel));
        Assert.Equal("snoozed", (await ward.Entry("a")).State);
    }

    [Theory]
    [InlineData("not-indicated", Role.Reviewer, 3, 3, "only a clinician")]
    [InlineData("not-indicated", Role.Clinician, 51, 51, "at most 50")]
    [InlineData("not-indicated", Role.Clinician, 3, null, "type how many")]
    [InlineData("not-indicated", Role.Clinician, 3, 4, "type how many")]
    [InlineData("not-indicated", Role.Clinician, 50, 50, null)]
    [InlineData("deceased", Role.Clinician, 3, 3, "one by one")]
    [InlineData("dxa-done-elsewhere", Role.Clinician, 3, 3, "one by one")]
    [InlineData("dxa-ordered", Role.Clinician, 3, 3, "one by one")]
    [InlineData("snooze", Role.Reviewer, 1000, null, null)]
    [InlineData("snooze", Role.Reviewer, 1001, null, "at most 1000")]
    [InlineData("snooze", Role.Reviewer, 0, null, "no entry")]
    public void The_whole_is_refused_where_nobody_can_have_looked(string disposition, Role role, int entries, int? typed, string? refusal)
    {
        var said = BulkWriter.Refusal(Decide(disposition, "why"), entries, typed, role, Ward.Today);
        if (refusal is null)
            Assert.Null(said);
        else
            Assert.Contains(refusal, said);
    }

    [Theory]
    [InlineData(90, null)]
    [InlineData(91, "90 days")]
    [InlineData(0, "after today")]
    public void Many_are_put_off_for_90_days_at_most(int days, string? refusal)
    {
        var said = BulkWriter.Refusal(Decide("snooze", until: Ward.Today.AddDays(days)), 1, null, Role.Reviewer, Ward.Today);
        Assert.Equal(refusal is null, said is null);
        Assert.Contains(refusal ?? "", said ?? "");
    }

    private static BulkAction Decide(string disposition, string? text = null, DateOnly? until = null) =>
        new(BulkKind.Decide, Ward.Dispositions.Find(disposition) ?? throw new ArgumentException(disposition), text, until, "ticked");

    // One entry a patient; n is a neck finding.
    private static async Task<List<BulkChoice>> Chosen(Ward ward, params string[] ids)
    {
        var chosen = new List<BulkChoice>();
        foreach (var id in ids)
        {
            await ward.Add(id, "P" + id, pathway: id == "n" ? "neck" : "bone");
            chosen.Add(new(id, (await ward.Entry(id)).Seen));
        }
        return chosen;
    }

    private static async Task<(string, string, string, string)> States(Ward ward, string a, string b, string c, string d) =>
        ((await ward.Entry(a)).State, (await ward.Entry(b)).State, (await ward.Entry(c)).State, (await ward.Entry(d)).State);
}
