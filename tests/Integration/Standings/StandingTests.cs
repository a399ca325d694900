using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Publishing;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Standings;

/// <summary>A measure comes to people at a site when somebody decided so, and only then.</summary>
public sealed class StandingTests
{
    private const string Reason = "we looked at what it lists";

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_nobody_decided_about_is_kept_without_an_entry_and_counts_from_the_day_it_goes_live(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        Assert.Empty(await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01")));
        Assert.Empty(await nights.Entries());
        Assert.Equal(("open", null), Assert.Single(await nights.Gaps()) is var gap ? (gap.Status, gap.EntryId) : default);

        await Decide(nights, "dexa", Standing.Live);
        Assert.Empty(await nights.Entries());
        var changes = await nights.Publish("2026-07-01", Open("dexa", "p1", "2026-03-01"));

        Assert.Equal(new("bone", "north", "added", "standing-changed", 1), Assert.Single(changes));
        var entry = await nights.Entry();
        Assert.Equal((Day("2026-07-01"), Day("2026-07-29"), "new"), (entry.FirstSeen, entry.DueDate!.Value, entry.State));
        Assert.Equal([entry.EntryId], await Listed(nights));
        Assert.Empty(await nights.Publish("2026-07-02", Open("dexa", "p1", "2026-03-01")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_silent_measure_takes_no_patient_from_the_list_of_a_live_one(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        var (treatment, dexa) = (Open("treatment", "p1", "2026-03-01"), Open("dexa", "p1", "2026-03-02"));
        await nights.Publish("2026-06-01", treatment, dexa);
        await Decide(nights, "dexa", Standing.Live);
        await nights.Publish("2026-06-02", treatment, dexa);
        var entry = await nights.Entry();
        Assert.Equal(("dexa", "open"), (entry.Leader, entry.Finding));
        Assert.Equal(["dexa"], (await nights.Gaps()).Where(g => g.EntryId is not null).Select(g => g.Measure));
        // What closes the live one does not hand on to the silent one.
        await nights.Publish("2026-06-03", treatment, dexa.Closed("2026-06-02"));
        Assert.Equal(("dexa", "satisfied"), (await nights.Entry()) is var closed ? (closed.Leader, closed.Finding) : default);
        await Decide(nights, "treatment", Standing.Live);
        await nights.Publish("2026-06-04", treatment, dexa.Closed("2026-06-02"));
        Assert.Equal(("treatment", "open", "reopened"), (await nights.Entry()) is var back ? (back.Leader, back.Finding, back.State) : default);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_silenced_is_gone_at_once_leaves_the_list_with_the_next_run_and_comes_back_with_what_people_decided(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        var (treatment, dexa) = (Open("treatment", "p1", "2026-03-01"), Open("dexa", "p1", "2026-03-02"));
        await nights.Publish("2026-06-01", treatment, dexa);
        await Decide(nights, "dexa", Standing.Live);
        await Decide(nights, "treatment", Standing.Live);
        await nights.Publish("2026-06-02", treatment, dexa);
        var entry = await nights.Entry();
        await nights.Decide(entry.EntryId, "close");
        Assert.Equal("treatment", entry.Leader);
        Assert.Equal(["dexa", "treatment"], (await nights.Gaps()).Where(g => g.EntryId is not null).Select(g => g.Measure));

        await Decide(nights, "dexa", Standing.Silent);
        Assert.Equal(["treatment"], (await nights.Gaps()).Where(g => g.EntryId is not null).Select(g => g.Measure));
        Assert.Equal([entry.EntryId], await Listed(nights));
        await Decide(nights, "treatment", Standing.Silent);
        Assert.Empty(await Listed(nights));

        Assert.Equal(new("bone", "north", "dropped", "standing-changed", 1), Assert.Single(await nights.Publish("2026-06-03", treatment, dexa)));
        Assert.Equal(("withdrawn", "Withdrawn: the measure is not shown here any more."), ((await nights.Entry()).State, (await nights.Events())[^1].Text));
        Assert.Empty(await Listed(nights));
        await Decide(nights, "treatment", Standing.Live);
        await nights.Publish("2026-06-04", treatment, dexa);
        Assert.Equal((entry.EntryId, "closed-by-person"), (await nights.Entry()) is var again ? (again.EntryId, again.State) : default);
        Assert.Equal([entry.EntryId], await Listed(nights));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_silenced_measure_led_goes_on_at_once_with_its_other_lines(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        Gap[] gaps = [Open("treatment", "p1", "2026-03-01"), Open("dexa", "p1", "2026-03-02"), Open("treatment", "p2", "2026-03-01")];
        await nights.Publish("2026-06-01", gaps);
        await Decide(nights, "dexa", Standing.Live);
        await Decide(nights, "treatment", Standing.Live);
        await nights.Publish("2026-06-02", gaps);
        var before = (await nights.Entries()).First(e => e.PatientId == "p1");

        await Decide(nights, "treatment", Standing.Silent);
        Assert.Equal([before.EntryId], await Listed(nights));
        var now = (await nights.Entries()).First(e => e.PatientId == "p1");
        Assert.Equal(("dexa", "open", before.State, Day("2026-03-02"), Day("2026-06-30")), (now.Leader, now.Finding, now.State, now.IndexDate, now.DueDate!.Value));
        var told = (await nights.Events())[^1];
        Assert.Equal(("handed-on", "What led it is not shown here any more; it goes on with its other lines."), (told.Kind, told.Text));
        Assert.Equal([("dexa", 1L)], await nights.Database.Read(c => c.Query<(string, long)>("select measure, leads from gaps where entry_id is not null").AsList(), Token));

        // The next run has nothing to add for that patient, and a person's decision that came between stays.
        await nights.Decide(before.EntryId, "close");
        await nights.Publish("2026-06-03", gaps);
        var after = (await nights.Entries()).First(e => e.PatientId == "p1");
        Assert.Equal(("dexa", "closed-by-person"), (after.Leader, after.State));
        Assert.Equal([before.EntryId], await Listed(nights));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_pilot_is_shown_for_the_patients_of_its_panels_and_others_keep_what_is_live(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        Gap[] gaps = [Open("treatment", "p1", "2026-03-01"), Open("dexa", "p1", "2026-03-02"), Open("treatment", "p2", "2026-03-01"), Open("dexa", "p2", "2026-03-02"), Open("treatment", "p3", "2026-03-01")];
        await nights.Publish("2026-06-01", gaps);
        await nights.Do("insert into people (patient_id, searched, site, attributed_panel) values ('p1', ' p1', 'north', 'A'), ('p2', ' p2', 'north', 'B'), ('p3', ' p3', 'north', 'B')");
        await Decide(nights, "dexa", Standing.Live);
        await Decide(nights, "treatment", Standing.Pilot, "A");
        await nights.Publish("2026-06-02", gaps);
        Assert.Equal([("p1", "treatment"), ("p2", "dexa")], (await nights.Entries()).Select(e => (e.PatientId, e.Leader)));
        Assert.Equal(2, (await Listed(nights)).Count);
        await Decide(nights, "treatment", Standing.Pilot, "B");
        // The other panel's patient keeps what is live at once.
        Assert.Equal([("p1", "dexa"), ("p2", "dexa")], (await nights.Entries()).Select(e => (e.PatientId, e.Leader)));
        Assert.Equal(2, (await Listed(nights)).Count);
        await nights.Publish("2026-06-03", gaps);
        Assert.Equal([("p1", "dexa"), ("p2", "treatment"), ("p3", "treatment")], (await nights.Entries()).Select(e => (e.PatientId, e.Leader)));
        Assert.Equal(3, (await Listed(nights)).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_stepped_pilot_comes_to_its_panels_one_after_another_in_the_order_that_was_drawn_until_something_else_is_decided(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        Gap[] gaps = [.. new[] { "p1", "p2", "p3", "p4" }.Select(p => Open("dexa", p, "2026-03-02"))];
        await nights.Publish("2026-06-01", gaps);
        await nights.Do("insert into people (patient_id, searched, site, attributed_panel) values ('p1', ' p1', 'north', 'A'), ('p2', ' p2', 'north', 'B'), ('p3', ' p3', 'north', 'C'), ('p4', ' p4', 'north', null)");
        var table = new StandingTable(nights.Database);
        // By the database's clock: tomorrow at the earliest.
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var versions = (await Part(nights, "dexa")).Versions;
        StandingWish Wish(SteppedRelease? release, Standing to = Standing.Pilot, string[]? panels = null) => new("dexa", "north", to, panels ?? ["A", "B", "C"], Reason, versions, release);
        var release = new SteppedRelease(today.AddDays(1), 3, "7");
        foreach (var (wish, why) in new[]
        {
            (Wish(release with { First = today }), "later day"), (Wish(release with { Months = 0 }), "1 to 12 months"), (Wish(release with { Months = 13 }), "1 to 12 months"),
            (Wish(release with { Seed = " " }), "a seed"), (Wish(release, panels: ["A"]), "two panels"), (Wish(release, Standing.Silent), "only a pilot"),
        })
            Assert.Contains(why, await table.Decide(wish, "lea", Role.ClinicalLead, Usual, Token), StringComparison.Ordinal);
        Assert.Empty(await table.Steps(Token));
        Assert.Null(await table.Decide(Wish(release), "lea", Role.ClinicalLead, Usual, Token));

        var steps = await table.Steps(Token);
        Assert.Equal(release.Steps(["C", "B", "A"]).Select(s => (s.Panel, s.From)), steps.Select(s => (s.Panel, s.FromDay)));
        Assert.Equal(string.Join('\n', steps.Select(s => s.Panel)), (await Part(nights, "dexa")).Panels);
        await Assert.ThrowsAnyAsync<DbException>(() => nights.Do("update standing_steps set from_day = @day", new { day = today }));
        await Assert.ThrowsAnyAsync<DbException>(() => nights.Do("delete from standing_steps"));
        string Patient(int step) => "p" + ("ABC".IndexOf(steps[step].Panel, StringComparison.Ordinal) + 1);
        await Is(today);
        Assert.DoesNotContain("dexa at north", await nights.Database.Read(c => c.Query<string>(Sql.Load("doctor/find-shown-parts-without-decision.sql")).AsList(), Token));
        await Is(steps[0].FromDay, Patient(0));
        await Is(steps[1].FromDay.AddDays(-1), Patient(0));
        // A night without a run costs nothing: whoever is due comes with the next.
        await Is(steps[1].FromDay.AddDays(5), Patient(0), Patient(1));
        Assert.Equal(steps[^1].FromDay, await nights.Database.Read(c => StandingTable.ReleasedUntil(c, "dexa"), Token));
        // What is decided now holds, and nobody else's day comes.
        Assert.Null(await table.Decide(Wish(null, panels: [steps[0].Panel]), "lea", Role.ClinicalLead, Usual, Token));
        await Is(steps[2].FromDay.AddDays(1), Patient(0));
        Assert.Null(await nights.Database.Read(c => StandingTable.ReleasedUntil(c, "dexa"), Token));

        async Task Is(DateOnly asOf, params string[] patients)
        {
            await nights.Publish(asOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), gaps);
            Assert.Equal(patients.Order(StringComparer.Ordinal), (await nights.Entries()).Where(e => e.Finding == "open").Select(e => e.PatientId).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nothing_goes_live_unsigned_and_no_signature_holds_for_other_versions(DatabaseEngine engine)
    {
        await using var nights = await Undecided(engine);
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var table = new StandingTable(nights.Database);
        var versions = (await Part(nights, "dexa")).Versions;
        StandingWish Wish(Standing to, string reason = Reason, string? seen = null, params string[] panels) => new("dexa", "north", to, panels, reason, seen ?? versions);
        foreach (var role in new Role?[] { null, Role.Administrator, Role.Clinician })
            Assert.Contains("signature of a clinical lead", await table.Decide(Wish(Standing.Live), "ann", role, Usual, Token), StringComparison.Ordinal);
        Assert.Contains("say why", await table.Decide(Wish(Standing.Live, "because"), "ann", Role.ClinicalLead, Usual, Token), StringComparison.Ordinal);
        Assert.Contains("name one", await table.Decide(Wish(Standing.Pilot), "ann", Role.ClinicalLead, Usual, Token), StringComparison.Ordinal);
        await nights.Do("insert into people (patient_id, searched, site, attributed_panel) values ('p1', ' p1', 'north', 'A'), ('p2', ' p2', 'south', 'Harbour')");
        Assert.Equal("unknown panel of north 'nowhere'; known: A", await table.Decide(Wish(Standing.Pilot, panels: ["A", "nowhere"]), "ann", Role.ClinicalLead, Usual, Token));
        Assert.Contains("unknown panel of north 'Harbour'", await table.Decide(Wish(Standing.Pilot, panels: "Harbour"), "ann", Role.ClinicalLead, Usual, Token), StringComparison.Ordinal);
        Assert.Equal(["A"], await table.Panels("north", Token));
        await nights.Do("insert into people (patient_id, searched, site, attributed_panel) values ('p10', ' p10', 'east', 'Panel 10'), ('p11', ' p11', 'east', 'Panel 2'), ('p12', ' p12', 'east', 'Panel 1')");
        Assert.Equal(["Panel 1", "Panel 2", "Panel 10"], await table.Panels("east", Token));
        Assert.Contains("nothing of that measure", await table.Decide(Wish(Standing.Live) with { Site = "south" }, "ann", Role.ClinicalLead, Usual, Token), StringComparison.Ordinal);
        nights.LexiconHash = "l2";
        await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-03-01"));
        Assert.Contains("has changed since you looked", await table.Decide(Wish(Standing.Live), "ann", Role.ClinicalLead, Usual, Token), StringComparison.Ordinal);
        // Past the program: the database itself makes nothing live that is unsigned, and changes no decision.
        const string Row = "insert into standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at) values ('dexa', 'north', 'live', '', '{0}', 'x', 'ann', '', @at)";
        foreach (var basis in new[] { "decided", "signed", "invented" })
            await Assert.ThrowsAnyAsync<DbException>(() => nights.Do(string.Format(System.Globalization.CultureInfo.InvariantCulture, Row, basis), new { at = DateTimeOffset.UnixEpoch }));
        Assert.Null(await table.Decide(Wish(Standing.Pilot, panels: "A", seen: (await Part(nights, "dexa")).Versions), "ann", Role.ClinicalLead, Usual, Token));
        await Assert.ThrowsAnyAsync<DbException>(() => nights.Do("update standing_decisions set standing = 'live' where measure = 'dexa'"));
        await Assert.ThrowsAnyAsync<DbException>(() => nights.Do("delete from standing_decisions where measure = 'dexa'"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.DeclareInvented("ann", Token));
        Assert.Equal(["pilot"], (await table.History("dexa", "north", Token)).Select(d => d.Standing));
        Assert.Empty(await Listed(nights));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_people_work_on_when_the_program_is_renewed_goes_on_and_says_that_nobody_validated_it(DatabaseEngine engine)
    {
        await using var empty = await BothEngines.Empty(engine);
        await using (var old = await OpportuneDatabase.OpenAny(DatabaseUrl.Parse(empty.Url), TimeProvider.System, create: true, Token))
        {
            await new Migrator(old, [.. Migration.All(engine).TakeWhile(m => m.Name != "0026_create_standings")]).Apply(Token);
            await old.Write(c => c.Execute(
                """
                insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256) values ('r', 'n', 'live', @day, 'succeeded', @at, 't', 1, 'i', 'p', 'r', 'l');
                insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256) values ('dexa', 'north', 'r', @day, @at, 3, 'm', 's', 'l');
                """, new { day = Day("2026-06-01"), at = DateTimeOffset.UnixEpoch }), Token);
        }
        await OpportuneDatabase.Migrate(DatabaseUrl.Parse(empty.Url), TimeProvider.System, Token);
        await empty.Open();
        var part = Assert.Single(await new StandingTable(empty.Database).List(Token));
        Assert.Equal(("dexa", "north", Standing.Live, "carried-over", 3L, true), (part.Measure, part.Site, part.InForce, part.Basis, part.SignedVersion, part.IsAsDecided));
        Assert.Contains("Nobody has validated it here", part.Reason, StringComparison.Ordinal);
        Assert.True(part.DecidedAt > TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var shown = await empty.Database.Read(c => StandingTable.Shown(c), Token);
        Assert.True(shown.Shows("dexa", "north", "p1"));
        Assert.False(shown.Shows("dexa", "south", "p1"));
        Assert.False(shown.Shows("statin", "north", "p1"));
    }

    private static ValidationSettings Usual { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Nights of a hospital that nobody declared invented.</summary>
    private static async Task<Nights> Undecided(DatabaseEngine engine)
    {
        var nights = await Nights.On(engine);
        await nights.Do("delete from shown_parts");
        return nights;
    }

    private static async Task<StandingPart> Part(Nights nights, string measure) => (await new StandingTable(nights.Database).List(Token)).First(p => p.Measure == measure);

    private static async Task Decide(Nights nights, string measure, Standing standing, params string[] panels)
    {
        if (standing == Standing.Live)
            await Judged.Sample(nights.Database, await Part(nights, measure), SampleKind.GoingLive, (Stratum.Listed, 20, 20));
        Assert.Null(await new StandingTable(nights.Database).Decide(new(measure, "north", standing, panels, Reason, (await Part(nights, measure)).Versions), "lea", Role.ClinicalLead, Usual, Token));
    }

    // In whatever state it is.
    private static async Task<List<string>> Listed(Nights nights)
    {
        var reader = new WorklistReader(nights.Database, new([]), Sight.Everything);
        var seen = new List<string>();
        foreach (var entry in await nights.Entries())
        {
            if (await reader.Find(entry.EntryId, Day("2026-06-10"), Token) is not null)
                seen.Add(entry.EntryId);
        }
        return seen;
    }
}
