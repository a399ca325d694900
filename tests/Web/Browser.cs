using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Opportune.Tests.Web.Browser))]

namespace Opportune.Tests.Web;

/// <summary>The operating system's chromium, started once for all tests: each works in contexts of its own, which share neither cookies nor storage.</summary>
public sealed class Browser : IAsyncLifetime
{
    // The one without a window's frame first: the same engine, and half the work for each context.
    private static readonly string[] Places = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("chromium is missing; 'bash tests/run.sh' installs it"),
            // Running as root, as in a container, the sandbox cannot be had.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    /// <summary>The one that runs.</summary>
    internal static async Task<IBrowser> Running() =>
        (await TestContext.Current.GetFixture<Browser>() ?? throw new InvalidOperationException("no test is running"))._browser;

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
