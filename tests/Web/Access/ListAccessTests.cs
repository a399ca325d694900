using Microsoft.AspNetCore.Identity;
using Microsoft.Playwright;
using Opportune.Database.Accounts;
using Opportune.Tests.Web.SignIn;
using Opportune.Web.SignIn.Codes;

namespace Opportune.Tests.Web.Access;

/// <summary>Signing in, the list in its states, kept views, and a page that is not there.</summary>
public sealed class ListAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Signing_in_breaks_no_rule(int width)
    {
        var (page, look) = await Begin(width);
        await page.GotoAsync(_site.Address + "/sign-in");
        await look.At("sign-in");
        await page.FillAsync("#name", "nobody");
        await page.FillAsync("#password", "wrong");
        await page.ClickAsync("main button");
        await look.At("sign-in-refused");
        await page.GotoAsync(await _site.Invite(Name));
        await look.At("link");
        await page.ClickAsync("main button");
        await look.At("account");
        await page.GotoAsync(_site.Address + "/no-such-page");
        await look.At("not-found");
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task A_second_step_breaks_no_rule(int width)
    {
        const string Password = "tulip-anchor-granite";
        var (page, look) = await SignedIn(width);
        var user = (await _site.Users.FindByName(Name, TestContext.Current.CancellationToken))!;
        await page.GotoAsync(_site.Address + "/account/code");
        await look.At("code-offered");
        await page.FillAsync("#code", "000000");
        await page.ClickAsync("main button.main");
        await look.At("code-refused");
        await page.FillAsync("#code", OneTimeCode.Of(SecondStepTests.Offered(await page.ContentAsync()).Key, OneTimeCode.StepOf(_site.Clock.GetUtcNow())));
        await page.ClickAsync("main button.main");
        await look.At("code-recovery");
        await page.GotoAsync(_site.Address + "/account/code");
        await look.At("code-away");
        await _site.Users.SetPassword(user.UserId, _site.Part<IPasswordHasher<UserRow>>().HashPassword(user, Password), TestContext.Current.CancellationToken);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(_site.Address + "/sign-in");
        await page.FillAsync("#name", Name);
        await page.FillAsync("#password", Password);
        await page.ClickAsync("main button");
        await look.At("code-asked");
        await page.FillAsync("#code", "000000");
        await page.ClickAsync("main button.main");
        await look.At("code-asked-refused");
        await page.GotoAsync(_site.Address + "/sign-in/refused");
        await look.At("refused");
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task The_list_and_its_views_break_no_rule(int width)
    {
        var (page, look) = await SignedIn(width);
        await page.GotoAsync(_site.Address + "/worklist");
        await look.At("list");
        await page.GotoAsync(_site.Address + "/worklist?q=no-such-patient");
        await look.At("list-empty");
        await page.GotoAsync(_site.Address + "/worklist?view=treatment-unknown");
        await look.At("list-unknown");
        await page.GotoAsync(_site.Address + "/worklist?sort=name&due=over&who=nobody");
        await look.At("list-filtered");
        await page.ClickAsync(".views .keep");
        await page.FillAsync("#name", "Over due");
        await page.CheckAsync("[name=shared]");
        await page.ClickAsync("main button.main");
        await look.At("list-kept");
        await page.ClickAsync(".views .keep");
        await look.At("views");
        look.AssertNothingFound();
    }
}
