using System.Net;
using Dapper;
using Opportune.Core;
using Opportune.Database.Audit;
using Opportune.Database.Standings;
using Opportune.Database.Validation;
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
        // The next one in the list is none that is stopped.
        var next = (await _lea.Get($"/entries/{id}/next?measure=")).Headers.Location!.OriginalString.Split('?')[0];
        Assert.NotEqual("statin-review", await _site.Sql(c => c.QuerySingleOrDefault<string>("select leader from entries where '/entries/' || entry_id = @next", new { next })));
        Assert.StartsWith(await _site.Sql(c => c.QueryFirstOrDefault<string>("select '/entries/' from entries where leader <> 'statin-review' and finding = 'open' and state = 'new'")) ?? "/worklist", next, StringComparison.Ordinal);
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
    public async Task A_pilot_that_comes_to_its_panels_one_after_another_shows_their_order_before_the_first_begins()
    {
        var site = await _site.Sql(c => c.QueryFirst<string>("select site from people where site is not null group by site order by count(*) desc"));
        await _site.Sql(c => c.Execute("update people set attributed_panel = 'panel ' || (rowid % 3) where site = @site", new { site }));
        var part = (await _site.Part<StandingTable>().List(Token)).First(p => p.Measure == "statin-review" && p.Site == site && p.RunId is not null);
        var panels = await _site.Part<StandingTable>().Panels(site, Token);
        Assert.Equal(3, panels.Count);
        var page = $"/going-live/{part.Measure}?site={part.Site}";
        var first = DateOnly.FromDateTime(_site.Clock.GetUtcNow().UtcDateTime).AddDays(40);
        Task<HttpResponseMessage> Decide(string day, string months) => _lea.Post(page,
        [
            new("to", "pilot"), new("versions", part.Versions), new("reason", "panel by panel, to be compared"), .. panels.Select(p => new KeyValuePair<string, string>("panel", p)),
            new("first", day), new("months", months), new("seed", "4711"),
        ], page);
        foreach (var (day, months, why) in new[] { ("soon", "3", "the first day cannot be read"), ($"{first:yyyy-MM-dd}", "", "how many months"), ("2020-01-01", "3", "later day") })
        {
            var refused = await Decide(day, months);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            var body = await refused.Content.ReadAsStringAsync(Token);
            Assert.Contains(why, body, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Redirect, (await Decide($"{first:yyyy-MM-dd}", "3")).StatusCode);
        var shown = await _lea.Read(page);
        Assert.Contains("<code class=\"hash\">4711</code>", shown, StringComparison.Ordinal);
        foreach (var (panel, from) in new SteppedRelease(first, 3, "4711").Steps(panels))
            Assert.Contains($"<th scope=\"row\">{panel}</th><td data-label=\"From\"><time datetime=\"{from:yyyy-MM-dd}\"", shown, StringComparison.Ordinal);
        Assert.Contains("It is released panel by panel", await _lea.Read($"/quality?measure={part.Measure}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_a_job_keeps_no_text_to_judge_by_is_said_before_a_sample_is_asked_for()
    {
        await using var bare = await Site.Open(differently: w => w with { Office = w.Office! with { Request = row => w.Office!.Request(row) with { Excerpt = ExcerptLength.None } } });
        using var lou = new Caller(bare);
        await lou.SignIn("lou", Role.ClinicalLead);
        var part = (await bare.Part<StandingTable>().List(Token)).First(p => p.RunId is not null);
        var (without, with) = (await lou.Read($"/going-live/{part.Measure}?site={part.Site}"), await _lea.Read($"/going-live/{part.Measure}?site={part.Site}"));
        Assert.Contains("keeps no text of reports", without, StringComparison.Ordinal);
        Assert.DoesNotContain("keeps no text of reports", with, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_every_five_entries_next_leads_who_judges_to_a_case_of_a_monthly_sample_and_on_from_it()
    {
        var part = (await _site.Part<StandingTable>().List(Token)).First(p => p.Measure == "statin-review" && p.RunId is not null);
        var validation = _site.Part<ValidationTable>();
        Assert.Null(await validation.Ask(part.Measure, part.Site, SampleKind.Monthly, "lea", Role.ClinicalLead, Token));
        var sample = (await validation.List((part.Measure, part.Site), Token))[0].SampleId;
        await _site.Sql(c =>
        {
            ValidationTable.Keep(c, sample, new(part.Measure, part.Site, part.AsOf!.Value, 1, part.MeasureSha256!, part.SetsSha256!, part.LexiconSha256!), part.RunId!,
                [.. Enumerable.Range(0, 2).Select(i => new DrawnCase(Stratum.Listed, $"P{i}", new ShownCase { AsOf = part.AsOf.Value }.ToText()))]);
            return 0;
        });
        var way = new List<string>();
        for (var i = 0; i < 12; i++)
            way.Add((await _lea.Post("/next", [], "/account")).Headers.Location!.OriginalString.Split('?')[0].Split('/')[1]);
        Assert.Equal("entries entries entries entries entries validation entries entries entries entries entries validation", string.Join(' ', way));
        // From the case on to an entry, as the answer is kept.
        Assert.Contains($"action=\"/validation/{sample}?by=next\"", await _lea.Read($"/validation/{sample}?by=next"), StringComparison.Ordinal);
        var on = await _lea.Post($"/validation/{sample}?by=next", [new("ordinal", "1"), new("answer", "should-be-listed"), new("cause", "stated")]);
        Assert.StartsWith("/entries/", on.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(1, await validation.CountFor(sample, (await _site.Users.FindByName("lea", Token))!.UserId, null, Token));
        // Of a sample that could not be drawn the page says why.
        Assert.Null(await validation.End(sample, "lea", Token));
        Assert.Null(await validation.Ask(part.Measure, part.Site, SampleKind.GoingLive, "lea", Role.ClinicalLead, Token));
        await _site.Sql(c => { ValidationTable.NoteProblem(c, sample + 1, DrawProblem.NoText); return 0; });
        foreach (var page in new[] { $"/going-live/{part.Measure}?site={part.Site}", "/validation" })
            Assert.Contains("keeps no text of reports", await _lea.Read(page), StringComparison.Ordinal);
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
