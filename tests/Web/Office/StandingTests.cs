using System.Net;
using Dapper;
using Opportune.Core;
using Opportune.Database.Audit;
using Opportune.Tests.Web.Access;

namespace Opportune.Tests.Web.Office;

/// <summary>The clinical lead decides what is live, and stops what is wrong at once; nobody else does.</summary>
public sealed class StandingTests : IAsyncLifetime
{
    private Site _site = null!;
    private Caller _lea = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        _lea = new(_site);
        await _lea.SignIn("lea", Role.ClinicalLead);
    }

    public async ValueTask DisposeAsync()
    {
        _lea.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task What_is_stopped_is_marked_on_the_list_and_handed_to_nobody_alone_or_among_many_nor_exported()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _lea.Post("/going-live?handler=Pause", [new("measure", "statin-review"), new("reason", "short")], "/going-live")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _lea.Post("/going-live?handler=Pause", [new("measure", "no-such"), new("reason", "a reason that is long enough")], "/going-live")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await _lea.Post("/going-live?handler=Pause", [new("measure", "statin-review"), new("tier", ""), new("concept", ""), new("reason", "it lists valves as arteries")], "/going-live")).StatusCode);
        var id = await _site.Sql(c => c.QueryFirst<string>("select e.entry_id from entries as e inner join people as p on p.patient_id = e.patient_now where e.leader = 'statin-review' and e.state = 'new' and e.finding = 'open' and p.clinician_id is not null order by e.entry_id"));
        Assert.Contains("Stopped: it lists valves as arteries", await _lea.Read("/worklist?measure=statin-review"), StringComparison.Ordinal);
        Assert.DoesNotContain("Stopped: it lists", await _lea.Read("/worklist?measure=neck-calcification"), StringComparison.Ordinal);
        Assert.Contains("It is not handed to clinicians", await _lea.Read($"/entries/{id}"), StringComparison.Ordinal);
        Assert.Contains("it is stopped: it lists valves as arteries", await _lea.Read($"/entries/{id}/hand-off"), StringComparison.Ordinal);
        var seen = await _site.Sql(c => c.QueryFirst<string>("select revision || '.' || episode || '.' || news || '.' || reopenings from entries where entry_id = @id", new { id }));
        var file = await _lea.Post("/worklist/export", [new("format", "csv"), new("confirmed", "yes")], "/worklist/export?measure=statin-review");
        Assert.DoesNotContain(id, await file.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("it is stopped", await _lea.Read($"/worklist/hand-over?scope=ticked&entry={id}:{seen}"), StringComparison.Ordinal);

        var pause = await _site.Sql(c => c.QuerySingle<long>("select pause_id from pauses"));
        Assert.Equal(HttpStatusCode.Redirect, (await _lea.Post("/going-live?handler=Resume", [new("pause", $"{pause}"), new("reason", "mended in version 3")], "/going-live")).StatusCode);
        Assert.DoesNotContain("Stopped: it lists", await _lea.Read("/worklist?measure=statin-review"), StringComparison.Ordinal);
        await _site.Part<AuditTrail>().Write(new("tests", "", "end", "", "", ""));
        var kept = await AuditTable.Find(_site.Database, new() { Who = "lea", Action = "measure-stopped-or-resumed", Limit = 10 }, Token);
        Assert.True(kept.Count >= 2);
        Assert.All(kept, r => Assert.Equal("clinical-lead", r.Role));
    }

    [Fact]
    public async Task A_recall_is_for_who_may_see_all_patients_and_is_on_record_as_what_left_the_house()
    {
        var lexicon = await _site.Sql(c => c.QueryFirst<string>("select lexicon_sha256 from rule_versions"));
        Assert.Contains("may open restricted records", await _lea.Read($"/going-live/recall?lexicon={lexicon}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _lea.Post($"/going-live/recall?lexicon={lexicon}", [], "/account")).StatusCode);
        using var lou = new Caller(_site);
        await lou.SignIn("lou", new Grants(Role.ClinicalLead, Scope.All) { MayOpenRestricted = true });
        Assert.Contains("Take all along", await lou.Read($"/going-live/recall?lexicon={lexicon}"), StringComparison.Ordinal);
        var file = await lou.Post($"/going-live/recall?lexicon={lexicon}", [], "/account");
        var lines = (await file.Content.ReadAsStringAsync(Token)).TrimEnd().Split("\r\n");
        Assert.Equal(await _site.Sql(c => c.QuerySingle<long>("select count(*) from verdicts")), lines.Length - 1);
        var kept = await _site.Sql(c => c.QuerySingle<(string By, string Filter, long Rows)>("select made_by, filter, rows_written from exports"));
        Assert.Equal(("lou", lines.Length - 1L), (kept.By, kept.Rows));
        Assert.StartsWith("recall of lexicon", kept.Filter, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
