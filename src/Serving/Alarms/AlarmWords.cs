using System.Globalization;
using System.Text.Json;
using Opportune.Database.Alarms;

namespace Opportune.Serving.Alarms;

/// <summary>An alarm in words, for people and for programs.</summary>
internal static class AlarmWords
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Tells the same message from others: it may come twice, and is the same then.</summary>
    public static string Id(AlarmMessage message) =>
        string.Create(CultureInfo.InvariantCulture, $"{message.AlarmId}-{message.RaisedAt.ToUnixTimeMilliseconds()}-{message.Event}");

    /// <summary>As JSON.</summary>
    public static byte[] Json(AlarmMessage message) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        Id = Id(message),
        Event = message.Event,
        Alarm = message.AlarmId,
        Kind = message.Kind,
        Subject = message.Subject,
        Detail = message.Detail,
        TierOne = message.TierOne == 1,
        RaisedAt = message.RaisedAt,
        Runbook = message.Kind,
    }, Form);

    /// <summary>The line under which it stands in a mailbox.</summary>
    public static string Line(AlarmMessage message) => $"Opportune: {message.Kind}, {message.Subject}: {message.Event}";

    /// <summary>As a letter; one that says that the condition is over asks for nothing, and tells of it as of what was.</summary>
    public static string Letter(AlarmMessage message)
    {
        var raised = string.Create(CultureInfo.InvariantCulture, $"raised {message.RaisedAt.UtcDateTime:d MMM yyyy HH:mm} UTC");
        var text = message.Event == AlarmEvents.Recovered
            ? $"""
                The condition is over; nothing has to be done. It was, {raised}:
                {message.Detail}
                """
            : $"""
                {message.Detail}
                {raised}

                What to do: the runbook in README.md, entry '{message.Kind}'.
                To take it on: alarms acknowledge {message.AlarmId}
                """;
        return $"{message.Kind}, {message.Subject}: {message.Event}\n\n{text}".ReplaceLineEndings("\r\n");
    }
}
