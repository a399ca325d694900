using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;

namespace Opportune.Serving.Alarms;

/// <summary>
/// Delivers the messages that wait: each at least once, with an id by which a second one is known. A channel that does not take
/// them is tried again, twice as late each time.
/// </summary>
/// <param name="database">Where they wait.</param>
/// <param name="settings">The channels.</param>
/// <param name="http">For webhooks.</param>
/// <param name="log">Hears of what could not be delivered: channel, attempt, why.</param>
public sealed class AlarmPost(OpportuneDatabase database, AlarmSettings settings, HttpClient http, Action<string, long, string> log)
{
    private const long AtATime = 50;
    private static readonly TimeSpan SendingTakes = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Sends what is due.</summary>
    public async Task Send(CancellationToken cancel)
    {
        var due = await database.Read(connection => AlarmBook.Due(connection, Now(), AtATime), cancel);
        foreach (var message in due)
        {
            if (await database.Write(connection => AlarmBook.Claim(connection, message, Now(), Now() + (SendingTakes * 2)), cancel))
                await Send(message, cancel);
        }
    }

    private DateTimeOffset Now() => database.Time.GetUtcNow();

    private async Task Send(AlarmMessage message, CancellationToken cancel)
    {
        // A channel that the settings no longer name has nobody behind it.
        if (settings.Channels.FirstOrDefault(c => c.Name == message.Channel) is not { } channel)
        {
            await Note(connection => AlarmBook.Drop(connection, message.MessageId), cancel);
            return;
        }
        if (await Deliver(channel, message, cancel) is not { } failure)
        {
            await Note(connection => AlarmBook.Sent(connection, message.MessageId, Now()), CancellationToken.None);
            return;
        }
        log(channel.Name, message.Attempts + 1, failure);
        var wait = FirstWait * Math.Pow(2, Math.Min(message.Attempts, 10));
        await Note(connection => AlarmBook.PutOff(connection, message.MessageId, Now() + (wait < LongestWait ? wait : LongestWait), failure), cancel);
    }

    private async Task<string?> Deliver(AlarmChannel channel, AlarmMessage message, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(SendingTakes);
        try
        {
            if (channel.Webhook is { } webhook)
                await WebhookChannel.Send(http, webhook, message, timeout.Token);
            else
                await MailChannel.Send(channel.Mail!, message, timeout.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {SendingTakes.TotalSeconds:0} seconds";
        }
        // What the other side says, and an address, may be secret: only the kind of the fault is told.
        catch (Exception e) when (e is HttpRequestException or System.Net.Mail.SmtpException or InputException or IOException or System.Net.Sockets.SocketException)
        {
            return ChannelFault.Tell(e);
        }
    }

    private Task<int> Note(Action<System.Data.Common.DbConnection> work, CancellationToken cancel) => database.Write(connection =>
    {
        work(connection);
        return 0;
    }, cancel);
}
