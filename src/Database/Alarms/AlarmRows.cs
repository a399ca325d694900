namespace Opportune.Database.Alarms;

/// <summary>One time that a condition lasted of which people have to be told.</summary>
/// <param name="AlarmId">Its number.</param>
/// <param name="Kind">A word of <see cref="Core.AlarmKinds"/>, the name of its entry in the runbook.</param>
/// <param name="Subject">The job, worker, feed or channel that it is about.</param>
/// <param name="Detail">One line for people, without identifiers of patients.</param>
/// <param name="TierOne">1: measures that can find the most urgent are concerned.</param>
/// <param name="RaisedAt">When it was raised.</param>
/// <param name="EscalatesAt">When it goes to others, unless somebody acknowledged it.</param>
/// <param name="EscalatedAt">When it did.</param>
/// <param name="AcknowledgedAt">When somebody took it on.</param>
/// <param name="AcknowledgedBy">Who.</param>
/// <param name="ResolvedAt">When its condition was over.</param>
public sealed record AlarmRow(
    long AlarmId, string Kind, string Subject, string Detail, long TierOne, DateTimeOffset RaisedAt, DateTimeOffset EscalatesAt, DateTimeOffset? EscalatedAt,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? ResolvedAt);

/// <summary>A message to a channel whose time has come.</summary>
/// <param name="MessageId">Its number.</param>
/// <param name="AlarmId">The alarm's.</param>
/// <param name="Event">A word of <see cref="AlarmEvents"/>.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Kind">Of the alarm.</param>
/// <param name="Subject">Of the alarm.</param>
/// <param name="Detail">Of the alarm.</param>
/// <param name="TierOne">Of the alarm.</param>
/// <param name="RaisedAt">Of the alarm.</param>
public sealed record AlarmMessage(
    long MessageId, long AlarmId, string Event, string Channel, long Attempts, string Kind, string Subject, string Detail, long TierOne, DateTimeOffset RaisedAt);

/// <summary>A channel that messages wait for after several attempts.</summary>
public sealed record FailingChannel(string Channel, long Messages);

/// <summary>What happens to an alarm.</summary>
public static class AlarmEvents
{
    /// <summary>Its condition began.</summary>
    public const string Raised = "raised";

    /// <summary>Somebody took it on.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Nobody did in time.</summary>
    public const string Escalated = "escalated";

    /// <summary>Its condition is over.</summary>
    public const string Recovered = "recovered";
}
