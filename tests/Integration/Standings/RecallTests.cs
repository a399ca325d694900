using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Publishing;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Standings;

/// <summary>A planted bad version is called back: exactly what it said, of whom, and what people did since.</summary>
public sealed class RecallTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_bad_lexicon_gives_exactly_its_rows_and_what_it_alone_said(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var (p1, p2, p5) = (Open("dexa", "p1", "2026-03-01"), Open("dexa", "p2", "2026-03-01"), Open("dexa", "p5", "2026-03-01"));
        await nights.Publish("2026-06-01", p1, p2, p5, Open("statin", "p1", "2026-03-01"));
        // It closes one, lists another and excludes a third, two nights long; of the rest it says what was said before.
        nights.LexiconHash = "bad";
        await nights.Publish("2026-06-02", p1, p2.Closed("2026-06-01"), p5.Excluded("hospice", "2026-06-01"), Open("dexa", "p3", "2026-03-01"));
        var listed = (await nights.Entries()).First(e => e.PatientId == "p3").EntryId;
        await nights.Decide(listed, "close");
        await nights.Do("update entries set decided_by = 'ann', reason = 'patient-declined', decided_on = '2026-06-02' where entry_id = @listed", new { listed });
        await nights.Publish("2026-06-03", p1, p2.Closed("2026-06-01"), p5.Excluded("hospice", "2026-06-01"), Open("dexa", "p3", "2026-03-01"), Open("dexa", "p6", "2026-03-01"));
        nights.LexiconHash = "good";
        await nights.Publish("2026-06-04", p1, p2, p5, Open("dexa", "p4", "2026-03-01"));

        var recall = new RecallTable(nights.Database);
        var rows = await recall.Rows(new(null, null, "bad"), 100, Token);
        Assert.Equal(
            [("dexa", "p1", "open", 0L), ("dexa", "p3", "open", 1L), ("dexa", "p6", "open", 1L), ("dexa", "p2", "closed", 1L), ("dexa", "p5", "excluded", 1L)],
            rows.Select(r => (r.Measure, r.PatientId, r.Status, r.Alone)));
        var p3 = rows.Single(r => r.PatientId == "p3");
        Assert.Equal((listed, "ann", "patient-declined", Day("2026-06-02")), (p3.EntryId, p3.DecidedBy, p3.Disposition, p3.AsOf));
        Assert.Equal(Day("2026-06-03"), rows.Single(r => r.PatientId == "p6").AsOf);
        Assert.Equal(["p1", "p2", "p4", "p5"], (await recall.Rows(new(null, null, "good"), 100, Token)).Select(r => r.PatientId).Order(StringComparer.Ordinal));
        // Rules that come back say what they say now, too.
        nights.LexiconHash = "bad";
        await nights.Publish("2026-06-05", p1, p2, p5.Excluded("hospice", "2026-06-01"));
        Assert.Equal(["open", "closed"], (await recall.Rows(new(null, null, "bad"), 100, Token)).Where(r => r.PatientId == "p2").Select(r => r.Status));
        Assert.Empty(await recall.Rows(new(null, null, "no-such"), 100, Token));
        Assert.Empty(await recall.Rows(new(null, null, null), 100, Token));
        // A measure's file, and its value sets, the same way; two hashes together are both asked for.
        Assert.Equal(11, (await recall.Rows(new("m1", null, null), 100, Token)).Count(r => r.Measure == "dexa" && r.Status == "open"));
        Assert.Equal(rows.Count + 1, (await recall.Rows(new("m1", "s1", "bad"), 100, Token)).Count);
        Assert.Equal(["good", "bad", "l1"], (await recall.Versions(Token)).Where(v => v.Measure == "dexa").Select(v => v.LexiconSha256));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_bad_value_set_gives_exactly_its_rows_of_whatever_measures_name_it(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        var (dexa, statin) = (Open("dexa", "p1", "2026-03-01"), Open("statin", "p2", "2026-03-01"));
        // Both measures name the drugs; one of them names the fractures, too.
        Task Keep(string fractures, string drugs) => nights.Database.Write(c =>
        {
            RecallTable.KeepSets(c, new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                [$"{fractures} {drugs}"] = new Dictionary<string, string> { ["fractures"] = fractures, ["drugs"] = drugs },
                [drugs] = new Dictionary<string, string> { ["drugs"] = drugs },
            });
            return 0;
        }, Token);
        async Task Night(string day, string fractures, string drugs, params Gap[] gaps)
        {
            nights.SetsHash = measure => measure == "dexa" ? $"{fractures} {drugs}" : drugs;
            await Keep(fractures, drugs);
            await nights.Publish(day, gaps);
        }
        await Night("2026-06-01", "f1", "d1", dexa, statin);
        await Night("2026-06-02", "bad", "d1", dexa.Closed("2026-06-01"), statin, Open("dexa", "p3", "2026-03-01"));
        await Night("2026-06-03", "f1", "d2", dexa, statin);

        var recall = new RecallTable(nights.Database);
        async Task Is(string set, params (string, string, string)[] rows) =>
            Assert.Equal(rows.Order(), (await recall.Rows(new(null, null, null, set), 100, Token)).Select(r => (r.Measure, r.PatientId, r.Status)).Order());
        await Is("bad", ("dexa", "p1", "closed"), ("dexa", "p3", "open"));
        await Is("f1", ("dexa", "p1", "open"), ("dexa", "p1", "open"));
        await Is("d1", ("dexa", "p1", "open"), ("dexa", "p1", "closed"), ("dexa", "p3", "open"), ("statin", "p2", "open"));
        await Is("d2", ("dexa", "p1", "open"), ("statin", "p2", "open"));
        await Is("no-such");
        Assert.Equal([("dexa", "bad"), ("dexa", "f1")], (await recall.Sets(Token)).Where(s => s.Name == "fractures").Select(s => (s.Measure, s.SetSha256)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_silent_is_called_back_too_and_learns_its_entry_when_it_goes_live(DatabaseEngine engine)
    {
        await using var nights = await Nights.On(engine);
        await nights.Do("delete from shown_parts");
        await nights.Publish("2026-06-01", Open("dexa", "p1", "2026-03-01"));
        var recall = new RecallTable(nights.Database);
        Assert.Equal(("p1", null), Assert.Single(await recall.Rows(new(null, null, "l1"), 100, Token)) is var silent ? (silent.PatientId, silent.EntryId) : default);
        await nights.Do("insert into shown_parts (measure, site, panel) values ('dexa', 'north', '')");
        await nights.Publish("2026-06-02", Open("dexa", "p1", "2026-03-01"));
        Assert.Equal((await nights.Entry()).EntryId, Assert.Single(await recall.Rows(new(null, null, "l1"), 100, Token)).EntryId);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
