using System.Net.Sockets;
using System.Text;

namespace Opportune.Tests.Integration.Serving;

/// <summary>What the other tests listen with hears on.</summary>
public sealed class HttpCatcherTests
{
    [Fact]
    public async Task Whoever_breaks_off_what_they_send_does_not_silence_the_next()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var catcher = new HttpCatcher();
        using (var broken = new TcpClient())
        {
            await broken.ConnectAsync("127.0.0.1", new Uri(catcher.Url).Port, cancel);
            await broken.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /broken HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf"), cancel);
            broken.Client.LingerState = new(enable: true, seconds: 0);
        }
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        await http.PostAsync(catcher.Url + "whole", new StringContent("all of it"), cancel);
        Assert.Contains(catcher.All, c => c.Path == "/whole" && c.Text == "all of it");
    }
}
