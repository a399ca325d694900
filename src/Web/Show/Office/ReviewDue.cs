using Opportune.Core;

namespace Opportune.Web.Show;

/// <summary>How near the day is on which a rule has to be looked at again.</summary>
/// <param name="On">The day.</param>
/// <param name="IsDue">Whether people should begin.</param>
/// <param name="IsPast">Whether it has passed.</param>
public sealed record ReviewDue(DateOnly On, bool IsDue, bool IsPast)
{
    /// <summary>Seen on a day.</summary>
    public static ReviewDue Of(DateOnly next, DateOnly today) => new(next, ReviewDays.IsDue(next, today), next < today);

    /// <summary>"review due by 21 Nov 2027"</summary>
    public override string ToString() => IsPast ? $"review overdue since {Dates.Text(On)}" : IsDue ? $"review due by {Dates.Text(On)}" : Dates.Text(On);
}
