using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

public sealed class ListTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_list_goes_by_tier_then_what_is_back_then_due_date_then_id(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("c", "P1", tier: 1, due: Ward.Today.AddDays(5));
        await ward.Add("b", "P2", tier: 2, due: Ward.Today);
        await ward.Add("a", "P3", tier: 2);
        await ward.Add("d", "P4", tier: 2, due: Ward.Today);
        await ward.Add("e", "P5", tier: 2, due: Ward.Today.AddDays(90));
        await ward.Add("f", "P6", tier: 1, due: Ward.Today.AddDays(1));
        await ward.Decide("sent-to-clinician", "e", new() { Recipient = "Dr. Ode" });
        var later = Ward.Today.AddDays(14);
        var whole = await ward.Reader.List(new(), later, 100, cancel: Cancel);
        Assert.Equal(["f", "c", "e", "b", "d", "a"], whole.Entries.Select(e => e.EntryId));
        Assert.Null(whole.Next);
        Assert.Equal("sent to the clinician 14 days ago, no reply recorded", whole.Entries[2].Returned(Ward.Dispositions, later));

        var paged = new List<string>();
        ListPosition? after = null;
        do
        {
            var page = await ward.Reader.List(new(), later, 2, after, cancel: Cancel);
            paged.AddRange(page.Entries.Select(e => e.EntryId));
            after = page.Next is { } next ? ListPosition.Parse(next.ToString()) : null;
        } while (after is not null);
        Assert.Equal(whole.Entries.Select(e => e.EntryId), paged);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Each_filter_keeps_what_it_names(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("a", "P1", tier: 1, site: "north");
        await ward.Add("b", "P1", "vascular", "statin-review", tier: 3);
        await ward.Add("c", "P2", finding: "treatment-unknown");
        await ward.Add("d", "P3", tier: 1);
        await ward.Decide("in-review", "a");
        await ward.Decide("snooze", "d");
        await ward.Writer.Assign("a", "ann", (await ward.Entry("a")).Seen, ward.By(), Cancel);
        async Task Keeps(string ids, WorklistFilter filter, int days = 0) =>
            Assert.Equal(ids, string.Concat((await ward.Reader.List(filter, Ward.Today.AddDays(days), 100, cancel: Cancel)).Entries.Select(e => e.EntryId).Order(StringComparer.Ordinal)));

        await Keeps("abc", new());
        await Keeps("ac", new() { Measure = "dexa-review" });
        await Keeps("b", new() { Pathway = "vascular" });
        await Keeps("a", new() { Tier = 1 });
        await Keeps("a", new() { Site = "north" });
        await Keeps("a", new() { Assignee = "ann" });
        await Keeps("c", new() { Finding = EntryFinding.TreatmentUnknown });
        await Keeps("a", new() { States = [EntryState.InReview] });
        await Keeps("d", new() { States = [EntryState.Snoozed] });
        await Keeps("d", new() { Returned = true }, days: 30);
        await Keeps("", new() { Returned = true }, days: 29);
        await Keeps("ab", new() { Patient = "P1" });
        await Keeps("", new() { Patient = "P1' or '1'='1" });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_person_says_is_done_counts_as_unconfirmed_until_the_data_shows_it(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Add("e2", "P2");
        await ward.Decide("patient-declined", "e2");
        await ward.Decide("dxa-done-elsewhere", fields: new() { Date = Ward.Today });
        await Unconfirmed(1);

        // The next run finds the reviewer's own row, and nothing else: that is no confirmation.
        await ward.Publish("e1", "satisfied");
        await Gap(ward, "reported:1", reported: true);
        await Unconfirmed(1);
        // A death that was reported is no row of its own.
        await Gap(ward, null, reported: true);
        await Unconfirmed(1);

        // Later the site's own row arrives.
        await Gap(ward, "row-77");
        await Unconfirmed(0);

        async Task Unconfirmed(long expected)
        {
            var counts = await ward.Reader.Count(new(), Ward.Today, Cancel);
            Assert.Equal([new StateCount("closed-by-person", 2, 0, expected)], counts);
            Assert.Equal(expected, (await ward.Reader.List(new() { Unconfirmed = true }, Ward.Today, 10, cancel: Cancel)).Entries.Count);
            Assert.Equal(expected, (await ward.Entry()).Unconfirmed);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_entry_is_shown_with_its_lines_the_patients_other_entries_and_the_last_contact(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Add("e2", "P1", "vascular", "statin-review");
        await Gap(ward, null);
        await ward.Decide("contacting-patient", "e2", new() { Text = "letter" }, by: ward.By("bob"));
        var view = (await ward.Reader.Show("e1", Ward.Today, Cancel))!;
        Assert.Equal(("a report", "[]"), (view.Lines.Single().Why, view.Lines.Single().Evidence));
        Assert.Equal(["e2"], view.Others.Select(e => e.EntryId));
        Assert.Equal(("bob", "e2"), (view.LastContact!.Actor, view.LastContact.EntryId));
        Assert.Empty(view.History);
        Assert.Null(await ward.Reader.Show("e9", Ward.Today, Cancel));
        Assert.Equal("a report", (await ward.Reader.List(new() { Pathway = "bone" }, Ward.Today, 1, cancel: Cancel)).Entries.Single().Why);
    }

    private static Task<int> Gap(Ward ward, string? row, bool reported = false) => ward.Run(connection =>
    {
        connection.Execute("delete from gaps");
        return connection.Execute(
            """
            insert into gaps (patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, basis_row, basis_reported, tier, priority, index_date, index_table, index_row, age, sex, why, evidence)
            values ('P1', 'dexa-review', 'g1', 'e1', '', @status, 'DXA done', 'satisfied', @row, @reported, 2, 'a label', @day, 'imaging_findings', 'f1', 70, 'F', 'a report', '[]')
            """, new { status = row is null && !reported ? "open" : "closed", row, reported = reported ? 1L : 0L, day = Ward.Today });
    });
}
