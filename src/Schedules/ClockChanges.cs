namespace Opportune.Schedules;

/// <summary>The instants at which a zone's offset changes, found by looking ahead; nothing is looked at twice.</summary>
internal sealed class ClockChanges(TimeZoneInfo zone, DateTimeOffset from)
{
    // No zone changes its clocks and changes them back within it.
    private static readonly TimeSpan Stride = TimeSpan.FromMinutes(15);

    private DateTimeOffset _steadyTo = from;

    /// <summary>The next change up to that instant, inclusive, which is then behind; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset to)
    {
        for (; _steadyTo < to; _steadyTo += Stride)
        {
            var offset = zone.GetUtcOffset(_steadyTo);
            if (zone.GetUtcOffset(_steadyTo + Stride) == offset)
                continue;
            var (before, after) = (_steadyTo, _steadyTo + Stride);
            while (after - before > TimeSpan.FromSeconds(1))
            {
                var middle = before + TimeSpan.FromSeconds(Math.Floor((after - before).TotalSeconds / 2));
                (before, after) = zone.GetUtcOffset(middle) == offset ? (middle, after) : (before, middle);
            }
            if (after > to)
                return null;
            return _steadyTo = after;
        }
        return null;
    }
}
