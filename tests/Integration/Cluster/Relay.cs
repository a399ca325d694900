using System.Net;
using System.Net.Sockets;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>The network between a worker and the database, which can be cut.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<TcpClient> _open = [];
    private readonly (string Host, int Port) _to;
    private readonly Task _accepting;
    private volatile bool _isCut;

    public Relay(string host, int port)
    {
        _to = (host, port);
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends all connections, and lets none through.</summary>
    public void Cut()
    {
        _isCut = true;
        lock (_open)
        {
            foreach (var client in _open)
                client.Dispose();
            _open.Clear();
        }
    }

    /// <summary>Lets them through again.</summary>
    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Pass(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task Pass(TcpClient client)
    {
        var server = new TcpClient();
        try
        {
            if (_isCut)
                return;
            await server.ConnectAsync(_to.Host, _to.Port, _end.Token);
            lock (_open)
            {
                _open.UnionWith([client, server]);
            }
            if (_isCut)
                return;
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), _end.Token), server.GetStream().CopyToAsync(client.GetStream(), _end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or one of them has gone.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
            lock (_open)
            {
                _open.ExceptWith([client, server]);
            }
        }
    }
}
