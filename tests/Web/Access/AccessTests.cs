using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>Pages for everybody: no violation of WCAG 2.2 AA that a program can find, in both themes, wide and narrow; nothing sideways at 320 px, which is 400% zoom.</summary>
public abstract class AccessTests : PageTests
{
    private protected const string Name = "anna";

    private protected AccessTests(Workload? workload = null) : base(workload: workload)
    {
    }

    /// <summary>A page in a window so wide.</summary>
    private protected async Task<(IPage Page, Look Look)> Begin(int width)
    {
        var page = await NewPage(new() { ViewportSize = new() { Width = width, Height = 900 } });
        return (page, new Look(page, width));
    }

    /// <summary>The same, signed in.</summary>
    private protected async Task<(IPage Page, Look Look)> SignedIn(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, Name);
        return (page, look);
    }

    private protected async Task SignIn(IPage page, string name, Role role = Role.Reviewer)
    {
        await page.Enter(await _site.Invite(name, role));
    }
}
