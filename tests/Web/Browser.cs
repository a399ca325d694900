using Microsoft.Playwright;

namespace Opportune.Tests.Web;

/// <summary>The operating system's chromium.</summary>
internal static class Browser
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Starts one.</summary>
    public static async Task<IBrowser> Start(IPlaywright playwright) => await playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("chromium is missing; 'bash tests/run.sh' installs it"),
        // Running as root, as in a container, the sandbox cannot be had.
        Args = ["--no-sandbox", "--disable-dev-shm-usage"],
    });
}
