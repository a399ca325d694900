using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>The list in each of its orders, page after page, while it changes; and how many there are.</summary>
public sealed class ListOrderTests
{
    private static readonly string[] Names = ["Abel, Ann", "Baker, Bo", "abel, Zoe", "Ábel, Kim", "Castro, Di"];

    public static TheoryData<DatabaseEngine, ListOrder> Orders =>
        [.. BothEngines.All.SelectMany(e => Enum.GetValues<ListOrder>().Select(o => new TheoryDataRow<DatabaseEngine, ListOrder>(e.Data, o)))];

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Pages_of_any_size_hold_what_the_whole_list_holds_in_its_order(DatabaseEngine engine, ListOrder order)
    {
        await using var ward = await Filled(engine);
        foreach (var filter in new WorklistFilter[] { new(), new() { OnePerPatient = true, Finding = EntryFinding.Open }, new() { Measure = "dexa-review" }, new() { States = [EntryState.Waiting, EntryState.New] }, new() { States = [EntryState.Reopened, EntryState.ClosedByEvidence] }, new() { Patient = "P3" } })
        {
            var whole = (await ward.Reader.List(filter, Ward.Today, 1000, order: order, cancel: Cancel)).Entries;
            Assert.Equal(Sorted(whole, order), whole.Select(e => e.EntryId));
            foreach (var size in new[] { 1, 3, 7 })
                Assert.Equal(whole.Select(e => e.EntryId), await Paged(ward, filter, order, size));
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task What_nobody_touches_is_on_exactly_one_page_while_others_come_go_and_move(DatabaseEngine engine, ListOrder order)
    {
        await using var ward = await Filled(engine);
        var before = (await ward.Reader.List(new(), Ward.Today, 1000, order: order, cancel: Cancel)).Entries.Select(e => e.EntryId).ToList();
        var touched = new HashSet<string>();
        var seen = new List<string>();
        ListPosition? after = null;
        for (var page = 0; page == 0 || after is not null; page++)
        {
            var found = await ward.Reader.List(new(), Ward.Today, 4, after, order, Cancel);
            seen.AddRange(found.Entries.Select(e => e.EntryId));
            after = found.Next is { } next ? ListPosition.Parse(next.ToString(), order) : null;
            Assert.InRange(page, 0, 30);
            // The last of the page is decided on, so that the place is that of an entry which has left; one further on moves, one is new.
            if (before.Contains(seen[^1]))
                await Decide(seen[^1]);
            if (before.Find(id => !seen.Contains(id) && !touched.Contains(id)) is { } ahead)
                await Decide(ahead);
            await ward.Add($"late{page:00}", $"L{page}", tier: 1 + (page % 5), due: Ward.Today.AddDays(page));
            await ward.Run(c => c.Execute("insert into people (patient_id, name_key) values (@id, 'b')", new { id = $"L{page}" }));
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(before.Where(id => !touched.Contains(id)), seen.Where(id => before.Contains(id) && !touched.Contains(id)));

        async Task Decide(string id)
        {
            touched.Add(id);
            await ward.Decide("snooze", id);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task One_line_a_patient_is_the_first_that_the_filter_keeps_and_names_the_others(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("b", "P1", tier: 3);
        await ward.Add("v", "P1", "vascular", "statin-review", tier: 2);
        await ward.Add("n", "P1", "neck", "neck-calcification", tier: 2, finding: "treatment-unknown");
        await ward.Add("o", "P2", tier: 1);
        await ward.Writer.Assign("b", "ann", (await ward.Entry("b")).Seen, ward.By(), Cancel);
        var list = new WorklistFilter { OnePerPatient = true, Finding = EntryFinding.Open };
        await Shows("o; v and b", list);
        await Shows("b and v", list with { Assignee = "ann" });
        await Shows("b and v", list with { Tier = 3 });
        await Shows("v and b", list with { Tier = 2 });
        // Put off, it is no line of today's; on its date it is again, and the first.
        await ward.Decide("snooze", "v", new() { Until = Ward.Today.AddDays(10) });
        await Shows("o; b", list);
        await Shows("o; v and b", list, days: 10);

        async Task Shows(string expected, WorklistFilter filter, int days = 0)
        {
            var page = await ward.Reader.List(filter, Ward.Today.AddDays(days), 10, cancel: Cancel);
            Assert.Equal(expected, string.Join("; ", page.Entries.Select(e => string.Join(" and ", [e.EntryId, .. e.Others.Select(o => o.OtherId)]))));
            Assert.Equal([page.Entries.Count], await ward.Reader.CountUpTo([filter], Ward.Today.AddDays(days), 100, Cancel));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_measure_shows_what_it_leads_and_what_it_is_another_line_of(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await ward.Add("a", "P1", leader: "osteoporosis-treatment-review", tier: 1);
        await ward.Add("b", "P2", tier: 2);
        await ward.Add("c", "P3", leader: "osteoporosis-treatment-review", tier: 3);
        await ward.Run(c => c.Execute(
            """
            insert into gaps (patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, tier, priority, index_date, index_table, index_row, age, sex, leads)
            values ('P1', 'dexa-review', 'g1', 'a', '', 'open', '', 'open', 2, '', @day, 'imaging_findings', 'f1', 70, 'F', 0),
                   ('P3', 'dexa-review', 'g3', 'c', '', 'closed', '', 'satisfied', 2, '', @day, 'imaging_findings', 'f3', 70, 'F', 0)
            """, new { day = Ward.Today }));
        foreach (var order in Enum.GetValues<ListOrder>().Except([ListOrder.Visit, ListOrder.Name, ListOrder.Found]))
            Assert.Equal(["a", "b"], (await ward.Reader.List(new() { Measure = "dexa-review" }, Ward.Today, 10, order: order, cancel: Cancel)).Entries.Select(e => e.EntryId).Order(StringComparer.Ordinal));
        Assert.Equal([2L, 2L], await ward.Reader.CountUpTo([new() { Measure = "dexa-review" }, new() { Measure = "osteoporosis-treatment-review" }], Ward.Today, 100, Cancel));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Counting_stops_where_it_is_told_to_and_otherwise_agrees_with_the_list(DatabaseEngine engine)
    {
        await using var ward = await Filled(engine);
        var clinician = new WorklistFilter { Clinician = "dr1" };
        WorklistFilter[] filters =
            [new(), new() { OnePerPatient = true, Finding = EntryFinding.Open }, new() { Measure = "dexa-review" }, new() { States = [EntryState.Waiting] }, new() { Nobody = true }, new() { OverDue = true }, new() { Since = Ward.Today.AddDays(-31) }, new() { Search = "abel" }, clinician, new() { Panel = "p1", Tier = 2 }];
        var counts = await ward.Reader.CountUpTo(filters, Ward.Today, 1000, Cancel);
        foreach (var (filter, count) in filters.Zip(counts))
        {
            foreach (var order in Enum.GetValues<ListOrder>())
                Assert.Equal(count, (await ward.Reader.List(filter, Ward.Today, 1000, order: order, cancel: Cancel)).Entries.Count);
        }
        Assert.All(counts, count => Assert.InRange(count, 1, 1000));
        Assert.All(await ward.Reader.CountUpTo(filters, Ward.Today, 1, Cancel), count => Assert.Equal(1, count));
        Assert.Equal(counts[0], (await ward.Reader.Count(new(), Ward.Today, Cancel)).Where(c => c.State is "new" or "in-review" or "reopened").Sum(c => c.Entries));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Each_word_that_is_typed_begins_a_word_of_the_patient(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        await Person("P1", "40012", "Müller-Lüdenscheidt, Karl");
        await Person("P2", "40013", "Muller, O'Brien");
        await Person("P3", "50%_1", "Ander, Anders");
        foreach (var (id, patient) in new[] { ("a", "P1"), ("b", "P2"), ("c", "P3") })
            await ward.Add(id, patient);
        await ward.Decide("patient-declined", "a");
        await Finds("b a", "muller");
        await Finds("b a", "MÜLL");
        await Finds("a", "lüden karl");
        await Finds("b", "brien");
        await Finds("b", "40013");
        await Finds("a b", "400");
        await Finds("c", "and");
        await Finds("c", "50%_1");
        await Finds("", "%");
        await Finds("", "uller");
        await Finds("c", "p3");
        // After a change of name the old one finds nobody.
        await Person("P1", "40012", "Schmidt, Karl");
        await Finds("b", "muller");
        await Finds("a", "schmi");

        Task<int> Person(string id, string mrn, string name) => ward.Run(c => { PeopleTable.Write(c, [new() { PatientId = id, Mrn = mrn, DisplayName = name }]); return 0; });
        async Task Finds(string ids, string typed) =>
            Assert.Equal(ids, string.Join(' ', (await ward.Reader.List(new() { Search = typed }, Ward.Today, 10, order: ListOrder.Found, cancel: Cancel)).Entries.Select(e => e.EntryId)));
    }

    // Forty entries in every state, of patients some of whom share a name, with dates that repeat.
    private static async Task<Ward> Filled(DatabaseEngine engine)
    {
        var ward = await Ward.Open(engine);
        for (var i = 0; i < 40; i++)
        {
            var patient = $"P{i / 2}";
            var (pathway, leader) = i % 2 == 0 ? ("bone", "dexa-review") : ("vascular", "statin-review");
            await ward.Add($"e{i * 7 % 40:00}", patient, pathway, leader, 1 + (i % 3), i % 11 == 5 ? "treatment-unknown" : "open", i % 4 == 0 ? null : Ward.Today.AddDays((i % 6) - 3));
        }
        await ward.Run(c =>
        {
            PeopleTable.Write(c, Enumerable.Range(0, 20).Select(i => new PersonRow { PatientId = $"P{i}", Mrn = $"{4000 + i}", DisplayName = Names[i % Names.Length], NextVisit = i % 3 == 0 ? null : Ward.Today.AddDays(i % 4) }));
            c.Execute("update people set attributed_id = 'dr1', attributed_panel = 'p1', attributed_by = 'visits' where patient_id in ('P1', 'P2', 'P3')");
            return c.Execute("update entries set first_seen = @day where entry_id < 'e20'", new { day = Ward.Today.AddDays(-40) });
        });
        foreach (var (id, what) in new[] { ("e03", "in-review"), ("e05", "snooze"), ("e08", "sent-to-clinician"), ("e11", "patient-declined"), ("e12", "sent-to-clinician"), ("e20", "snooze") })
            await ward.Decide(what, id, new() { Recipient = "Dr. Ode" }, by: ward.By(today: Ward.Today.AddDays(id is "e12" or "e20" ? -60 : 0)));
        return ward;
    }

    private static async Task<List<string>> Paged(Ward ward, WorklistFilter filter, ListOrder order, int size)
    {
        var ids = new List<string>();
        ListPosition? after = null;
        do
        {
            var page = await ward.Reader.List(filter, Ward.Today, size, after, order, Cancel);
            ids.AddRange(page.Entries.Select(e => e.EntryId));
            after = page.Next is { } next ? ListPosition.Parse(next.ToString(), order) : null;
        } while (after is not null);
        return ids;
    }

    // The order as it is told to people, computed from the rows alone.
    private static IEnumerable<string> Sorted(IReadOnlyList<EntryRow> rows, ListOrder order)
    {
        var byId = rows.OrderBy(r => r.EntryId, StringComparer.Ordinal);
        return (order switch
        {
            ListOrder.Tier => byId.OrderBy(r => r.Tier).ThenBy(r => r.State == "reopened" ? 0 : 1).ThenBy(r => r.DueDate ?? ListPosition.Never),
            ListOrder.FirstSeen => byId.OrderByDescending(r => r.FirstSeen),
            ListOrder.Due => byId.OrderBy(r => r.DueDate ?? ListPosition.Never),
            ListOrder.Visit => byId.OrderBy(r => r.NextVisit ?? ListPosition.Never).ThenBy(r => r.PatientNow, StringComparer.Ordinal),
            _ => byId.OrderBy(r => r.DisplayName!.Replace('Á', 'a').ToLowerInvariant(), StringComparer.Ordinal).ThenBy(r => r.PatientNow, StringComparer.Ordinal),
        }).Select(r => r.EntryId);
    }
}
