using System.Security.Cryptography;
using System.Text;
using Opportune.Core;

namespace Opportune.Serving.Alarms;

/// <summary>Sends each anchor of the audit trail to where this machine cannot change it, in their order: one that is not taken is sent again before the next.</summary>
/// <param name="file">The file of the anchors.</param>
/// <param name="settings">Who takes them.</param>
/// <param name="http">With what.</param>
internal sealed class AnchorPost(string file, WebhookSettings settings, HttpClient http)
{
    private long? _sent;

    /// <summary>Sends what is new. The first time that is the last anchor of all: the one that was written when a process before this one ended.</summary>
    /// <exception cref="IOException">The file cannot be read now, or an anchor was not taken; the next time begins there.</exception>
    public async Task Send(CancellationToken cancel)
    {
        if (!File.Exists(file))
        {
            _sent ??= 0;
            return;
        }
        foreach (var line in await Read(cancel))
        {
            try
            {
                await WebhookChannel.Send(http, settings, Convert.ToHexStringLower(SHA256.HashData(line))[..32], line, cancel);
            }
            catch (HttpRequestException e)
            {
                throw new IOException($"an anchor of the audit trail was not taken ({ChannelFault.Tell(e)})", e);
            }
            _sent += line.Length + 1;
        }
    }

    private async Task<List<byte[]>> Read(CancellationToken cancel)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _sent ?? 0;
        var bytes = new byte[stream.Length - stream.Position];
        await stream.ReadExactlyAsync(bytes, cancel);
        // What has no end yet is being written.
        var whole = Encoding.UTF8.GetString(bytes)[..(Encoding.UTF8.GetString(bytes).LastIndexOf('\n') + 1)];
        List<byte[]> lines = [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];
        if (_sent is null && lines.Count > 0)
        {
            _sent = lines.SkipLast(1).Sum(line => line.Length + 1L);
            return [lines[^1]];
        }
        _sent ??= 0;
        return lines;
    }
}
