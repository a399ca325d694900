using System.Diagnostics;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Database;

/// <summary>A PostgreSQL server of one test's own, which may be crashed.</summary>
internal sealed class PrivateServer : IAsyncDisposable
{
    private readonly string _folder;

    private PrivateServer(string folder, string url) => (_folder, Url) = (folder, url);

    /// <summary>Its URL without a database.</summary>
    public string Url { get; }

    public static async Task<PrivateServer> Start()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"opportune-server-{Guid.NewGuid():N}");
        return new(folder, (await Do("start", folder)).Trim());
    }

    /// <summary>Ends it as a power cut would, and starts it again on the same port.</summary>
    public Task Crash() => Do("crash", _folder);

    public async ValueTask DisposeAsync() => await Do("stop", _folder);

    private static async Task<string> Do(string what, string folder)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "tests", "postgres.sh"), what, folder]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"tests/postgres.sh {what} failed");
    }
}
