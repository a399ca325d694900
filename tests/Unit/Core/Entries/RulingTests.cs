using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Entries;

public class RulingTests
{
    [Theory]
    [InlineData("sent-to-clinician", "bone", 14)]
    [InlineData("sent-to-clinician", "neck", 7)]
    [InlineData("dxa-ordered", "bone", 60)]
    [InlineData("dxa-scheduled", "bone", 60)]
    [InlineData("bone-drug-prescribed", "bone", 60)]
    [InlineData("statin-prescribed", "vascular", 45)]
    [InlineData("neck-ct-ordered", "neck", 14)]
    [InlineData("mri-ordered", "neck", 30)]
    [InlineData("referred", "bone", 45)]
    [InlineData("contacting-patient", "vascular", 14)]
    [InlineData("snooze", "bone", 30)]
    public void What_waits_holds_until_the_day_before_and_is_back_on_the_day(string disposition, string pathway, int days)
    {
        var recipient = Deciding.Shipped.Find(disposition)!.Required.Contains(DispositionField.Recipient) ? "Dr. Ode" : null;
        var entry = Deciding.Entry(pathway);
        var decision = Deciding.Rule(disposition, entry, new() { Recipient = recipient }).Decision!;
        var standing = entry.With(decision);
        Assert.NotEqual(EntryState.Reopened, standing.On(Deciding.Today.AddDays(days - 1)));
        Assert.Equal(EntryState.Reopened, standing.On(Deciding.Today.AddDays(days)));
        Assert.Equal(EntryState.Reopened, standing.On(Deciding.Today.AddDays(days + 1)));
    }

    [Theory]
    [InlineData("not-indicated", "vascular", true)]
    [InlineData("not-indicated", "bone", false)]
    [InlineData("patient-declined", "vascular", true)]
    [InlineData("patient-declined", "bone", false)]
    [InlineData("intolerance", "vascular", false)]
    public void A_judgement_on_risk_is_asked_again_after_a_year_and_no_other(string disposition, string pathway, bool lapses)
    {
        var entry = Deciding.Entry(pathway);
        var standing = entry.With(Deciding.Rule(disposition, entry, new() { Text = "said so" }).Decision!);
        Assert.Equal(EntryState.ClosedByPerson, standing.On(new DateOnly(2027, 11, 13)));
        Assert.Equal(lapses ? EntryState.Reopened : EntryState.ClosedByPerson, standing.On(new DateOnly(2027, 11, 14)));
    }

    [Fact]
    public void An_appointment_sets_the_day_of_return()
    {
        Assert.Equal(new DateOnly(2027, 3, 15), Deciding.Rule("dxa-scheduled", fields: new() { Appointment = new(2027, 3, 1) }).Decision!.ReturnsOn);
        Assert.Equal("the appointment is in the past; enter what came of it instead", Deciding.Rule("dxa-scheduled", fields: new() { Appointment = new(2026, 11, 13) }).Refused);
        Assert.Equal("the appointment is more than a year ahead", Deciding.Rule("dxa-scheduled", fields: new() { Appointment = new(2027, 11, 15) }).Refused);
    }

    [Theory]
    [InlineData("bone", 90, true)]
    [InlineData("bone", 91, false)]
    [InlineData("neck", 30, true)]
    [InlineData("neck", 31, false)]
    [InlineData("bone", 1, true)]
    [InlineData("bone", 0, false)]
    public void An_entry_is_put_off_by_a_bounded_time(string pathway, int days, bool taken) =>
        Assert.Equal(taken, Deciding.Rule("snooze", Deciding.Entry(pathway), new() { Until = Deciding.Today.AddDays(days) }).Refused is null);

    [Fact]
    public void A_patient_is_tried_three_times_in_an_episode()
    {
        var entry = Deciding.Entry();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var decision = Deciding.Rule("contacting-patient", entry).Decision!;
            Assert.Equal(attempt, decision.Attempts);
            entry = entry with { Last = decision };
        }
        Assert.Equal("the patient was tried 3 times; choose something else than 'Contacting the patient'", Deciding.Rule("contacting-patient", entry).Refused);
        Assert.Equal("3 tries to reach the patient, no answer recorded",
            ReturnText.Of(Deciding.Shipped.Find("contacting-patient"), Deciding.Today, null, entry.Last.Attempts, Deciding.Today.AddDays(14)));

        var snoozed = entry with { Last = Deciding.Rule("snooze", entry).Decision! };
        Assert.NotNull(Deciding.Rule("contacting-patient", snoozed).Refused);

        var anew = entry with { Now = new(2, 1, 1) };
        Assert.Equal(1, Deciding.Rule("contacting-patient", anew, seen: anew.Now).Decision!.Attempts);
    }

    [Fact]
    public void A_returned_entry_says_what_was_set_going_when_and_how_far_the_data_reaches() =>
        Assert.Equal("DXA ordered 60 days ago, no DXA up to 12 Nov 2026",
            ReturnText.Of(Deciding.Shipped.Find("dxa-ordered"), Deciding.Today.AddDays(-60), new(2026, 11, 12), 0, Deciding.Today));

    [Fact]
    public void An_old_decision_whose_disposition_is_gone_still_says_when_it_was_made() =>
        Assert.Equal("decided on 14 Nov 2026, 3 days ago", ReturnText.Of(null, Deciding.Today, null, 0, Deciding.Today.AddDays(3)));

    [Fact]
    public void A_dxa_done_elsewhere_is_entered_with_its_t_score_where_the_rules_find_it()
    {
        var ruling = Deciding.Rule("dxa-done-elsewhere", fields: new() { Date = new(2026, 10, 1), TScore = -2.7, TScoreSite = "femoral-neck" });
        Assert.Equal("a DXA", ruling.Decision!.Expects);
        Assert.Equal(
            [("CPT 77080", null), ("LOINC 38263-0", (double?)-2.7)],
            ruling.Reports.Select(r => ($"{r.Rule.CodeSystem} {r.Rule.Code}", r.Value)));
        Assert.All(ruling.Reports, r => Assert.Equal(new DateOnly(2026, 10, 1), r.Date));
    }

    [Theory]
    [InlineData("2026-11-15", null, null, "the date is in the future; enter the day on which it happened")]
    [InlineData("1899-12-31", null, null, "the date is before 1900")]
    [InlineData(null, null, null, "'DXA done elsewhere' takes a date; enter it")]
    [InlineData("2026-11-14", -2.5, null, "a T-score and its site belong together; enter both or neither")]
    [InlineData("2026-11-14", 25.0, "total-hip", "a T-score lies between -10 and 10")]
    [InlineData("2026-11-14", double.NaN, "total-hip", "a T-score lies between -10 and 10")]
    [InlineData("2026-11-14", -2.5, "heel", "unknown T-score site; choose one of lumbar-spine, total-hip, femoral-neck, radius-33")]
    public void What_is_entered_is_looked_at(string? date, double? score, string? site, string refusal) =>
        Assert.Equal(refusal, Deciding.Rule("dxa-done-elsewhere", fields: new()
        {
            Date = date is null ? null : DateOnly.ParseExact(date, "yyyy-MM-dd"),
            TScore = score,
            TScoreSite = site,
        }).Refused);

    [Fact]
    public void Nothing_is_entered_of_the_time_before_the_patient_was_born()
    {
        var entry = Deciding.Entry() with { BornOn = new(1950, 6, 15) };
        Assert.Equal("the date is before the patient was born; enter the day on which it happened", Refused(new(1950, 6, 14)));
        Assert.Null(Refused(new(1950, 6, 15)));

        string? Refused(DateOnly date) => Deciding.Rule("dxa-done-elsewhere", entry, new() { Date = date }).Refused;
    }

    [Fact]
    public void A_field_that_nobody_asked_for_is_refused_and_a_comment_never()
    {
        Assert.Equal("'In review' takes no T-score; leave it out", Deciding.Rule("in-review", fields: new() { TScore = -1, TScoreSite = "total-hip" }).Refused);
        Assert.Null(Deciding.Rule("in-review", fields: new() { Text = "‮ <script>'; drop table entries; --\u0007 🦴" }).Refused);
        Assert.Contains("U+0000", Deciding.Rule("in-review", fields: new() { Text = "a\0b" }).Refused);
        Assert.Contains("U+0092", Deciding.Rule("in-review", fields: new() { Text = "it\u0092s" }).Refused);
        Assert.Contains("surrogate", Deciding.Rule("in-review", fields: new() { Text = "a\ud800b" }).Refused);
        Assert.Null(Deciding.Rule("in-review", fields: new() { Text = new string('x', 10_000) }).Refused);
        Assert.Contains("shorten", Deciding.Rule("in-review", fields: new() { Text = new string('x', 10_001) }).Refused);
    }

    [Fact]
    public void Only_a_clinician_closes_in_the_neck_pathway_but_anybody_says_that_a_patient_died()
    {
        foreach (var close in Deciding.Shipped.All.Where(d => d.Effect == DispositionEffect.Close && d.IsFor("neck")))
            Assert.Equal(close.Id is "deceased" or "hospice", close.IsAllowed(Role.Reviewer, "neck"));
        Assert.Equal("'Patient declined' in the neck pathway is for clinician, not for reviewer",
            Deciding.Rule("patient-declined", Deciding.Entry("neck"), role: Role.Reviewer).Refused);
    }

    [Fact]
    public void A_disposition_of_another_pathway_is_refused() =>
        Assert.Equal("'Statin prescribed' is not for the bone pathway, only for vascular", Deciding.Rule("statin-prescribed").Refused);
}
