using System.Text;
using Dapper;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database.Disputes;
using Opportune.Runs;

namespace Opportune.Tests.Web;

/// <summary>A reviewer says that a report was misread; it is answered, mended by a change of the lexicon, and the reviewer hears of it.</summary>
public sealed class DisputeTests : PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_reviewer_says_was_misread_is_followed_up_and_sentences_that_were_confirmed_keep_their_reading()
    {
        // Two entries that rest on reports.
        var entries = await _site.Sql(c => c.Query<string>("""
            select e.entry_id from entries as e inner join gaps as g on g.entry_id = e.entry_id and g.measure = e.leader
            where e.finding = 'open' and e.leader = 'statin-review' and e.tier > 1 and g.evidence like '%oronary%alcif%' and g.evidence like '%excerpt_start%' order by e.entry_id
            """).Take(2).ToList());
        var rita = await SignIn("rita");
        await rita.GotoAsync($"{_site.Address}/entries/{entries[0]}");
        await rita.CheckAsync("input[name=as][value=wrong-text]");
        await rita.FillAsync("#comment", "no calcification in the vessels");
        await rita.ClickAsync("button[value=stay]");
        await rita.GotoAsync($"{_site.Address}/entries/{entries[1]}");
        await rita.ClickAsync(".confirm-reading");
        Assert.StartsWith("Kept as read rightly: ", await rita.InnerTextAsync(".said"), StringComparison.Ordinal);
        await rita.ClickAsync(".confirm-reading");
        Assert.StartsWith("Nothing more was kept: ", await rita.InnerTextAsync(".said"), StringComparison.Ordinal);
        Assert.Contains("read rightly", await rita.InnerTextAsync(".history"), StringComparison.Ordinal);
        Assert.Equal(["confirmed", "disputed"], (await _site.Sql(DisputeTable.Sentences)).Select(s => s.Kind).Distinct().Order(StringComparer.Ordinal));

        var lead = await SignIn("lea", role: Role.ClinicalLead);
        await lead.GotoAsync(_site.Address + "/disputes");
        Assert.Contains("no calcification in the vessels", await lead.InnerTextAsync("main"), StringComparison.Ordinal);
        await Answer(lead, "explained", "the words of the heart were taken for those of the vessels");
        Assert.Contains("reporter is told", await lead.InnerTextAsync(".said"), StringComparison.Ordinal);
        await rita.GotoAsync(_site.Address + "/");
        Assert.Contains("explained: the words of the heart", await rita.InnerTextAsync("section:has(> #s-disputed)"), StringComparison.Ordinal);
        await rita.GotoAsync($"{_site.Address}/entries/{entries[0]}");
        Assert.Contains("explained: the words of the heart", await rita.InnerTextAsync(".history"), StringComparison.Ordinal);

        // A lexicon that reads no calcification at all reads the confirmed sentence otherwise, too.
        await SignIn("cora", role: Role.Clinician);
        var (desk, cora, lea) = (_site.Part<RuleDesk>(), (await _site.Users.FindByName("cora", Token))!.UserId, (await _site.Users.FindByName("lea", Token))!.UserId);
        var files = (await desk.InForce(Token)).Contents;
        var blind = RuleFiles.Of(new[] { "calcification", "atheroma", "plaque" }.Select(f => $"lexicon/{f}.yaml").Select(p => KeyValuePair.Create(p, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files[p]).Replace("reach: 8", "reach: 0", StringComparison.Ordinal).Replace("  artery: vascular-calcification", "  artery: nothing", StringComparison.Ordinal).Replace("  vessel: vascular-calcification", "  vessel: nothing", StringComparison.Ordinal)))));
        await desk.Propose("blind", blind, cora, "vessels are not read", Token);
        await desk.Try("blind", null, "cora", new Progress<StepProgress>(), Token);
        await lead.GotoAsync(_site.Address + "/rules/blind");
        Assert.Contains("read rightly would be read otherwise", await lead.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("vascular-calcification", await lead.InnerTextAsync("#sentences"), StringComparison.Ordinal);
        await lead.FillAsync("#why", "a trial");
        await lead.ClickAsync("#put button");
        Assert.Contains("say why they may be", await lead.InnerTextAsync("#problem"), StringComparison.Ordinal);
        // A sentence that came since was not asked.
        await rita.GotoAsync($"{_site.Address}/entries/{entries[0]}");
        await _site.Sql(c => c.Execute("update regression_sentences set added_at = '2099-01-01T00:00:00.000000Z' where kind = 'disputed'"));
        var hash = (await desk.Find("blind", Token))!.Row.SetSha256;
        Assert.Contains("since it was tried", (await Assert.ThrowsAsync<InputException>(() => desk.Activate("blind", hash, lea, "x", "they were confirmed by mistake", Token))).Message, StringComparison.Ordinal);
        await _site.Sql(c => c.Execute("update regression_sentences set added_at = '2026-01-01T00:00:00.000000Z'"));
        await lead.FillAsync("#why", "a trial");
        await lead.FillAsync("#overruled", "they were confirmed by mistake");
        await lead.ClickAsync("#put button");
        Assert.Contains("they were confirmed by mistake", await lead.InnerTextAsync("main"), StringComparison.Ordinal);

        // Fixed in a change that is named, then verified; not the other way round.
        await lead.GotoAsync(_site.Address + "/disputes?state=explained");
        await Answer(lead, "fixed", "vessels are not read any more", change: true);
        await lead.GotoAsync(_site.Address + "/disputes");
        Assert.Contains($"fixed in rules {hash[..12]}", await lead.InnerTextAsync("main"), StringComparison.Ordinal);
        await Answer(lead, "verified", "looked at the next list");
        Assert.Contains("verified by lea", await lead.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await lead.Locator(".dispute form").CountAsync());
        await rita.GotoAsync(_site.Address + "/");
        Assert.Contains("verified: looked at the next list", await rita.InnerTextAsync("section:has(> #s-disputed)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dispute_whose_decision_is_taken_back_is_gone_with_its_sentences()
    {
        var entry = await _site.Sql(c => c.QueryFirst<string>("select entry_id from entries where finding = 'open' and leader = 'statin-review' and tier > 1 order by entry_id"));
        var rita = await SignIn("rita");
        await rita.GotoAsync($"{_site.Address}/entries/{entry}");
        await rita.CheckAsync("input[name=as][value=wrong-text]");
        await rita.FillAsync("#comment", "it says none");
        await rita.ClickAsync("button[value=stay]");
        await rita.GotoAsync(_site.Address + "/disputes");
        Assert.Contains("it says none", await rita.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await rita.Locator(".dispute form").CountAsync());
        await rita.GotoAsync($"{_site.Address}/entries/{entry}");
        await rita.ClickAsync("form[action*=takeback] button");
        await rita.GotoAsync(_site.Address + "/disputes");
        Assert.Contains("Nobody disputed anything", await rita.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(await _site.Sql(DisputeTable.Sentences));
    }

    private static async Task Answer(IPage page, string step, string text, bool change = false)
    {
        await page.ClickAsync(".dispute summary");
        await page.SelectOptionAsync(".dispute select[name=step]", step);
        if (change)
            await page.SelectOptionAsync(".dispute select[name=change]", new SelectOptionValue { Index = 1 });
        await page.FillAsync(".dispute input[name=text]", text);
        await page.ClickAsync(".dispute form button");
    }
}
