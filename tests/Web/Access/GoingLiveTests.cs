using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database.Standings;
using Opportune.Database.Validation;
using Opportune.Schedules;

namespace Opportune.Tests.Web.Access;

/// <summary>
/// One measure at one site from silent to live, as people do it: a sample is asked for and drawn by a run, two judge it blind, a third settles, the clinical lead
/// signs; and unsigned it is live nowhere.
/// </summary>
public sealed partial class GoingLiveTests : AccessTests
{
    private const string Measure = "statin-review";

    private ValidationTable Validation => _site.Part<ValidationTable>();

    [Fact]
    public async Task A_measure_is_judged_blind_and_signed_before_anybody_is_listed_by_it()
    {
        await _site.Deliver();
        // As at an installation that nobody declared invented.
        await _site.Sql(c => c.Execute("delete from shown_parts"));
        var site = await _site.Sql(c => c.QueryFirst<string>("select site from gaps where measure = @Measure and status = 'open' group by site order by count(*) desc", new { Measure }));
        var address = $"{_site.Address}/going-live/{Measure}?site={Uri.EscapeDataString(site)}";
        var (lea, look) = await Begin(1280);
        await SignIn(lea, "lea", Role.ClinicalLead);
        Assert.Equal(0, await Listed(lea));
        await lea.GotoAsync(address);
        await Sign(lea);
        Assert.Contains("ask for one", await lea.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        await lea.ClickAsync("#ask button");
        await Run();
        await SignIn(lea, "lea", Role.ClinicalLead);
        Assert.Equal(0, await Listed(lea));
        var sample = (await Validation.List((Measure, site), Token))[0];
        var cases = (await _site.Sql(c => c.Query<(long Ordinal, string Stratum, string Patient, string Shown)>("select ordinal, stratum, patient_id, shown from validation_cases order by ordinal"))).AsList();
        await AssertDrawn(sample, cases);

        // The first case by hand in the browser, the others as the page would.
        var people = new Dictionary<string, string>();
        foreach (var who in new[] { "rae", "ron", "tess" })
        {
            var (page, reviewer) = await Begin(1280);
            await SignIn(page, who, who == "ron" ? Role.Clinician : Role.Reviewer);
            people[who] = (await _site.Users.FindByName(who, Token))!.UserId;
            await page.GotoAsync(_site.Address + "/validation");
            if (who == "rae")
                await reviewer.At("validation");
            if (who == "tess")
                break;
            await page.Locator("a.open").First.ClickAsync();
            var shown = await page.Locator("main").InnerTextAsync();
            // Neither who it is, nor what the program made of it.
            Assert.DoesNotContain(cases[0].Patient, shown, StringComparison.Ordinal);
            foreach (var stratum in Enum.GetValues<Stratum>())
                Assert.DoesNotContain($"stratum {EntryNames.Of(stratum)}", shown, StringComparison.Ordinal);
            if (who == "rae")
                await reviewer.At("judge");
            await page.CheckAsync(who == "rae" ? "input[value=should-be-listed]" : "input[value=should-not-be-listed]");
            await page.SelectOptionAsync("#cause", "stated");
            await page.ClickAsync("#judge button");
            await page.GetByRole(AriaRole.Heading, new() { Name = "Case 2" }).WaitForAsync();
            foreach (var other in cases.Skip(1))
                Assert.Null(await Validation.Answer(sample.SampleId, (int)other.Ordinal, Truth(other.Stratum), AnswerCause.Stated, people[who], Role.Reviewer, null, Token));
            reviewer.AssertNothingFound();
        }
        await lea.GotoAsync(address);
        await Sign(lea);
        Assert.Contains("1 of the sample's", await lea.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        var (third, settling) = await Begin(1280);
        await SignIn(third, "tess");
        await third.GotoAsync($"{_site.Address}/validation/{sample.SampleId}");
        await third.Locator("#disputed").WaitForAsync();
        await settling.At("judge-settle");
        await third.CheckAsync($"input[value={EntryNames.Of(Truth(cases[0].Stratum))}]");
        await third.SelectOptionAsync("#cause", "stated");
        await third.ClickAsync("#judge button");
        await third.GetByText("Nothing of this sample waits for you").WaitForAsync();
        Assert.Equal(0, await _site.Sql(c => c.QuerySingle<long>("select count(*) from validation_cases where shown is not null")));

        await lea.GotoAsync(address);
        await look.At("going-live-judged");
        Assert.Contains("Enough for going live", await lea.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        // Without the tick it is no signature.
        await lea.CheckAsync("input[value=live]");
        await lea.FillAsync("#reason", "precision is good enough");
        await lea.ClickAsync("#decide button");
        Assert.Contains("needs your signature", await lea.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        await Sign(lea);
        await lea.Locator(".said", new() { HasText = "It is live" }).WaitForAsync();
        Assert.Contains("live, signed", await lea.Locator("#standing").InnerTextAsync(), StringComparison.Ordinal);
        await look.At("going-live-signed");
        await Run();
        await SignIn(lea, "lea", Role.ClinicalLead);
        var open = await _site.Sql(c => c.QuerySingle<long>("select count(distinct patient_now) from entries where leader = @Measure and site = @site and finding = 'open' and state in ('new', 'in-review', 'reopened')", new { Measure, site }));
        Assert.NotEqual(0, open);
        Assert.Equal(open, await Listed(lea));
        Assert.Equal([site], await _site.Sql(c => c.Query<string>("select distinct site from entries where finding = 'open'").AsList()));
        look.AssertNothingFound();
        settling.AssertNothingFound();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CaseAnswer Truth(string stratum) => stratum == EntryNames.Of(Stratum.Listed) ? CaseAnswer.ShouldBeListed : CaseAnswer.ShouldNotBeListed;

    // Of each stratum as many as there are, up to the sizes; the order tells nothing; the same seed draws the same.
    private async Task AssertDrawn(SampleRow sample, List<(long Ordinal, string Stratum, string Patient, string Shown)> cases)
    {
        var gaps = (await _site.Sql(c => c.Query<(string Patient, string Status, string Site)>("select patient_id, status, site from gaps where measure = @Measure", new { Measure }))).ToDictionary(g => g.Patient, g => g);
        foreach (var (stratum, status) in new[] { (Stratum.Listed, new[] { "open" }), (Stratum.LeftOut, ["excluded", "withheld"]) })
        {
            var of = cases.Where(c => c.Stratum == EntryNames.Of(stratum)).ToList();
            Assert.All(of, c => Assert.Contains(gaps[c.Patient].Status, status));
            Assert.Equal(Math.Min(SampleSizes.Of(SampleKind.GoingLive, stratum), gaps.Values.Count(g => g.Site == sample.Site && status.Contains(g.Status))), of.Count);
        }
        Assert.Contains(cases, c => c.Stratum == "mention");
        Assert.Contains(cases, c => c.Stratum == "no-mention");
        Assert.All(cases.Where(c => c.Stratum == "no-mention"), c => Assert.False(gaps.ContainsKey(c.Patient)));
        Assert.All(cases.Where(c => c.Stratum == "mention" && gaps.ContainsKey(c.Patient)), c => Assert.Contains(gaps[c.Patient].Status, new[] { "closed", "prospective" }));
        Assert.Equal(cases.Count, cases.DistinctBy(c => c.Patient).Count());
        Assert.NotEqual(cases.Select(c => c.Stratum).Order(), cases.Select(c => c.Stratum));
        // Whoever is judged has reports that can be read, and no name or number.
        var names = (await _site.Sql(c => c.Query<string>("select mrn from people where mrn is not null union select display_name from people where display_name is not null"))).ToHashSet();
        foreach (var shown in cases.Select(c => ShownCase.Parse(c.Shown)))
        {
            // Who is listed by a coded finding may have no text at all.
            Assert.True(shown.Reports.Count + shown.Facts.Count > 0);
            Assert.All(shown.Reports, r => Assert.NotEqual("", r.Text));
            Assert.DoesNotContain(Word().Matches(shown.ToText()).Select(m => m.Value), names.Contains);
        }
        Assert.All(cases.Where(c => c.Stratum == "no-mention"), c => Assert.NotEmpty(ShownCase.Parse(c.Shown).Reports));
        Assert.Equal(0, await _site.Sql(c => c.QuerySingle<long>("select count(*) from validation_cases as v inner join people as p on p.patient_id = v.patient_id where p.restricted = 1")));
    }

    // It takes an hour, and sessions end meanwhile.
    private async Task Run()
    {
        _site.Clock.Advance(TimeSpan.FromHours(1));
        var (occasion, _) = await _site.Part<ScheduleDesk>().Trigger("nightly", "ada", null, Token);
        var report = await _site.Work(occasion.RunId!);
        Assert.Empty(report!.Held);
    }

    private static async Task Sign(IPage page)
    {
        await page.CheckAsync("input[value=live]");
        await page.FillAsync("#reason", "precision is good enough");
        await page.CheckAsync("input[name=signed]");
        await page.ClickAsync("#decide button");
    }

    private async Task<int> Listed(IPage page)
    {
        await page.GotoAsync(_site.Address + "/worklist?count=exact");
        return Count().Match(await page.Locator("main").InnerTextAsync()) is { Success: true } found ? int.Parse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"(\d+) patients?\b")]
    private static partial Regex Count();

    [GeneratedRegex(@"[\w-]+")]
    private static partial Regex Word();
}
