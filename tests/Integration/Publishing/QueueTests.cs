using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>What was found before the go-live waits, and comes to people week by week.</summary>
public sealed class QueueTests
{
    private static readonly Workload GoLive = new()
    {
        Release = 2,
        GoLive = new Dictionary<string, GoLive> { ["dexa"] = new(Found.Day("2026-06-01"), new Dictionary<string, DateOnly> { ["south"] = Found.Day("2026-07-01") }) },
    };

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private sealed record Queued(string PatientId, string State, DateOnly? QueuedSince, DateOnly? ReleasedOn, DateOnly? DueDate);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_of_before_the_go_live_waits_and_the_rest_is_shown_at_once(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Workload = GoLive with { Release = 1 };
        var changes = await nights.Publish(
            "2026-07-06", Old("a", "2026-05-31"), Old("b", "2026-05-30"), Found.Open("dexa", "c", "2026-06-01"), Found.Open("dexa", "d", "2026-05-01", tier: 1),
            Found.Open("dexa", "e", "2026-06-30", site: "south"), Found.Open("dexa", "f", "2026-06-30", site: "south") with { ReportDate = Found.Day("2026-07-01") },
            Found.Open("statin", "g", "2025-01-01"));
        Assert.Equal(["a new", "b queued", "c new", "d new", "e new", "f new", "g new"], await States(nights));
        // All seven are rows of the list, with one cause each, and two were released: one for each panel, the site here.
        Assert.Equal(7, changes.Where(c => c.Change == "added").Sum(c => c.Amount));
        Assert.Equal(["a", "e"], (await Rows(nights)).Where(r => r.ReleasedOn is not null).Select(r => r.PatientId));
        var waits = Assert.Single(await Rows(nights), r => r.State == "queued");
        Assert.Equal((Found.Day("2026-07-06"), null, null), (waits.QueuedSince, waits.ReleasedOn, waits.DueDate));
        // 84 days after the index, which is later than 28 days after it was shown.
        Assert.Equal(Found.Day("2026-08-23"), (await Rows(nights))[0].DueDate);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task So_many_a_week_come_out_by_tier_and_then_the_newest_first(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Workload = GoLive;
        Gap[] gaps = [Old("a", "2026-01-01", 3), Old("b", "2026-02-01", 3), Old("c", "2025-12-01", 2), Old("d", "2026-02-01", 3), Old("e", "2026-03-01", 4)];
        // Wednesday, Thursday, Sunday: one week; then Monday.
        await nights.Publish("2026-07-08", gaps);
        Assert.Equal(["a queued", "b new", "c new", "d queued", "e queued"], await States(nights));
        foreach (var day in new[] { "2026-07-08", "2026-07-09", "2026-07-12" })
        {
            await nights.Publish(day, gaps);
            Assert.Equal(["a queued", "b new", "c new", "d queued", "e queued"], await States(nights));
        }
        await nights.Publish("2026-07-13", gaps);
        Assert.Equal(["a new", "b new", "c new", "d new", "e queued"], await States(nights));
        // What is left of the week's number comes out with a later run of the same week.
        nights.Workload = GoLive with { Release = 3 };
        await nights.Publish("2026-07-14", gaps);
        Assert.Equal(5, (await States(nights)).Count(s => s.EndsWith("new", StringComparison.Ordinal)));
        Assert.Equal(["b 2026-07-08", "c 2026-07-08", "a 2026-07-13", "d 2026-07-13", "e 2026-07-14"], await Released(nights));
        Assert.All(await nights.Ask<string>("select state_before || ' ' || state_after from entry_events where kind = 'released'"), s => Assert.Equal("queued new", s));
        // Shown on Wednesday the 8th, due on 5 August at the earliest; nothing of that changes night by night.
        Assert.Equal(Found.Day("2026-08-05"), (await Rows(nights)).Single(r => r.PatientId == "c").DueDate);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_waits_closes_by_evidence_and_comes_back_to_its_place(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Workload = GoLive with { Release = 1 };
        var (first, second) = (Old("a", "2026-05-01"), Old("b", "2026-04-01"));
        await nights.Publish("2026-07-06", first, second);
        await nights.Publish("2026-07-07", first, second.Closed("2026-07-06"));
        Assert.Equal(["a new", "b closed-by-evidence"], await States(nights));
        await nights.Publish("2026-07-08", first, second);
        Assert.Equal(["a new", "b queued"], await States(nights));
        await nights.Publish("2026-07-13", first, second.Closed("2026-07-06"));
        Assert.Equal(["a new", "b closed-by-evidence"], await States(nights));
        // Nobody was asked to look at it while it was closed, so that its turn was not lost.
        await nights.Publish("2026-07-20", first, second);
        Assert.Equal(["a new", "b reopened"], await States(nights));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_decision_takes_it_from_the_queue_and_takes_nobody_elses_turn(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Workload = GoLive with { Release = 1 };
        Gap[] gaps = [Old("a", "2026-05-01"), Old("b", "2026-04-01"), Old("c", "2026-03-01"), Old("d", "2026-02-01")];
        await nights.Publish("2026-07-06", gaps);
        var entries = await nights.Entries();
        await nights.Decide(entries[1].EntryId, "review");
        await nights.Do("update entries set assignee = 'dana' where entry_id = @id", new { id = entries[2].EntryId });
        Assert.Equal(["a new", "b in-review", "c new", "d queued"], await States(nights));
        await nights.Publish("2026-07-13", gaps);
        Assert.Equal(["a new", "b in-review", "c new", "d new"], await States(nights));
        // From then on they are shown like any other, with a day on which they are due, whatever the person does.
        await nights.Do("update entries set decision = null, assignee = null");
        Assert.All(await States(nights), s => Assert.EndsWith("new", s, StringComparison.Ordinal));
        Assert.All(await Rows(nights), r => Assert.NotNull(r.DueDate));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Something_new_brings_it_out_at_once_and_so_does_a_go_live_that_is_taken_back(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Workload = GoLive with { Release = 1 };
        await nights.Publish("2026-07-06", Old("a", "2026-05-02"), Old("b", "2026-05-01"), Old("c", "2026-04-01"), Old("d", "2026-03-01"), Old("e", "2026-02-01"));
        Assert.Equal(["a new", "b queued", "c queued", "d queued", "e queued"], await States(nights));
        // A new fracture, a tier that rose, a statin line that is not backlog (another pathway, another entry), and one held back by a guard.
        await nights.Publish(
            "2026-07-07", Old("a", "2026-05-02"), Found.Open("dexa", "b", "2026-07-06", acute: true), Old("c", "2026-04-01", tier: 1), Old("d", "2026-03-01"), Old("e", "2026-02-01"),
            Found.Open("statin", "d", "2026-07-01"));
        Assert.Equal(["a new", "b new", "c new", "d queued", "d new", "e queued"], await States(nights));
        Assert.Equal(2, (await nights.Events()).Count(e => e is { Kind: "released", Cause: not null, StateBefore: "queued", StateAfter: "new" }));
        nights.Held.Add(new("dexa", "north"));
        nights.Workload = new() { Release = 1 };
        await nights.Publish("2026-07-08", Found.Open("statin", "d", "2026-07-01"));
        Assert.Equal(["a new", "b new", "c new", "d queued", "d new", "e queued"], await States(nights));
        nights.Held.Clear();
        await nights.Publish("2026-07-09", Old("a", "2026-05-02"), Found.Open("dexa", "b", "2026-07-06", acute: true), Old("c", "2026-04-01", tier: 1), Old("d", "2026-03-01"), Old("e", "2026-02-01"));
        Assert.DoesNotContain(await States(nights), s => s.EndsWith("queued", StringComparison.Ordinal));
        // And nothing goes back into the queue.
        nights.Workload = GoLive;
        await nights.Publish("2026-07-10", Old("a", "2026-05-02"), Found.Open("dexa", "b", "2026-07-06", acute: true), Old("c", "2026-04-01"), Old("d", "2026-03-01"), Old("e", "2026-02-01"));
        Assert.DoesNotContain(await States(nights), s => s.EndsWith("queued", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_patients_who_turn_out_to_be_one_the_entry_that_people_saw_goes_on(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        nights.Workload = GoLive with { Release = 1 };
        await nights.Publish("2026-07-06", Old("a", "2026-04-01"), Old("b", "2026-05-01"));
        Assert.Equal(["a queued", "b new"], await States(nights));
        nights.Merged["b"] = "a";
        await nights.Publish("2026-07-07", Old("a", "2026-04-01"));
        Assert.Equal(["a withdrawn", "b new"], await States(nights));
        Assert.All(await nights.Entries(), e => Assert.Equal("a", e.PatientNow));
    }

    private static Gap Old(string patient, string index, int tier = 2) => Found.Open("dexa", patient, index, tier);

    private static Task<IReadOnlyList<Queued>> Rows(Nights nights) =>
        nights.Ask<Queued>("select patient_id, state, queued_since, released_on, due_date from entries order by patient_id, pathway, number");

    private static async Task<IReadOnlyList<string>> States(Nights nights) => [.. (await Rows(nights)).Select(r => $"{r.PatientId} {r.State}")];

    private static async Task<IReadOnlyList<string>> Released(Nights nights) =>
        [.. (await Rows(nights)).Where(r => r.ReleasedOn is not null).OrderBy(r => r.ReleasedOn).ThenBy(r => r.PatientId).Select(r => $"{r.PatientId} {r.ReleasedOn:yyyy-MM-dd}")];
}
