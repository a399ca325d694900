using System.Diagnostics;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Web.SignIn;

/// <summary>A real provider of OpenID Connect, from npm: tests/Interop/oidc-provider.mjs.</summary>
public sealed class NpmProvider : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private Process _process = null!;

    /// <summary>Its issuer.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Tells it what to do: "groups=a,b".</summary>
    public async Task Control(string what) => Assert.Equal("done", await _http.GetStringAsync($"{Address}/control?{what}"));

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Interop");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
            Assert.Fail("tests/Interop/node_modules is missing or old: run bash tests/run.sh");
        _process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "oidc-provider.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        // What it warns of is not read, but has to go somewhere.
        _process.BeginErrorReadLine();
        Address = (await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)))!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
