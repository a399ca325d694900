using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Quality;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Worklist;
using Opportune.Web.Show.Charts;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Quality;

/// <summary>The tables of a quarter, made of planted cases and of what people did with them, are the same on both engines and count what was planted.</summary>
public sealed class QualityEngineTests
{
    private const int Cases = 240;
    private static readonly Measure Dexa = Measures.First(m => m.Id == "dexa") with { Follow = new(["drug"], new("test", Period.OfDays(28), Period.OfDays(84))) };
    private static readonly Measure Neck = Dexa with { Id = "neck", DueAfter = Period.OfDays(30), Follow = null, SatisfiedBy = [new() { Label = "CT done", When = new Condition.Met("ct"), Window = WindowRule.Ever, KeepsOpen = true }] };
    private static readonly Quarter Asked = new(new(2026, 1, 1));

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Planted_cases_are_counted_without_what_was_taken_back_undone_or_too_late(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var window = new QualityIndicators(Dexa).WindowDays;
        var chosen = Ward.Dispositions;
        var (answer, dismissal) = (chosen.All.First(d => d.Answer is not null).Id, chosen.All.First(d => d is { Effect: DispositionEffect.Close, Expects: null, Answer: null }).Id);
        var (agreement, elsewhere) = (chosen.All.First(d => d.Answer is HandOffAnswer.Agreed).Id, chosen.All.First(d => d is { Effect: DispositionEffect.Close, Expects: not null, WholePatient: false }).Id);
        await ward.Run(c =>
        {
            for (var i = 0; i < Cases; i++)
            {
                var (id, zero) = ($"e{i:000}", Asked.First.AddDays(i % 60));
                Ward.Insert(c, id, $"P{i}", leader: "dexa");
                // The quarter before is left out, since it may be cut off.
                foreach (var (gap, day) in new[] { ($"g{i}", zero), ($"old{i}", zero.AddDays(-92)) })
                {
                    c.Execute(
                        """
                        insert into quality_cases (measure, gap_id, patient_id, entry_id, day_zero, site, sex, age, seen_on, open_on, listed_on, done_on, done_by, ended_on, kept, rechecked, index_class)
                        values ('dexa', @gap, @patient, @id, @day, '', @sex, 70, @listed, @listed, @listed, @done, @by, @ended, @kept, @rechecked, @class)
                        """,
                        new { kept = (i % 12) switch { 0 or 3 => 1L, 6 => 0L, _ => (long?)null }, rechecked = (i % 12) switch { 0 => 1L, 3 or 6 => 0L, _ => (long?)null }, @class = i % 4 == 0 ? "vertebra" : "hip", gap, patient = $"P{i}", id = gap[0] == 'g' ? id : null, day, sex = i % 2 == 0 ? "F" : "M", listed = day.AddDays(10), done = i % 3 == 0 ? day.AddDays(i % 2 == 0 ? 20 : window) : i % 3 == 1 ? day.AddDays(window + 1) : (DateOnly?)null, by = i % 6 < 3 ? "procedures" : "medications", ended = i % 21 == 14 ? day.AddDays(100) : (DateOnly?)null });
                }
                // A neck is imaged within its own time, later, elsewhere, or not.
                Ward.Insert(c, $"n{i:000}", $"N{i}", leader: "neck");
                foreach (var (gap, day) in new[] { ($"n{i}", zero), ($"oldn{i}", zero.AddDays(-92)) })
                {
                    c.Execute(
                        "insert into quality_cases (measure, gap_id, patient_id, entry_id, day_zero, site, sex, age, seen_on, open_on, listed_on, done_on) values ('neck', @gap, @patient, @id, @day, '', 'F', 70, @listed, @listed, @listed, @done)",
                        new { gap, patient = $"N{i}", id = gap[0] == 'n' ? $"n{i:000}" : null, day, listed = day.AddDays(10), done = (i % 8) switch { 0 => day.AddDays(30), 1 => day.AddDays(90), 2 => day.AddDays(91), _ => (DateOnly?)null } });
                }
                if (i % 8 is 3 or 4)
                    Decide(c, $"n{i:000}", elsewhere, zero.AddDays(i % 8 == 3 ? 90 : 91), undone: false);
                // Some come again: 61 days later and two years later count, a day before and a day after that do not.
                c.Execute(
                    "insert into quality_cases (measure, gap_id, patient_id, day_zero, site, sex, age, seen_on) values ('dexa', @gap, @patient, @day, '', 'F', 70, @day)",
                    new { gap = $"again{i}", patient = $"P{i}", day = (i % 5) switch { 0 => zero.AddDays(61), 1 => zero.AddYears(2), 2 => zero.AddDays(60), _ => zero.AddYears(2).AddDays(1) } });
                // Every second is decided about in time; of ten that were, one is taken back.
                if (i % 2 == 0)
                    Decide(c, id, i % 4 == 0 ? "sent-to-clinician" : dismissal, zero.AddDays(i % 8 < 4 ? 24 : 25), undone: i % 20 == 10);
                if (i % 4 == 0)
                {
                    c.Execute(
                        """
                        insert into hand_offs (entry_id, request_id, step, episode, recipient_id, recipient_name, channel, message, data_up_to, sent_by, sent_at, sent_on, undone_at)
                        values (@id, @id, 'first', 1, 'x', 'x', 'mail', 'x', @day, 'ann', @at, @day, @undone)
                        """,
                        new { id, day = zero.AddDays(12), at = At(zero.AddDays(12)), undone = i % 40 == 4 ? At(zero.AddDays(13)) : (DateTimeOffset?)null });
                    if (i % 8 == 0)
                        Decide(c, id, i % 16 == 0 ? agreement : answer, zero.AddDays(20), undone: false);
                }
            }
            return 0;
        });
        await ward.Run(c =>
        {
            QualityBook.Make(c, [Dexa, Neck], chosen, Asked.Last.AddDays(900));
            return 0;
        });
        var rows = await ward.Database.Read(c => QualityBook.Rows(c, "dexa")[Asked].Where(r => r.Attribute.Length == 0).ToDictionary(r => r.Split), TestContext.Current.CancellationToken);
        var all = Enumerable.Range(0, Cases).ToList();
        var reviewed = all.Where(i => i % 2 == 0 && i % 20 != 10).ToList();
        var sent = reviewed.Where(i => i % 4 == 0 && i % 40 != 4).ToList();
        void Is(string split, int having, int? of) => Assert.Equal((split, having, of - having), (split, (int)rows[split].Having!, (int?)rows[split].Lacking));
        Is("", Cases, null);
        Is("early", all.Count(i => i % 3 == 0), Cases);
        Is("late", all.Count(i => i % 3 == 1), Cases - all.Count(i => i % 3 == 0));
        Is("by-test", all.Count(i => i % 3 == 0 && i % 6 < 3), all.Count(i => i % 3 == 0));
        Is("later-by-test", all.Count(i => i % 3 == 1 && i % 6 < 3), all.Count(i => i % 3 == 1));
        Is("reviewed", reviewed.Count, Cases);
        Is("sent", sent.Count, reviewed.Count);
        Is("answered", sent.Count(i => i % 8 == 0), sent.Count);
        Is("prompt", reviewed.Count(i => i % 8 < 4), reviewed.Count);
        var open = all.Where(i => i % 3 == 2).ToList();
        Is("left", open.Count(i => i % 21 == 14), open.Count);
        Is("judged", reviewed.Count(i => i % 3 == 2 && i % 21 != 14 && i % 4 != 0), open.Count(i => i % 21 != 14));
        Is("again", all.Count(i => i % 5 < 2), Cases);
        Is("dismissed", reviewed.Count(i => i % 4 != 0), reviewed.Count);
        // Of 80 early ones: 40 kept on, and of the others 20 not known; 20 measured again, and of the others 20 not known.
        Is("agreed", sent.Count(i => i % 16 == 0), sent.Count(i => i % 8 == 0));
        Is("kept-on", Cases / 6, Cases / 3);
        Is("kept-on-unknown", Cases / 12, Cases / 6);
        Is("rechecked", Cases / 12, Cases / 3);
        Is("recheck-unknown", Cases / 12, Cases / 4);
        var made = await ward.Database.Read(c => (QualityBook.Rows(c, "dexa")[Asked].ToList(), QualityBook.Rows(c, "neck")[Asked].Where(r => r.Attribute.Length == 0).ToDictionary(r => r.Split)), TestContext.Current.CancellationToken);
        Assert.Equal((Cases / 4, 3 * Cases / 4), ((int)made.Item1.Single(r => r is { Split: "", Attribute: "finding", Group: "vertebra" }).Having!, (int)made.Item1.Single(r => r is { Split: "", Attribute: "finding", Group: "hip" }).Having!));
        foreach (var (split, having, of) in new[] { ("early", Cases / 8, Cases), ("characterised", Cases / 4, 7 * Cases / 8), ("late", Cases / 8, 5 * Cases / 8) })
            Assert.Equal((split, having, of - having), (split, (int)made.Item2[split].Having!, (int)made.Item2[split].Lacking!));
        // Those of its own time, and those who followed by day 90 and by day 180.
        var told = ProgrammeHtml.Of(Asked, [await ward.Database.Read(c => ProgrammeFacts.Of(c, Neck, Asked), TestContext.Current.CancellationToken)]);
        foreach (var share in new[] { $"37.5% ({3 * Cases / 8} of {Cases})", $"50% ({Cases / 2} of {Cases})" })
            Assert.Contains($">{share}</td>", told, StringComparison.Ordinal);
        // Nobody opened an entry that the trail knows of: there is no median, and that is kept, too.
        Assert.Null((await ward.Database.Read(c => ProgrammeFacts.Of(c, Dexa, Asked), TestContext.Current.CancellationToken)).Minutes);
        Assert.NotEmpty(await ward.Database.Read(c => QualityBook.Curve(c, "dexa", Asked), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Panels_that_a_stepped_release_had_come_to_are_held_against_those_that_waited_once_nobody_waits_any_more(DatabaseEngine engine)
    {
        const int PerPanel = 120;
        await using var ward = await Ward.Open(engine);
        string[] panels = ["A", "B", "C", "D"];
        await ward.Run(c =>
        {
            var decision = c.QuerySingle<long>(
                "insert into standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at) values ('dexa', 'north', 'pilot', 'A', 'decided', 'x', 'lea', 'clinical-lead', @at) returning decision_id",
                new { at = At(new(2025, 12, 1)) });
            foreach (var (i, panel) in panels.Index())
            {
                c.Execute("insert into standing_steps (decision_id, panel, from_day, seed) values (@decision, @panel, @day, 's')", new { decision, panel, day = Asked.First.AddMonths(3 * i) });
                c.Execute("insert into shown_parts (measure, site, panel) values ('dexa', 'north', @panel)", new { panel });
                for (var j = 0; j < PerPanel; j++)
                {
                    var (patient, zero) = ($"{panel}{j}", Asked.First.AddDays(j % 90));
                    c.Execute("insert into people (patient_id, searched, site, attributed_panel) values (@patient, @searched, 'north', @panel)", new { patient, searched = $" {patient}", panel });
                    // In time: a half where the panel had begun, a quarter in the others; and the quarter before is cut off.
                    foreach (var (gap, day) in new[] { (patient, zero), ($"old{patient}", zero.AddDays(-92)) })
                    {
                        c.Execute(
                            "insert into quality_cases (measure, gap_id, patient_id, day_zero, site, sex, age, panel, seen_on, open_on, done_on, done_by) values ('dexa', @gap, @patient, @day, 'north', 'F', 70, @panel, @day, @day, @done, 'procedures')",
                            new { gap, patient, day, panel, done = j % (panel == "A" ? 2 : 4) == 0 ? day.AddDays(30) : (DateOnly?)null });
                    }
                }
            }
            return 0;
        });
        await Make(Asked.First.AddMonths(9).AddDays(-1));
        Assert.Empty(await Rows());
        Assert.NotEqual("", ProgrammeHtml.Waits(await ward.Database.Read(c => ProgrammeFacts.Of(c, Dexa, Asked).ReleasedUntil, TestContext.Current.CancellationToken)));
        await Make(Asked.First.AddMonths(9));
        var rows = await Rows();
        var line = Assert.Single(ProgrammeReport.Released(rows));
        // Of B, which began in between, nothing is in either.
        Assert.Equal((Asked, "north", (PerPanel / 2, PerPanel), (PerPanel / 2, 2 * PerPanel)), (line.Quarter, line.Site, ((int)line.Begun.Having, (int)line.Begun.Of), ((int)line.Waiting.Having, (int)line.Waiting.Of)));
        var told = ProgrammeHtml.Of(Asked, [await ward.Database.Read(c => ProgrammeFacts.Of(c, Dexa, Asked), TestContext.Current.CancellationToken)]);
        Assert.Contains("<th scope=\"row\">2026-Q1, north</th><td class=\"number\" data-label=\"panels that had begun\">50% (60 of 120)</td><td class=\"number\" data-label=\"panels that waited\">25% (60 of 240)</td>", told, StringComparison.Ordinal);
        Assert.True(line.Difference.IsClear && line.Difference.Low < 0.25 && line.Difference.High > 0.25);
        var site = Assert.Single(rows[Asked], r => r is { Split: "early", Attribute: "site" });
        Assert.Equal(("north", PerPanel / 2 + (3 * PerPanel / 4), PerPanel / 2 + (9 * PerPanel / 4)), (site.Group, (int)site.Having!, (int)site.Lacking!));

        Task Make(DateOnly asOf) => ward.Run(c =>
        {
            QualityBook.Make(c, [Dexa], Ward.Dispositions, asOf);
            return 0;
        });

        Task<ILookup<Quarter, QualityRow>> Rows() => ward.Database.Read(c => QualityBook.Rows(c, "dexa"), TestContext.Current.CancellationToken);
    }

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(10, 0), TimeSpan.Zero);

    private static void Decide(System.Data.Common.DbConnection c, string id, string reason, DateOnly day, bool undone)
    {
        var number = c.ExecuteScalar<long>(
            "insert into entry_events (entry_id, at, as_of, kind, actor, reason, state_after, text) values (@id, @at, @day, 'decided', 'ann', @reason, 'waiting', 'x') returning event_id",
            new { id, at = At(day), day, reason });
        if (undone)
        {
            c.Execute(
                "insert into entry_events (entry_id, at, as_of, kind, actor, reason, state_after, text, detail) values (@id, @at, @day, 'taken-back', 'ann', @reason, 'new', 'x', @detail)",
                new { id, at = At(day.AddDays(1)), day = day.AddDays(1), reason, detail = new EventDetail { Undone = number }.ToText() });
        }
    }
}
