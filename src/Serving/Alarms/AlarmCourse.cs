using Opportune.Core;
using Opportune.Database.Alarms;

namespace Opportune.Serving.Alarms;

/// <summary>When people are told: a function of the alarm, the instant and the settings.</summary>
/// <param name="settings">Channels and times.</param>
/// <param name="channelsOf">The channels that a job names; null: it names none, and every usual channel is told.</param>
public sealed class AlarmCourse(AlarmSettings settings, Func<string, IReadOnlyList<string>?> channelsOf)
{
    /// <summary>When a message may go out that is ready at <paramref name="now"/>.</summary>
    public DateTimeOffset MayBeTold(bool tierOne, DateTimeOffset now) => tierOne || settings.QuietHours is not { } quiet ? now : quiet.NextLoud(now);

    /// <summary>When an alarm that is raised at <paramref name="now"/> goes to others: counted from when people may be told of it.</summary>
    public DateTimeOffset Escalates(bool tierOne, DateTimeOffset now) => MayBeTold(tierOne, MayBeTold(tierOne, now) + settings.EscalateAfter);

    /// <summary>Who is told first. A channel that fails is not told so itself.</summary>
    public IEnumerable<string> First(AlarmCondition condition)
    {
        var named = IsAboutJob(condition.Kind) ? channelsOf(condition.Subject) : null;
        return settings.Channels.Where(c => named?.Contains(c.Name) ?? !c.IsForEscalation).Select(c => c.Name)
            .Where(c => condition.Kind != AlarmKinds.ChannelFailed || c != condition.Subject);
    }

    /// <summary>Who is told what nobody acknowledged.</summary>
    public IEnumerable<string> Second(AlarmRow alarm) =>
        settings.Channels.Where(c => c.IsForEscalation && (alarm.Kind != AlarmKinds.ChannelFailed || c.Name != alarm.Subject)).Select(c => c.Name);

    private static bool IsAboutJob(string kind) =>
        kind is AlarmKinds.DeadlinePassed or AlarmKinds.RunFailed or AlarmKinds.RunHeld or AlarmKinds.RunNotStarted;
}
