using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;

namespace Opportune.Serving.Alarms;

/// <summary>Compares the conditions that hold with the alarms that are raised. Any number of processes may do so; each change is made once.</summary>
/// <param name="database">Where both are.</param>
/// <param name="conditions">What holds, judged from what was read at an instant.</param>
/// <param name="course">When people are told.</param>
/// <param name="log">Hears what happens, a line at a time.</param>
public sealed class AlarmWatch(
    OpportuneDatabase database, Func<DbConnection, DateTimeOffset, IReadOnlyList<AlarmCondition>> conditions, AlarmCourse course, Action<AlarmChange> log)
{
    /// <summary>Looks once.</summary>
    public async Task Look(CancellationToken cancel)
    {
        var now = database.Time.GetUtcNow();
        var (hold, open) = await database.Read(connection => (conditions(connection, now), AlarmBook.Open(connection)), cancel);
        var lasting = hold.Select(c => (c.Kind, c.Subject)).ToHashSet();
        foreach (var condition in hold.Where(c => !open.Exists(a => a.Kind == c.Kind && a.Subject == c.Subject)))
            Tell(await database.Write(connection => Raise(connection, condition, now), cancel), AlarmEvents.Raised, condition.Kind, condition.Subject);
        foreach (var alarm in open)
        {
            if (!lasting.Contains((alarm.Kind, alarm.Subject)))
                Tell(await database.Write(connection => Resolve(connection, alarm, now), cancel), AlarmEvents.Recovered, alarm.Kind, alarm.Subject);
            else if (alarm is { EscalatedAt: null, AcknowledgedAt: null } && alarm.EscalatesAt <= now)
                Tell(await database.Write(connection => Escalate(connection, alarm, now), cancel), AlarmEvents.Escalated, alarm.Kind, alarm.Subject);
        }
    }

    private bool Raise(DbConnection connection, AlarmCondition condition, DateTimeOffset now)
    {
        var escalates = course.Escalates(condition.TierOne, now);
        if (AlarmBook.Raise(connection, condition.Kind, condition.Subject, condition.Detail, condition.TierOne, now, escalates) is not { } alarm)
            return false;
        foreach (var channel in course.First(condition))
            AlarmBook.AddMessage(connection, alarm, AlarmEvents.Raised, channel, course.MayBeTold(condition.TierOne, now));
        return true;
    }

    private bool Escalate(DbConnection connection, AlarmRow alarm, DateTimeOffset now)
    {
        if (!AlarmBook.Escalate(connection, alarm.AlarmId, now))
            return false;
        foreach (var channel in course.Second(alarm))
            AlarmBook.AddMessage(connection, alarm.AlarmId, AlarmEvents.Escalated, channel, course.MayBeTold(alarm.TierOne == 1, now));
        return true;
    }

    private bool Resolve(DbConnection connection, AlarmRow alarm, DateTimeOffset now)
    {
        if (AlarmBook.Resolve(connection, alarm.AlarmId, now) is not { } told)
            return false;
        foreach (var channel in told)
            AlarmBook.AddMessage(connection, alarm.AlarmId, AlarmEvents.Recovered, channel, course.MayBeTold(alarm.TierOne == 1, now));
        return true;
    }

    private void Tell(bool happened, string what, string kind, string subject)
    {
        if (happened)
            log(new(what, kind, subject));
    }
}

/// <summary>Something that happened to an alarm.</summary>
/// <param name="What">A word of <see cref="AlarmEvents"/>.</param>
/// <param name="Kind">A word of <see cref="AlarmKinds"/>.</param>
/// <param name="Subject">What it is about.</param>
public sealed record AlarmChange(string What, string Kind, string Subject);
