using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Serving;

/// <summary>Who says little for a long time, or too much at once, is shown out by the running service.</summary>
public sealed class SlowCallerTests
{
    [Fact]
    public async Task Headers_that_do_not_end_within_ten_seconds_or_are_too_long_end_the_connection()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        await served.Start();
        var began = Stopwatch.GetTimestamp();
        var slow = Answer(served, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        Assert.StartsWith("HTTP/1.1 431", await Answer(served, $"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 40_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414", await Answer(served, $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await Answer(served, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Planted: a\rSet-Cookie: b\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", await slow, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(40));
        // Others were answered all the while.
        Assert.Contains("live", await served.Http.GetStringAsync("/health/live", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // What comes back until the connection ends.
    private static async Task<string> Answer(ServedHere served, string request)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(served.Http.BaseAddress!.Host, served.Http.BaseAddress.Port, cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(cancel).WaitAsync(TimeSpan.FromSeconds(60), cancel);
    }
}
