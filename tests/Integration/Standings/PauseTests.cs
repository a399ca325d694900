using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Worklist;

namespace Opportune.Tests.Integration.Standings;

/// <summary>A measure, a tier of it or a concept is stopped at once: exactly its entries are marked, and none leaves the house.</summary>
public sealed class PauseTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_stopped_is_marked_and_goes_to_nobody_until_it_goes_on(DatabaseEngine engine)
    {
        await using var ward = await Ward.Open(engine);
        var number = 0;
        foreach (var (measure, tier, concept) in new[] { ("dexa-review", 1, "fracture"), ("dexa-review", 2, "hip-fracture"), ("statin-review", 2, "vascular-calcification"), ("osteoporosis-treatment-review", 1, "fracture") })
        {
            var (id, patient) = ($"e{++number}", $"P{number}");
            await ward.Add(id, patient, leader: measure, tier: tier);
            await ward.Run(c => c.Execute(
                """
                insert into gaps (patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, tier, priority, index_date, index_table, index_row, age, sex, evidence)
                values (@patient, @measure, @id, @id, '', 'open', '', 'open', @tier, '', @day, 'imaging_findings', 'f', 70, 'F', @evidence)
                """,
                new { patient, measure, id, tier = (long)tier, day = Ward.Today, evidence = $$"""[{"role":"index","code_system":"local:lexicon","code":"{{concept}}"}]""" }));
        }
        var pauses = new PauseTable(ward.Database);
        var rae = await Judged.Person(ward.Database, "rae");
        foreach (var (measure, tier, concept, site, stopped) in new (string?, int?, string?, string?, string[])[]
        {
            ("dexa-review", null, null, null, ["e1", "e2"]), ("dexa-review", 2, null, null, ["e2"]), (null, null, "fracture", null, ["e1", "e4"]), ("dexa-review", null, "fracture", null, ["e1"]), ("statin-review", 1, null, null, []),
            ("dexa-review", null, null, "", ["e1", "e2"]), ("dexa-review", null, null, "South", []),
        })
        {
            Assert.Null(await pauses.Pause(new(measure, tier, concept, site), "it reads an indication as a finding.", "lea", Role.ClinicalLead, Token));
            foreach (var id in new[] { "e1", "e2", "e3", "e4" })
                Assert.Equal(stopped.Contains(id) ? "it reads an indication as a finding." : null, (await ward.Entry(id)).Paused);
            Assert.Equal(stopped, (await ward.Reader.List(new(), Ward.Today, 10, cancel: Token)).Entries.Where(e => e.Paused is not null).Select(e => e.EntryId).Order(StringComparer.Ordinal));
            // "Next" leads past it, whatever its place.
            Assert.Equal(new[] { "e1", "e2", "e3", "e4" }.Except(stopped), (await LedTo(ward, rae)).Order(StringComparer.Ordinal));
            if (stopped is [var first, ..])
                Assert.Equal("it is stopped: it reads an indication as a finding", ward.Writer.StepOf(await ward.Entry(first), "card", [], Role.Clinician, Ward.Today).Refused);
            var held = (await pauses.List(Token)).First(p => p.EndedAt is null);
            Assert.Null(await pauses.Resume(held.PauseId, "mended in version 3", "lea", Role.ClinicalLead, Token));
            Assert.Equal("somebody let it go on already", await pauses.Resume(held.PauseId, "mended in version 3", "leo", Role.ClinicalLead, Token));
            Assert.Null((await ward.Entry("e1")).Paused);
        }
        Assert.Equal(("name a measure or a concept", "a tier is a measure's: name the measure, too"),
            (await pauses.Pause(new(null, null, null, null), "a reason that is long enough", "lea", Role.ClinicalLead, Token), await pauses.Pause(new(null, 2, "fracture", null), "a reason that is long enough", "lea", Role.ClinicalLead, Token)));
        Assert.Contains("say why", await pauses.Pause(new("dexa-review", null, null, null), "no", "lea", Role.ClinicalLead, Token), StringComparison.Ordinal);
        Assert.Equal(7, (await pauses.List(Token)).Count);
    }

    private static async Task<List<string>> LedTo(Ward ward, string userId)
    {
        var order = new List<string>();
        for (string? at = null; await ward.Next(userId, "rae", at) is { } next && !order.Contains(next); at = next)
            order.Add(next);
        return order;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
