using System.Net.Http.Headers;
using Opportune.Core;
using Opportune.Database.Alarms;

namespace Opportune.Serving.Alarms;

/// <summary>A message as JSON, by POST. Any answer from 200 to 299 has taken it.</summary>
internal static class WebhookChannel
{
    /// <summary>Sends it.</summary>
    /// <exception cref="HttpRequestException">It was not taken.</exception>
    /// <exception cref="InputException">A secret cannot be read, or the address is neither HTTPS nor this machine.</exception>
    public static Task Send(HttpClient http, WebhookSettings settings, AlarmMessage message, CancellationToken cancel) => Send(http, settings, AlarmWords.Id(message), AlarmWords.Json(message), cancel);

    /// <summary>Sends JSON; the same id comes with the same JSON only.</summary>
    /// <inheritdoc cref="Send(HttpClient, WebhookSettings, AlarmMessage, CancellationToken)" path="/exception"/>
    public static async Task Send(HttpClient http, WebhookSettings settings, string id, byte[] json, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url.ReadAddress());
        request.Headers.Add("Idempotency-Key", id);
        if (settings is { SecretHeader: { } header, Secret: { } secret })
            request.Headers.TryAddWithoutValidation(header, secret.Read());
        request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
    }
}
