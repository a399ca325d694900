using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

    [Fact]
    public async Task A_body_that_is_too_large_too_slow_or_packed_is_not_taken()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        var taken = 0L;
        served.Work = served.Work with
        {
            MapPages = app =>
            {
                app.UseRouting();
                app.MapPost("/form", async context =>
                {
                    var form = await context.Request.ReadFormAsync(context.RequestAborted);
                    Interlocked.Add(ref taken, form.Count);
                    await context.Response.WriteAsync($"{form.Count} fields, {form["note"].ToString().Length} characters", context.RequestAborted);
                }).AllowAnonymous();
            },
        };
        await served.Start();
        const string Head = "POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        var slow = Answer(served, Head + "Content-Length: 2000\r\n\r\nnote=");
        Assert.Contains("1 fields, 3 characters", await Answer(served, Head + "Content-Length: 8\r\n\r\nnote=abc"), StringComparison.Ordinal);
        // Said to be large, and large without having said so.
        Assert.StartsWith("HTTP/1.1 413", await Answer(served, Head + "Content-Length: 100000000\r\n\r\nnote="), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413", await Answer(served, Head + "Transfer-Encoding: chunked\r\n\r\n40001\r\n" + new string('x', 0x40001) + "\r\n0\r\n\r\n"), StringComparison.Ordinal);
        // A small body that would unpack to a large one stays as small as it came: nothing unpacks it.
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write([.. "note="u8, .. new byte[50_000_000]]);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        content.Headers.ContentEncoding.Add("gzip");
        var before = Interlocked.Read(ref taken);
        using var answer = await served.Http.PostAsync("/form", content, TestContext.Current.CancellationToken);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("50000000", said, StringComparison.Ordinal);
        Assert.InRange(Interlocked.Read(ref taken) - before, 0, 1);
        Assert.StartsWith("HTTP/1.1 408", await slow, StringComparison.Ordinal);
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
