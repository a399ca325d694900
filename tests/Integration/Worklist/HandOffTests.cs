using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>Whose patient it is, what is sent to whom, and what comes back.</summary>
public sealed class HandOffTests
{
    private static readonly HandOffChannel Letter = new("letter", "Letter");

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Sending_keeps_to_whom_by_what_and_exactly_what_and_starts_the_clock(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        var result = await Send(ward, message: "line 1\nרות 🦴 <b>");
        Assert.Equal((ActionOutcome.Done, "waiting", "sent-to-clinician", Ward.Today.AddDays(14)), (result.Outcome, result.Entry!.State, result.Entry.Reason, result.Entry.ReturnsOn));
        Assert.Equal("Sent to the clinician: Dr. Card, Letter, back on 28 Nov 2026", Assert.Single(await ward.History()).Text);
        var sent = Assert.Single(await Reader(ward).Of("e1", Cancel));
        Assert.Equal(("first", "card", "Dr. Card", "letter", "line 1\nרות 🦴 <b>", "ann"), (sent.Step, sent.RecipientId, sent.RecipientName, sent.Channel, sent.Message, sent.SentBy));
        Assert.Equal((Ward.At, Ward.Today, Ward.Today.AddDays(-1), (string?)null), (sent.SentAt, sent.SentOn, sent.DataUpTo, sent.Confirmed));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Without_a_reply_there_is_one_reminder_and_then_it_is_for_the_lead(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await Send(ward);
        Assert.Equal("it was sent to Dr. Card on 14 Nov 2026; the reply has time until 28 Nov 2026", (await Send(ward, days: 13)).Message);
        Assert.Equal(("reopened", "sent-to-clinician"), await ward.Entry(today: Ward.Today.AddDays(14)) is var back ? (back.State, back.Reason) : default);

        var reminded = await Send(ward, days: 14);
        Assert.Equal((ActionOutcome.Done, "waiting", "reminded-clinician"), (reminded.Outcome, reminded.Entry!.State, reminded.Entry.Reason));
        Assert.Equal(["first", "reminder"], (await Reader(ward).Of("e1", Cancel)).Select(s => s.Step));

        Assert.Empty(await Reader(ward).ForLead(Ward.Today.AddDays(27), Cancel));
        Assert.Equal([("e1", "A. Patient", "Dr. Card")], (await Reader(ward).ForLead(Ward.Today.AddDays(28), Cancel)).Select(e => (e.EntryId, e.DisplayName!, e.ProviderName!)));
        var third = await Send(ward, days: 28, role: Role.Reviewer);
        Assert.Equal((ActionOutcome.Refused, "Dr. Card was reminded once and did not reply; it is for the lead (a person with the role clinician)"), (third.Outcome, third.Message));
        Assert.Equal(["first", "reminder", "first"], await Send(ward, days: 28, role: Role.Clinician) is { Outcome: ActionOutcome.Done } ? (await Reader(ward).Of("e1", Cancel)).Select(s => s.Step) : []);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Another_clinician_or_a_new_episode_begins_anew(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await Send(ward);
        await Correct(ward, "ortho");
        Assert.Equal(("whose patient it is changed since you looked; look at the message again", ActionOutcome.Done), ((await Send(ward)).Message, (await Send(ward, to: "ortho")).Outcome));
        await ward.Publish("e1", episode: true);
        Assert.Equal(ActionOutcome.Done, (await Send(ward, to: "ortho")).Outcome);
        Assert.Equal([("first", "card"), ("first", "ortho"), ("first", "ortho")], (await Reader(ward).Of("e1", Cancel)).Select(s => (s.Step, s.RecipientId)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Old_data_asks_for_a_confirmation_that_is_kept_and_too_old_data_is_refused(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        var asked = await Send(ward, days: 3);
        Assert.Equal((ActionOutcome.Refused, "the data reaches only to 13 Nov 2026 and is 4 days old; confirm that it may go out all the same"), (asked.Outcome, asked.Message));
        Assert.Empty(await Reader(ward).Of("e1", Cancel));
        Assert.Equal(ActionOutcome.Refused, (await Send(ward, days: 10, confirmed: true)).Outcome);
        Assert.Equal("new", (await ward.Entry()).State);

        var result = await Send(ward, days: 9, confirmed: true);
        Assert.Equal(ActionOutcome.Done, result.Outcome);
        Assert.StartsWith("Sent to the clinician: Dr. Card, Letter (data 10 days old, confirmed)", Assert.Single(await ward.History()).Text, StringComparison.Ordinal);
        Assert.StartsWith("The data reaches only to 13 Nov 2026 and is 10 days old", Assert.Single(await Reader(ward).Of("e1", Cancel)).Confirmed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Data_is_as_old_as_the_newest_of_its_files_however_late_they_were_looked_at(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        // In the evening of the 9th, at the site.
        await ward.Run(c => c.Execute("update runs set inputs_changed_at = @at", new { at = new DateTimeOffset(2026, 11, 10, 2, 0, 0, TimeSpan.Zero) }));
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        Assert.Equal((new DateOnly(2026, 11, 9), new DateOnly(2026, 11, 10)), (await Reader(ward).DataDay("e1", chicago, Cancel), await Reader(ward).DataDay("e1", TimeZoneInfo.Utc, Cancel)));
        var asked = await ward.Writer.Send("e1", Message() with { Zone = chicago }, (await ward.Entry()).Seen, ward.By(), Cancel);
        Assert.Equal((ActionOutcome.Refused, "the data reaches only to 9 Nov 2026 and is 5 days old; confirm that it may go out all the same"), (asked.Outcome, asked.Message));
        // Files that came after the day as of which they were looked at say nothing of later days.
        await ward.Run(c => c.Execute("update runs set inputs_changed_at = @at", new { at = new DateTimeOffset(2026, 11, 14, 9, 0, 0, TimeSpan.Zero) }));
        Assert.Equal(Ward.Today.AddDays(-1), await Reader(ward).DataDay("e1", chicago, Cancel));
        Assert.Equal(ActionOutcome.Done, (await Send(ward)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_oldest_part_counts_and_what_was_never_published_is_not_sent(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await ward.Run(c => c.Execute("update publications set as_of = @day where measure = 'vfa'", new { day = Ward.Today.AddDays(-5) }));
        Assert.Contains("5 days old", (await Send(ward)).Message, StringComparison.Ordinal);
        await ward.Run(c => c.Execute("delete from publications"));
        Assert.Equal("no run has published a list yet", (await Send(ward)).Message);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_clinician_gets_one_summary_a_week(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await Add(ward, "e2", "P2");
        await Add(ward, "e3", "P3");
        Assert.Equal(ActionOutcome.Done, (await Send(ward, summary: "s1")).Outcome);
        Assert.Equal(ActionOutcome.Done, (await Send(ward, "e2", summary: "s1")).Outcome);
        Assert.Equal("Dr. Card had a summary on 14 Nov 2026; the next may go on 21 Nov 2026", (await Send(ward, "e3", days: 2, summary: "s2")).Message);
        Assert.Equal(["e3"], await Reader(ward).ToSend("card", Ward.Today, 10, Cancel));
        await ward.Run(c => c.Execute("update publications set as_of = @day", new { day = Ward.Today.AddDays(7) }));
        Assert.Equal(ActionOutcome.Done, (await Send(ward, "e3", days: 7, summary: "s2")).Outcome);
        Assert.Equal([("card", 0L, 3L, 0L)], (await Reader(ward).Clinicians(Ward.Today.AddDays(7), cancel: Cancel)).Select(c => (c.ClinicianId, c.ToSend, c.Waiting, c.Late)));
        Assert.Equal([("card", 2L, 1L, 2L)], (await Reader(ward).Clinicians(Ward.Today.AddDays(14), cancel: Cancel)).Select(c => (c.ClinicianId, c.ToSend, c.Waiting, c.Late)));
        Assert.Single(await Reader(ward).Clinicians(Ward.Today.AddDays(14), "card", Cancel));
        Assert.Empty(await Reader(ward).Clinicians(Ward.Today.AddDays(14), "car", Cancel));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Many_are_handed_over_at_once_each_told_by_itself_and_a_summary_that_was_undone_did_not_go_out(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await Add(ward, "e2", "P2");
        await Add(ward, "e3", "P3");
        var bulk = new BulkWriter(ward.Database, ward.Writer, Sight.Everything);
        BulkHandOff To(string id) => new(new() { RecipientId = "card", Channel = Letter, Message = $"about {id}", Limits = new(), Zone = TimeZoneInfo.Utc, SummaryId = "web:many" }, "to Dr. Card, one of 2 in a summary");
        var action = new BulkAction(BulkKind.HandOver, null, "letter", null, "3 ticked")
        {
            HandOffs = new Dictionary<string, BulkHandOff> { ["e1"] = To("e1"), ["e2"] = To("e2"), ["e3"] = new(null, "nobody is responsible for this patient") },
        };
        var choices = new List<BulkChoice>();
        foreach (var id in new[] { "e1", "e2", "e3", "none" })
            choices.Add(new(id, (await ward.Entry(id == "none" ? "e1" : id)).Seen));
        var done = await bulk.Do(action, choices, ward.By("ann", request: "many"), Cancel);
        Assert.Equal(
            [("e1", "done", "to Dr. Card, one of 2 in a summary"), ("e2", "done", "to Dr. Card, one of 2 in a summary"), ("e3", "refused", "nobody is responsible for this patient")],
            done.Items.Select(i => (i.EntryId, i.Outcome, i.Message)));
        Assert.Equal(("hand-over", "letter"), (done.Action.Kind, done.Action.Value));
        Assert.Equal(done.Items, (await bulk.Do(action, choices, ward.By("ann", request: "many"), Cancel)).Items);
        Assert.Equal(("about e2", "web:many"), Assert.Single(await Reader(ward).Of("e2", Cancel)) is var sent ? (sent.Message, sent.SummaryId) : default);
        Assert.Equal(Ward.Today, await Reader(ward).LastSummary("card", Cancel));

        await bulk.Undo("many", ward.By("ann"), Cancel);
        Assert.Equal(["new", "new"], [(await ward.Entry("e1")).State, (await ward.Entry("e2")).State]);
        Assert.Null(await Reader(ward).LastSummary("card", Cancel));
        Assert.Equal(ActionOutcome.Done, (await Send(ward, summary: "s1")).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_taken_back_did_not_go_out(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await Add(ward, "e2", "P2");
        await Send(ward, summary: "s1");
        await Send(ward, "e2", summary: "s1");
        await ward.TakeBack("e1");
        Assert.Equal(Ward.Today, await Reader(ward).LastSummary("card", Cancel));
        await ward.TakeBack("e2");
        Assert.Null(await Reader(ward).LastSummary("card", Cancel));
        Assert.Null(HandOffRow.LastOf(await Reader(ward).Of("e1", Cancel)));

        // A reminder that was not sent after all: the day of the first message is the one to name.
        await Send(ward);
        Assert.Equal("reminded-clinician", (await Send(ward, days: 14)).Entry!.Reason);
        await ward.TakeBack("e1");
        var sent = await Reader(ward).Of("e1", Cancel);
        Assert.Equal(["first", "first", "reminder"], sent.Select(s => s.Step));
        Assert.Equal(("first", Ward.Today), HandOffRow.LastOf(sent) is { } last ? (last.Step, last.SentOn) : default);
        Assert.Contains("it was sent to Dr. Card on 14 Nov 2026", (await Send(ward, days: 13)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Clinicians_are_found_whatever_the_case_and_the_accents_of_their_letters(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await ward.Run(c =>
        {
            ClinicianTable.Write(c, [new("card", "ÅNGSTRÖM, Émile 100%", "Ärztin", "south", null, true), new("ortho", "Dr. Ortho", null, "south", null, true)]);
            return 0;
        });
        foreach (var words in new[] { "ångström", " ÉMILE", "angstrom, em", "100%", "ärztin" })
            Assert.Equal(["card"], (await Reader(ward).Search(words, "south", Cancel)).Select(c => c.ClinicianId));
        Assert.Empty(await Reader(ward).Search("1%0", "south", Cancel));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_answer_becomes_the_disposition_that_stands_for_it(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        Assert.Equal("no answer is waited for: it was not sent to a clinician, or something else was decided since", (await Answer(ward, "dxa-ordered")).Message);
        await Send(ward);
        var result = await Answer(ward, "see-in-clinic", new() { Appointment = Ward.Today.AddDays(20) });
        Assert.Equal((ActionOutcome.Done, "waiting", Ward.Today.AddDays(34)), (result.Outcome, result.Entry!.State, result.Entry.ReturnsOn));
        var told = (await ward.History())[^1];
        Assert.Equal("Answer of Dr. Card: To be seen in clinic, back on 18 Dec 2026", told.Text);
        Assert.Equal((HandOffAnswer.Clinic, "card"), EventDetail.Of(told.Detail) is var detail ? (detail.Answer!.Value, detail.ClinicianId) : default);
        Assert.Equal(ActionOutcome.Refused, (await Answer(ward, "dxa-ordered")).Outcome);
        await ward.TakeBack();
        Assert.Equal(("closed-by-person", "not-indicated"), (await Answer(ward, "not-indicated", new() { Text = "on hospice ward" })).Entry is { } e ? (e.State, e.Reason) : default);
        await Assert.ThrowsAsync<InputException>(() => Answer(ward, "duplicate"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Not_my_patient_goes_back_to_the_list_and_to_the_pool_even_after_the_reminder(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        await Send(ward);
        await Send(ward, days: 20);
        var result = await Answer(ward, "not-my-patient", days: 40);
        Assert.Equal((ActionOutcome.Done, "reopened", "not-my-patient"), (result.Outcome, result.Entry!.State, result.Entry.Reason));
        var person = (await ward.Reader.Show("e1", Ward.Today, Cancel))!.Person!;
        Assert.Equal(((string?)null, "ann", "Dr. Card says: not my patient"), (person.ClinicianId, person.CorrectedBy, person.CorrectionReason));
        Assert.Equal(["card", "ortho"], CandidateList.Parse(person.Candidates).Select(c => c.Id));
        Assert.Equal("nobody is responsible for this patient: say first whose patient it is", (await Send(ward, days: 40)).Message);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_correction_holds_over_later_runs_until_the_rule_is_to_hold_again(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        var refusals = new[]
        {
            await Correct(ward, "ortho", reason: " "), await Correct(ward, "nobody-of-that-id"), await Correct(ward, "ortho", reason: "half \ud800"),
        };
        Assert.All(refusals, r => Assert.Equal(ActionOutcome.Refused, r.Outcome));
        var result = await Correct(ward, "ortho", reason: "followed there since the fracture");
        Assert.Equal((ActionOutcome.Done, 1L), (result.Outcome, result.Entry!.Revision));
        await ward.Run(c => Publish(c, "P1", "card", "Dr. Card the younger"));
        var person = (await ward.Reader.Show("e1", Ward.Today, Cancel))!.Person!;
        Assert.Equal(("ortho", "Dr. Ortho", "south panel", "ann", "Dr. Card the younger"), (person.ClinicianId, person.ClinicianName, person.Panel, person.CorrectedBy, person.AttributedName));
        Assert.Equal("patient of Dr. Ortho", (await ward.History())[^1].Text);

        Assert.Equal(ActionOutcome.Done, (await ward.Writer.Correct("e1", new(null, ByRule: true, "moved back"), (await ward.Entry()).Seen, ward.By(), Cancel)).Outcome);
        person = (await ward.Reader.Show("e1", Ward.Today, Cancel))!.Person!;
        Assert.Equal(("card", (string?)null), (person.ClinicianId, person.CorrectedBy));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_who_act_at_once_do_not_overwrite_each_other_and_the_same_form_is_kept_once(DatabaseEngine engine)
    {
        await using var ward = await Open(engine);
        var seen = (await ward.Entry()).Seen;
        var corrections = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ward.Writer.Correct("e1", new(i % 2 == 0 ? "ortho" : "card", false, "x"), seen, ward.By(), Cancel)));
        Assert.Single(corrections, r => r.Outcome == ActionOutcome.Done);
        Assert.All(corrections.Where(r => r.Outcome != ActionOutcome.Done), r => Assert.Equal(ActionOutcome.Conflict, r.Outcome));
        var (now, by, to) = ((await ward.Entry()).Seen, ward.By(request: "form"), (await ward.Reader.Show("e1", Ward.Today, Cancel))!.Person!.ClinicianId!);
        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ward.Writer.Send("e1", Message(to), now, by, Cancel)));
        Assert.All(sent, r => Assert.Equal(ActionOutcome.Done, r.Outcome));
        Assert.Single(await Reader(ward).Of("e1", Cancel));
    }

    private static HandOffReader Reader(Ward ward) => new(ward.Database, Ward.Dispositions, Sight.Everything);

    private static HandOff Message(string to = "card", string message = "text", bool confirmed = false, string? summary = null) =>
        new() { RecipientId = to, Channel = Letter, Message = message, Limits = new(), Zone = TimeZoneInfo.Utc, Confirmed = confirmed, SummaryId = summary };

    private static async Task<ActionResult> Send(
        Ward ward, string id = "e1", string to = "card", string message = "text", int days = 0, bool confirmed = false, string? summary = null, Role role = Role.Reviewer)
    {
        var today = Ward.Today.AddDays(days);
        // Reminders come two weeks later; where staleness is not the point the data came with them.
        if (days >= 13 && !confirmed)
            await ward.Run(c => c.Execute("update publications set as_of = @day", new { day = today }));
        return await ward.Writer.Send(id, Message(to, message, confirmed, summary), (await ward.Entry(id, today)).Seen, ward.By(role: role, today: today), Cancel);
    }

    private static async Task<ActionResult> Answer(Ward ward, string disposition, DispositionFields? fields = null, int days = 0) =>
        await ward.Writer.Answer("e1", disposition, fields ?? new(), (await ward.Entry()).Seen, ward.By(today: Ward.Today.AddDays(days)), Cancel);

    private static async Task<ActionResult> Correct(Ward ward, string to, string reason = "known there") =>
        await ward.Writer.Correct("e1", new(to, ByRule: false, reason), (await ward.Entry()).Seen, ward.By(), Cancel);

    private static async Task<Ward> Open(DatabaseEngine engine)
    {
        var ward = await Ward.Open(engine);
        await ward.Run(connection =>
        {
            ClinicianTable.Write(connection, [new("card", "Dr. Card", "cardiologist", "south", "card panel", true), new("ortho", "Dr. Ortho", null, "south", "south panel", true)]);
            return connection.Execute(
                """
                insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256)
                values ('dexa-review', '', 'r1', @day, @at, 1, 'm', 'v', 'l'), ('vfa', '', 'r1', @day, @at, 1, 'm', 'v', 'l')
                """, new { day = Ward.Today.AddDays(-1), at = Ward.At });
        });
        await Add(ward, "e1", "P1");
        return ward;
    }

    private static async Task Add(Ward ward, string id, string patient)
    {
        await ward.Add(id, patient);
        await ward.Run(connection =>
        {
            foreach (var measure in new[] { "dexa-review", "vfa" })
            {
                connection.Execute(
                    """
                    insert into gaps (patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, tier, priority, index_date, index_table, index_row, age, sex)
                    values (@patient, @measure, @gap, @id, '', 'open', '', 'open', 1, '', @day, 'imaging_findings', 'F1', 70, 'F')
                    """, new { patient, measure, gap = $"{patient}-{measure}", id, day = Ward.Today.AddDays(-30) });
            }
            return Publish(connection, patient, "card", "Dr. Card");
        });
    }

    // As a run writes it.
    private static int Publish(System.Data.Common.DbConnection connection, string patient, string clinician, string name)
    {
        PeopleTable.Write(connection,
        [
            new()
            {
                PatientId = patient, DisplayName = "A. Patient", AttributedId = clinician, AttributedName = name, AttributedPanel = "card panel", AttributedBy = "visits", AttributedBecause = "2 visits",
                Candidates = CandidateList.ToText([new(clinician, name, "card panel", AttributedBy.Visits, "2 visits"), new("ortho", "Dr. Ortho", null, AttributedBy.Visits, "1 visit")]),
            },
        ]);
        return 0;
    }
}
