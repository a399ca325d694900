using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Opportune.Tests.Integration.Serving;

/// <summary>What somebody sent.</summary>
internal sealed record Caught(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>A real web server on this machine that keeps what it is sent.</summary>
internal sealed class HttpCatcher : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _listening;

    public HttpCatcher()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _listening = Task.Run(Listen);
    }

    public string Url { get; }

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 200;

    public ConcurrentQueue<Caught> All { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _listening;
    }

    private async Task Listen()
    {
        while (_listener.IsListening)
        {
            try
            {
                await Catch(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                // It was closed, or somebody broke off what they sent: the next are heard all the same.
            }
        }
    }

    private async Task Catch(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers.AllKeys.OfType<string>().ToDictionary(k => k, k => context.Request.Headers[k] ?? "", StringComparer.OrdinalIgnoreCase);
        All.Enqueue(new(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, headers, body.ToArray()));
        context.Response.StatusCode = Status;
        context.Response.Close();
    }
}
