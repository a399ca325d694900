using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>What a person's day begins with.</summary>
public sealed class DayTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 12, 17, 0, 0, TimeSpan.Zero);

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_runs_did_since_is_told_by_kind_the_most_urgent_first_and_what_waits_in_the_queue_is_not(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        foreach (var (id, tier) in new[] { ("early", 1), ("new-4", 4), ("new-1", 1), ("new-2", 2), ("released", 3), ("waits", 1), ("unknown", 1), ("back", 2), ("done", 2), ("done-unseen", 2), ("answered", 2), ("answered-to-her", 2), ("decided", 2) })
            await ward.Add(id, "P-" + id, tier: tier, finding: id == "unknown" ? "treatment-unknown" : "open");
        await Tell(ward, "early", "opened", Since, null, "new");
        foreach (var id in new[] { "new-4", "new-1", "new-2", "unknown", "back" })
            await Tell(ward, id, "opened", Since.AddHours(1), null, "new");
        await Tell(ward, "waits", "opened", Since.AddHours(1), null, "queued");
        await Tell(ward, "released", "released", Since.AddHours(1), "queued", "new");
        await Tell(ward, "back", "reopened", Since.AddHours(2), "closed-by-evidence", "reopened");
        await Tell(ward, "done", "closed", Since.AddHours(2), "new", "closed-by-evidence");
        await Tell(ward, "done-unseen", "closed", Since.AddHours(2), "queued", "closed-by-evidence");
        // What a clinician answered, as a colleague wrote it down; not what she wrote herself, nor any other decision, whatever its comment says.
        foreach (var (id, actor, detail) in new[] { ("answered", "bob", """{"answer":"agreed"}"""), ("answered-to-her", "ann", """{"answer":"agreed"}"""), ("decided", "bob", """{"fields":{"text":"\"answer\":1"}}""") })
        {
            await ward.Run(c => c.Execute(
                "insert into entry_events (entry_id, at, kind, actor, detail, state_after, text) values (@id, @at, 'decided', @actor, @detail, 'waiting', 'Answer of Dr. Ode')",
                new { id, at = Since.AddHours(3), actor, detail }));
        }
        await ward.Run(c => c.Execute("insert into people (patient_id, mrn, display_name, birth_date) values ('P-new-1', 'M1', 'Ash, Ada', @born)", new { born = new DateOnly(1950, 2, 28) }));
        var (events, until) = await new DayReader(ward.Database, Sight.Everything).Since(Since, "ann", Ward.Today, 3, Cancel);
        Assert.Equal(
            [("answered", 1L, "answered"), ("back", 1, "back"), ("closed", 1, "done"), ("new", 4, "new-1"), ("new", 4, "new-2"), ("new", 4, "released")],
            events.Select(e => (e.What, e.Amount, e.EntryId)));
        var first = events.Single(e => e.EntryId == "new-1");
        Assert.Equal(("M1", "Ash, Ada", new DateOnly(1950, 2, 28), "text of new-1"), (first.Mrn, first.DisplayName, first.BirthDate, first.Text));
        Assert.Empty((await new DayReader(ward.Database, Sight.Everything).Since(until, "ann", Ward.Today, 3, Cancel)).Events);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_person_sees_what_was_decided_given_and_left_too_long(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        for (var i = 1; i <= 6; i++)
            await ward.Add($"e{i}", $"P{i}", due: Ward.Today.AddDays(i - 5));
        // Saturday is the day; Monday of its week, the Sunday before, and somebody else.
        await ward.Decide("dxa-ordered", "e1");
        await ward.Decide("in-review", "e2");
        await ward.Decide("in-review", "e2");
        await ward.Decide("in-review", "e3", by: ward.By(today: Ward.Today.AddDays(-5)));
        await ward.Decide("in-review", "e4", by: ward.By(today: Ward.Today.AddDays(-6)));
        await ward.Decide("in-review", "e5", by: ward.By("bob"));
        await ward.Run(c => c.Execute("update entries set assignee = 'ann' where entry_id in ('e1', 'e6')"));
        // e1 was given to her and is waiting; e2 to e4 are over due, e5 is due today.
        Assert.Equal(new HandCount(2, 3, 1, 3), await new DayReader(ward.Database, Sight.Everything).Hands("ann", Ward.Today, Cancel));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Sheets_hold_the_open_gaps_of_who_comes_by_who_sees_them(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        foreach (var (id, finding) in new[] { ("a", "open"), ("b", "open"), ("c", "open"), ("d", "satisfied"), ("e", "open"), ("f", "open") })
            await ward.Add(id, "P" + id, finding: finding);
        await ward.Run(c => c.Execute("update entries set queued_since = @day where entry_id = 'f'", new { day = Ward.Today }));
        foreach (var (patient, visit, with) in new[] { ("Pa", 0, "Ode"), ("Pb", 7, "Ash"), ("Pc", 8, "Ash"), ("Pd", 1, "Ash"), ("Pe", 3, (string?)null), ("Pf", 1, "Ash") })
        {
            await ward.Run(c => c.Execute(
                "insert into people (patient_id, next_visit, next_visit_provider, next_visit_provider_id) values (@patient, @day, @with, lower(@with))",
                new { patient, day = Ward.Today.AddDays(visit), with }));
        }
        await ward.Run(c => c.Execute(
            """
            insert into gaps (patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, tier, priority, index_date, index_table, index_row, age, sex, why, wording)
            select patient_now, 'dexa-review', entry_id, entry_id, '', 'open', '', 'open', 2, '', index_date, 'imaging_findings', 'f', 70, 'F', 'why ' || entry_id, 'wording' from entries
            """));
        var day = new DayReader(ward.Database, Sight.Everything);
        async Task<IEnumerable<string>> Of(string? clinician) =>
            (await day.Visits(Ward.Today, Ward.Today.AddDays(7), Ward.Today, clinician, Cancel)).Select(v => $"{v.ClinicianName ?? "nobody"}: {v.PatientNow} {v.Why}");
        Assert.Equal(["nobody: Pe why e", "Ash: Pb why b", "Ode: Pa why a"], await Of(null));
        Assert.Equal(["Ash: Pb why b"], await Of("ash"));
        Assert.Equal(["nobody: Pe why e"], await Of(""));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_seen_is_never_new_again(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var users = new UserTable(ward.Database);
        var id = (await users.Add("ann", "ann", new(Role.Reviewer, Scope.All), "tests", Cancel))!;
        foreach (var (hours, seen) in new[] { (2, 2), (1, 2), (3, 3) })
        {
            await users.NoteSeen(id, Since.AddHours(hours), Cancel);
            Assert.Equal(Since.AddHours(seen), (await users.Find(id, Cancel))!.SeenAt);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_queue_is_counted_by_panel_and_demand_by_tier(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        foreach (var (id, tier, site) in new[] { ("a", 2, "north"), ("b", 2, "north"), ("c", 3, "south"), ("d", 3, "north"), ("shown", 2, "north"), ("new", 2, "north") })
            await ward.Add(id, "P" + id, tier: tier, site: site);
        await ward.Run(c => c.Execute("update entries set queued_since = @day where entry_id in ('a', 'b', 'c', 'd', 'shown')", new { day = Ward.Today.AddDays(-40) }));
        await ward.Run(c => c.Execute("update entries set released_on = @day where entry_id = 'shown'", new { day = Ward.Today }));
        await ward.Run(c => c.Execute("update entries set first_seen = @day where entry_id = 'new'", new { day = Ward.Today.AddDays(-27) }));
        // The panel of the patient goes before the entry's site.
        await ward.Run(c => c.Execute("insert into people (patient_id, attributed_panel) values ('Pd', 'east')"));
        var queue = new QueueReader(ward.Database, Sight.Everything);
        var standing = await queue.Read("dexa-review", Cancel);
        Assert.Equal([("east", 3L, 1L), ("north", 2, 2), ("south", 3, 1)], standing.Parts.Select(p => (p.Panel, p.Tier, p.Queued)));
        Assert.Equal((4, 2), (standing.Queued, standing.Weeks(1)));
        Assert.Equal(0, (await queue.Read("statin-review", Cancel)).Queued);
        Assert.Equal([new TierDemand(2, 4, 0.25), new TierDemand(3, 2, 0)], await queue.Demand("dexa-review", Ward.Today, Cancel));
    }

    private static Task<int> Tell(Ward ward, string entryId, string kind, DateTimeOffset at, string? before, string after) =>
        ward.Run(c => c.Execute(
            "insert into entry_events (entry_id, at, as_of, kind, run_id, state_before, state_after, text) values (@entryId, @at, @day, @kind, 'r1', @before, @after, 'text of ' || @entryId)",
            new { entryId, at, day = Ward.Today, kind, before, after }));
}
