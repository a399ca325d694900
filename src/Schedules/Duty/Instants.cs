namespace Opportune.Schedules;

/// <summary>Instants as the database keeps them.</summary>
internal static class Instants
{
    /// <summary>To the microsecond.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>To the second.</summary>
    public static DateTimeOffset ToSeconds(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
