using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>The pages that tell of the rules.</summary>
public sealed class MeasureAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_the_rules_breaks_a_rule(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, "lea", Role.ClinicalLead);
        foreach (var (path, name) in new[] { ("/measures", "measures"), ("/measures/dexa-review", "measure"), ("/value-sets", "value-sets"), ("/value-sets/dxa-central", "value-set"), ("/lexicon", "lexicon") })
        {
            await page.GotoAsync(_site.Address + path);
            foreach (var summary in (await page.Locator("main summary").AllAsync()).Take(2))
                await summary.ClickAsync();
            await look.At(name);
        }
        look.AssertNothingFound();
    }
}
