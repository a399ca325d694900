using Microsoft.Extensions.Logging;

namespace Opportune.Serving;

/// <summary>What a service tells its log: names of jobs, channels and conditions, never an identifier of a patient nor a report's text.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(1, LogLevel.Information, "Serving at {Address}, database {Database}, worker {Worker}")]
    public static partial void Serving(ILogger log, string address, string database, string worker);

    [LoggerMessage(2, LogLevel.Warning, "{Address} can be reached from other machines; put a proxy with TLS before it")]
    public static partial void Reachable(ILogger log, string address);

    [LoggerMessage(3, LogLevel.Information, "Stopping: {AtWork} at work, {Grace} seconds to finish or hand back")]
    public static partial void Stopping(ILogger log, int atWork, double grace);

    [LoggerMessage(4, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(5, LogLevel.Warning, "{Work} failed and is tried again: {Reason}")]
    public static partial void Failed(ILogger log, string work, string reason);

    [LoggerMessage(6, LogLevel.Information, "{Work} works again")]
    public static partial void Recovered(ILogger log, string work);

    [LoggerMessage(7, LogLevel.Warning, "Alarm {Kind}, {Subject}: {Event}")]
    public static partial void Alarm(ILogger log, string kind, string subject, string @event);

    [LoggerMessage(8, LogLevel.Error, "channel-failed: a message to {Channel} was not delivered, attempt {Attempt}: {Reason}")]
    public static partial void Undelivered(ILogger log, string channel, long attempt, string reason);

    [LoggerMessage(9, LogLevel.Warning, "The dead man's switch did not answer: {Reason}")]
    public static partial void DeadManSilent(ILogger log, string reason);

    [LoggerMessage(10, LogLevel.Information, "Retention took away: {What}")]
    public static partial void Removed(ILogger log, string what);

    [LoggerMessage(14, LogLevel.Warning, "Retention: {Records} audit records are older than audit.keep, and this account may take nothing from the trail: 'retention apply' as the database's owner archives them")]
    public static partial void NotRemoved(ILogger log, long records);

    [LoggerMessage(11, LogLevel.Information, "{Text}")]
    public static partial void Said(ILogger log, string text);

    [LoggerMessage(13, LogLevel.Warning, "This is a test installation: no mail and no webhook leaves it; not told: {Who}")]
    public static partial void Unheard(ILogger log, string who);

    [LoggerMessage(12, LogLevel.Error, "A request failed: {Reason}")]
    public static partial void RequestFailed(ILogger log, string reason);
}
