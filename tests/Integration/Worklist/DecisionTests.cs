using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

public sealed class DecisionTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_is_kept_with_its_event_and_exactly_what_was_typed(DatabaseEngine engine)
    {
        const string Typed = "<script>alert(1)</script>'; drop table entries; --\n\u0001\u202e עברית 🦴 \"q\"";
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        var result = await ward.Decide("not-indicated", fields: new() { Text = Typed });
        Assert.Equal((ActionOutcome.Done, "closed-by-person", 1L), (result.Outcome, result.Entry!.State, result.Entry.Revision));
        Assert.Equal(result.Entry.Last, (await ward.Entry()).Last);
        var only = Assert.Single(await ward.History());
        Assert.Equal(("decided", "person", "ann", "not-indicated", "new", "closed-by-person"), (only.Kind, only.Cause, only.Actor, only.Reason, only.StateBefore, only.StateAfter));
        Assert.Equal(Typed, EventDetail.Of(only.Detail).Fields!.Text);
        Assert.Equal(result.Entry.Last, EventDetail.Of(only.Detail).After);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_second_of_two_reviewers_sees_who_changed_what_and_nothing_is_lost(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        var seen = (await ward.Entry()).Seen;
        await ward.Decide("dxa-ordered", seen: seen, by: ward.By("ann"));
        var second = await ward.Decide("patient-declined", seen: seen, by: ward.By("bob"));
        Assert.Equal(ActionOutcome.Conflict, second.Outcome);
        Assert.Equal("changed meanwhile: ann: DXA ordered, back on 13 Jan 2027 (new to waiting). Look at it again and decide then", second.Message);
        Assert.Equal(["ann"], second.Meanwhile.Select(e => e.Actor));
        Assert.Equal(("waiting", "ann"), (second.Entry!.State, second.Entry.DecidedBy));
        Assert.Equal(second.Entry.Last, (await ward.Entry()).Last);
        Assert.Equal(ActionOutcome.Done, (await ward.Decide("patient-declined", seen: second.Entry.Seen, by: ward.By("bob"))).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Asking_twice_for_the_same_changes_once(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        var (seen, by) = ((await ward.Entry()).Seen, ward.By(request: "form-7"));
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ward.Writer.Decide("e1", "dxa-ordered", new(), seen, by, Cancel)));
        Assert.All(results, r => Assert.Equal((ActionOutcome.Done, 1L), (r.Outcome, r.Entry!.Revision)));
        Assert.Single(await ward.History());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_remembers_what_the_person_saw_and_says_when_a_run_moved_on(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        var seen = (await ward.Entry()).Seen;
        await ward.Publish("e1", episode: true, news: true);
        var result = await ward.Decide("patient-declined", seen: seen);
        Assert.Equal((ActionOutcome.Done, "reopened", 1L), (result.Outcome, result.Entry!.State, result.Entry.OnEpisode));
        Assert.Equal("kept, but a run opened a new episode since you looked, so the entry is reopened; look at it again", result.Message);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_person_who_closes_stays_right_through_what_runs_find_until_a_new_episode(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Decide("patient-declined");
        foreach (var finding in new[] { "satisfied", "excluded", "treatment-unknown", "not-active-here", "open" })
        {
            await ward.Publish("e1", finding, news: true, reopening: true);
            Assert.Equal("closed-by-person", (await ward.Entry()).State);
        }
        await ward.Publish("e1", episode: true);
        Assert.Equal("reopened", (await ward.Entry()).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Taking_back_restores_what_was_before_and_keeps_the_history(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Decide("contacting-patient");
        var waiting = (await ward.Entry()).Last;
        await ward.Writer.Note("e1", "call after 5", (await ward.Entry()).Seen, ward.By(), Cancel);
        await ward.Decide("dxa-done-elsewhere", fields: new() { Date = Ward.Today, TScore = -2.6, TScoreSite = "total-hip" });
        Assert.Equal(["procedures", "results"], (await WorklistReader.Reported(ward.Database, Cancel)).Select(r => r.TableName));

        var back = await ward.TakeBack();
        Assert.Equal((ActionOutcome.Done, "waiting", "call after 5"), (back.Outcome, back.Entry!.State, back.Entry.Note));
        Assert.Equal(waiting, back.Entry.Last);
        Assert.Empty(await WorklistReader.Reported(ward.Database, Cancel));

        Assert.Equal(DecisionMade.None, (await ward.TakeBack()).Entry!.Last);
        Assert.Equal((ActionOutcome.Refused, "there is no decision to take back"), ((await ward.TakeBack()) is var r ? (r.Outcome, r.Message) : default));
        Assert.Equal(
            ["decided", "noted", "decided", "reported", "reported", "taken-back", "report-withdrawn", "report-withdrawn", "taken-back"],
            (await ward.History()).Select(e => e.Kind));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_entered_of_the_time_before_the_patient_was_born_is_refused_and_changes_nothing(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Run(c => c.Execute("insert into people (patient_id, searched, birth_date) values ('P1', ' p1', @born)", new { born = new DateOnly(1950, 6, 15) }));
        var refused = await ward.Decide("dxa-done-elsewhere", fields: new() { Date = new(1950, 6, 14) });
        Assert.Equal((ActionOutcome.Refused, "the date is before the patient was born; enter the day on which it happened"), (refused.Outcome, refused.Message));
        Assert.Empty(await ward.History());
        Assert.Equal(ActionOutcome.Done, (await ward.Decide("dxa-done-elsewhere", fields: new() { Date = new(1950, 6, 15) })).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_death_closes_all_pathways_at_once_and_its_withdrawal_restores_them(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("e1", "P1", "bone");
        await ward.Add("e2", "P1", "vascular", "statin-review");
        await ward.Add("e3", "P1", "neck", "neck-calcification");
        await ward.Add("e4", "P2", "bone");
        await ward.Decide("statin-prescribed", "e2");
        var result = await ward.Decide("deceased", fields: new() { Date = Ward.Today.AddDays(-3) }, by: ward.By(role: Role.Reviewer));
        Assert.Equal(["e2", "e3"], result.AlsoChanged.Select(e => e.EntryId));
        foreach (var id in new[] { "e1", "e2", "e3" })
            Assert.Equal(("closed-by-person", "deceased"), (await ward.Entry(id)) is var e ? (e.State, e.Reason) : default);
        Assert.Equal("new", (await ward.Entry("e4")).State);
        Assert.Equal("e1", EventDetail.Of((await ward.History("e3"))[^1].Detail).SaidOn);
        var row = Assert.Single(await WorklistReader.Reported(ward.Database, Cancel));
        Assert.Equal(("patients", "P1", Ward.Today.AddDays(-3), null), (row.TableName, row.PatientId, row.EventDate, row.Code));

        // A colleague has decided otherwise on one of them since.
        await ward.Decide("reopen", "e3", by: ward.By("lea", Role.ClinicalLead));
        var withdrawn = await ward.Writer.WithdrawReport(row.Number, ward.By("bob"), Cancel);
        Assert.Equal(ActionOutcome.Done, withdrawn.Outcome);
        Assert.Equal(["new", "waiting", "reopened"], new[] { (await ward.Entry("e1")).State, (await ward.Entry("e2")).State, (await ward.Entry("e3")).State });
        Assert.Equal(ActionOutcome.Refused, (await ward.Writer.WithdrawReport(row.Number, ward.By("bob"), Cancel)).Outcome);
        Assert.Equal(ActionOutcome.Unknown, (await ward.Writer.WithdrawReport(99, ward.By("bob"), Cancel)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_move_leaves_the_neck_to_a_clinician_and_says_so(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("e1", "P1", "bone");
        await ward.Add("e2", "P1", "vascular", "statin-review");
        await ward.Add("e3", "P1", "neck", "neck-calcification");
        var result = await ward.Decide("moved", by: ward.By(role: Role.Reviewer));
        Assert.Equal(["e2"], result.AlsoChanged.Select(e => e.EntryId));
        Assert.Equal(["e3"], result.LeftOpen.Select(e => e.EntryId));
        Assert.Equal("new", (await ward.Entry("e3")).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_person_closed_a_clinical_lead_reopens_and_the_history_says_in_which_role(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Decide("patient-declined", by: ward.By("bob", Role.Reviewer));
        var (seen, both) = ((await ward.Entry()).Seen, Roles.Of([Role.Reviewer, Role.ClinicalLead]));
        foreach (var refused in new[] { await ward.Decide("reopen", by: ward.By("ann", Role.Clinician)), await ward.TakeBack(by: ward.By("ann", Role.Reviewer)) })
            Assert.Equal((ActionOutcome.Refused, true), (refused.Outcome, refused.Message!.Contains("reopened by a clinical-lead", StringComparison.Ordinal)));
        Assert.Equal(ActionOutcome.Done, (await ward.Writer.TakeBack("e1", seen, ward.By("ann") with { Roles = both }, Cancel)).Outcome);
        await ward.Decide("patient-declined", by: ward.By("bob") with { Roles = both });
        Assert.Equal(ActionOutcome.Done, (await ward.Decide("reopen", by: ward.By("lea") with { Roles = both })).Outcome);
        // Of several roles the one that was used: a reviewer's work is a reviewer's, whatever else the person is.
        Assert.Equal(["reviewer", "clinical-lead", "reviewer", "clinical-lead"], (await ward.History()).Select(e => e.Role));
        // Whoever closed it takes it back.
        await ward.Decide("patient-declined", by: ward.By("bob", Role.Reviewer));
        Assert.Equal(ActionOutcome.Done, (await ward.TakeBack(by: ward.By("bob", Role.Reviewer))).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_closed_entry_is_not_reopened_beside_an_open_one(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add();
        await ward.Decide("patient-declined");
        await ward.Add("e2", number: 2);
        foreach (var refused in new[] { await ward.Decide("reopen", by: ward.By(role: Role.ClinicalLead)), await ward.TakeBack() })
            Assert.Equal((ActionOutcome.Refused, "entry e2 of this patient is open in the bone pathway; decide there"), (refused.Outcome, refused.Message));
        Assert.Single(await ward.History());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_unknown_entry_and_an_unknown_disposition_are_told(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var result = await ward.Writer.Decide("nope", "in-review", new(), default, ward.By(), Cancel);
        Assert.Equal((ActionOutcome.Unknown, "there is no entry nope; 'entries list' shows their ids"), (result.Outcome, result.Message));
        await Assert.ThrowsAsync<InputException>(() => ward.Writer.Decide("nope", "in-reviw", new(), default, ward.By(), Cancel));
    }
}
