using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;
using Opportune.Serving.Alarms;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Serving;

/// <summary>The copy of the audit trail's anchors at a server that really listens.</summary>
public sealed class AnchorPostTests
{
    [Fact]
    public async Task Every_anchor_arrives_once_in_order_and_what_was_not_taken_comes_again()
    {
        using var folder = Some.Folder();
        await using var web = new HttpCatcher();
        using var http = new HttpClient();
        var audit = AuditFolder.Open(folder["audit"]);
        File.WriteAllText(folder["secret"], "of the test");
        var settings = new WebhookSettings(new(web.Url, null, null), "X-Key", new(null, folder["secret"], null));
        var post = new AnchorPost(audit.AnchorsFile, settings, http);
        await post.Send(Token);
        for (var i = 1; i <= 3; i++)
            await audit.Anchor(DateTimeOffset.UnixEpoch.AddMinutes(i), "c", i, $"seal-{i}");
        await post.Send(Token);
        await post.Send(Token);
        web.Status = 503;
        await audit.Anchor(DateTimeOffset.UnixEpoch.AddMinutes(4), "c", 4, "seal-4");
        Assert.Contains("not taken", (await Assert.ThrowsAsync<IOException>(() => post.Send(Token))).Message, StringComparison.Ordinal);
        web.Status = 200;
        await post.Send(Token);
        // A process that begins later sends the last one, which may have been written as the one before it ended.
        await new AnchorPost(audit.AnchorsFile, settings, http).Send(Token);
        Assert.Equal([.. File.ReadLines(audit.AnchorsFile), .. Enumerable.Repeat(File.ReadLines(audit.AnchorsFile).Last(), 2)], web.All.Select(c => c.Text));
        Assert.All(web.All, c => Assert.Equal(("POST", "of the test", "application/json"), (c.Method, c.Headers["X-Key"], c.Headers["Content-Type"])));
        Assert.Equal(4, web.All.Select(c => c.Headers["Idempotency-Key"]).Distinct().Count());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
