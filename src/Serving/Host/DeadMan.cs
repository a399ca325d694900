using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Serving;
using Opportune.Serving.Alarms;

namespace Opportune.Serving;

/// <summary>
/// Asks for an address as long as all is well, so that somebody outside can raise the alarm when nobody does. What is not asked for
/// because this process ended in between is an alarm too many, never one too few.
/// </summary>
internal sealed class DeadMan(OpportuneDatabase database, DeadManSettings settings, HttpClient http, Func<CancellationToken, Task<bool>> isWell)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private DateTimeOffset _last = database.Time.GetUtcNow();

    /// <summary>Looks whether there is something to say, and says it.</summary>
    /// <returns>Why it could not be said; null where it was, or where there was nothing.</returns>
    public async Task<string?> Look(CancellationToken cancel)
    {
        if (settings.After == DeadManMoment.Tick)
            return await isWell(cancel) ? await Ask(cancel) : null;
        if (await database.Read(connection => ServiceFacts.LastGood(connection, _last), cancel) is not { } good)
            return null;
        var failure = await Ask(cancel);
        if (failure is null)
            _last = good;
        return failure;
    }

    private async Task<string?> Ask(CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Patience);
        try
        {
            using var answer = await http.GetAsync(settings.Url.ReadAddress(), HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return answer.IsSuccessStatusCode ? null : $"the address answered {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} seconds";
        }
        catch (Exception e) when (e is HttpRequestException or InputException or IOException)
        {
            return ChannelFault.Tell(e);
        }
    }
}
