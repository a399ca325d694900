using System.Text;
using Opportune.Core;
using Opportune.Runs;

namespace Opportune.Tests.Web.Access;

/// <summary>The pages on which rules change.</summary>
public sealed class RuleAccessTests : AccessTests
{
    private const string Path = "measures/statin-review.yaml";

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_changes_breaks_a_rule(int width)
    {
        var token = TestContext.Current.CancellationToken;
        var (page, look) = await Begin(width);
        await SignIn(page, "lea", Role.ClinicalLead);
        await page.GotoAsync(_site.Address + "/rules");
        await look.At("rules-none");
        await page.GotoAsync(_site.Address + $"/rules/file?path={Path}");
        await page.FillAsync("#text", "id: statin-review\n");
        await page.FillAsync("#name", "sooner");
        await page.FillAsync("#what", "tier 3 is sooner");
        await page.ClickAsync("button:has-text('Keep the change')");
        await look.At("rules-file-refused");
        await _site.Invite("cora", Role.Clinician);
        var (desk, cora) = (_site.Part<RuleDesk>(), (await _site.Users.FindByName("cora", token))!.UserId);
        var text = Encoding.UTF8.GetString((await desk.InForce(token)).Contents[Path]);
        await desk.Propose("sooner", RuleFiles.Of([KeyValuePair.Create(Path, Encoding.UTF8.GetBytes(text.Replace("limits: >", "limits: >\n    This is a limit that was not told before.", StringComparison.Ordinal)))]), cora, "a limit that was not told", token);
        await page.GotoAsync(_site.Address + "/rules/sooner");
        await look.At("rule-change");
        await desk.Try("sooner", null, "cora", new Progress<StepProgress>(), token);
        await page.GotoAsync(_site.Address + "/rules/sooner");
        await page.FillAsync("#why", "it is so");
        await look.At("rule-change-tried");
        await page.ClickAsync("#put button");
        await page.ClickAsync(".acts summary");
        await look.At("rules");
        look.AssertNothingFound();
    }
}
