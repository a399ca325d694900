using System.Data.Common;
using Dapper;

namespace Opportune.Database.Alarms;

/// <summary>Alarms and what happens to them. Every method is one step inside a transaction of the caller's.</summary>
public static class AlarmBook
{
    /// <summary>Alarms whose condition lasts, the oldest first.</summary>
    public static List<AlarmRow> Open(DbConnection connection) => connection.Query<AlarmRow>(Sql.Load("alarms/list-open.sql")).AsList();

    /// <summary>Alarms, the newest first, those that are over too.</summary>
    public static List<AlarmRow> List(DbConnection connection, long limit) => connection.Query<AlarmRow>(Sql.Load("alarms/list-alarms.sql"), new { limit }).AsList();

    /// <summary>One alarm; null where there is none of that number.</summary>
    public static AlarmRow? Find(DbConnection connection, long alarmId) =>
        connection.QuerySingleOrDefault<AlarmRow>(Sql.Load("alarms/find-alarm.sql"), new { alarm_id = alarmId });

    /// <summary>Raises an alarm.</summary>
    /// <returns>Its number; null: the same is raised already.</returns>
    public static long? Raise(DbConnection connection, string kind, string subject, string detail, bool tierOne, DateTimeOffset now, DateTimeOffset escalatesAt)
    {
        var raised = connection.Query<Number>(
            Sql.Load("alarms/raise.sql"), new { kind, subject, detail, tier_one = tierOne ? 1L : 0L, now, escalates_at = escalatesAt }).AsList();
        if (raised is not [var one])
            return null;
        Note(connection, one.AlarmId, AlarmEvents.Raised, now, null, detail);
        return one.AlarmId;
    }

    /// <summary>Hands an alarm to others. False: it was before, or somebody acknowledged it, or it is over.</summary>
    public static bool Escalate(DbConnection connection, long alarmId, DateTimeOffset now)
    {
        if (!connection.Query<Number>(Sql.Load("alarms/escalate.sql"), new { alarm_id = alarmId, now }).Any())
            return false;
        Note(connection, alarmId, AlarmEvents.Escalated, now, null, "nobody acknowledged it in time");
        return true;
    }

    /// <summary>Somebody takes an alarm on. False: somebody did before, or it is over.</summary>
    public static bool Acknowledge(DbConnection connection, long alarmId, string by, DateTimeOffset now)
    {
        if (!connection.Query<Number>(Sql.Load("alarms/acknowledge.sql"), new { alarm_id = alarmId, by, now }).Any())
            return false;
        Note(connection, alarmId, AlarmEvents.Acknowledged, now, by, $"acknowledged by {by}");
        return true;
    }

    /// <summary>The condition of an alarm is over. Messages that nobody was to hear yet are dropped.</summary>
    /// <returns>The channels that know of it, and are to hear that it is over; null: it was over before.</returns>
    public static IReadOnlyList<string>? Resolve(DbConnection connection, long alarmId, DateTimeOffset now)
    {
        if (!connection.Query<Number>(Sql.Load("alarms/resolve.sql"), new { alarm_id = alarmId, now }).Any())
            return null;
        Note(connection, alarmId, AlarmEvents.Recovered, now, null, "the condition is over");
        connection.Execute(Sql.Load("alarms/drop-untold.sql"), new { alarm_id = alarmId, now });
        return connection.Query<string>(Sql.Load("alarms/list-told.sql"), new { alarm_id = alarmId }).AsList();
    }

    /// <summary>Lets a message wait for its time; the same one is not sent twice.</summary>
    public static void AddMessage(DbConnection connection, long alarmId, string what, string channel, DateTimeOffset notBefore) =>
        connection.Execute(Sql.Load("alarms/add-message.sql"), new { alarm_id = alarmId, @event = what, channel, not_before = notBefore });

    /// <summary>Messages whose time has come.</summary>
    public static List<AlarmMessage> Due(DbConnection connection, DateTimeOffset now, long limit) =>
        connection.Query<AlarmMessage>(Sql.Load("alarms/list-due.sql"), new { now, limit }).AsList();

    /// <summary>Takes a message in order to send it. False: another process did.</summary>
    public static bool Claim(DbConnection connection, AlarmMessage message, DateTimeOffset now, DateTimeOffset until) =>
        connection.Query<MessageNumber>(
            Sql.Load("alarms/claim-message.sql"), new { message_id = message.MessageId, attempts = message.Attempts, now, claimed_until = until }).Any();

    /// <summary>A message was delivered.</summary>
    public static void Sent(DbConnection connection, long messageId, DateTimeOffset now) =>
        connection.Execute(Sql.Load("alarms/end-message.sql"), new { message_id = messageId, state = "sent", sent_at = (DateTimeOffset?)now });

    /// <summary>Nobody needs a message any more.</summary>
    public static void Drop(DbConnection connection, long messageId) =>
        connection.Execute(Sql.Load("alarms/end-message.sql"), new { message_id = messageId, state = "dropped", sent_at = (DateTimeOffset?)null });

    /// <summary>A message could not be delivered, and is tried again.</summary>
    public static void PutOff(DbConnection connection, long messageId, DateTimeOffset notBefore, string failure) =>
        connection.Execute(Sql.Load("alarms/put-off-message.sql"), new { message_id = messageId, not_before = notBefore, failure });

    /// <summary>Channels that messages wait for after so many attempts.</summary>
    public static List<FailingChannel> Failing(DbConnection connection, long attempts) =>
        connection.Query<FailingChannel>(Sql.Load("alarms/list-failing.sql"), new { attempts }).AsList();

    private static void Note(DbConnection connection, long alarmId, string what, DateTimeOffset at, string? actor, string text) =>
        connection.Execute(Sql.Load("alarms/add-event.sql"), new { alarm_id = alarmId, @event = what, at, actor, text });

    private sealed record Number(long AlarmId);

    private sealed record MessageNumber(long MessageId);
}
