using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Opportune.Tests.Integration.Serving;

/// <summary>A real mail server on this machine, as far as taking a message needs one (RFC 5321).</summary>
internal sealed class MailCatcher : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _listening;

    public MailCatcher()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listening = Task.Run(Listen);
    }

    public int Port { get; }

    /// <summary>Whether it turns messages down.</summary>
    public bool Refuses { get; set; }

    /// <summary>Messages with their envelope, as they came.</summary>
    public ConcurrentQueue<string> All { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _listening;
    }

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await Serve(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        var message = new StringBuilder();
        try
        {
            await writer.WriteLineAsync("220 catcher");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is { } text && text != ".")
                        message.Append(text).Append('\n');
                    // Lines that were broken for the way are whole again (RFC 2045, quoted-printable).
                    All.Enqueue(message.ToString().Replace("=\n", "", StringComparison.Ordinal));
                }
                else if (line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal))
                {
                    message.Append(line).Append('\n');
                }
                await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : Refuses && line.StartsWith("MAIL", StringComparison.Ordinal) ? "451 not now" : "250 ok");
                if (line == "QUIT")
                    return;
            }
        }
        catch (IOException)
        {
            // Whoever called has gone.
        }
    }
}
