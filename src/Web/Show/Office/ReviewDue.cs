using Opportune.Core;

namespace Opportune.Web.Show;

/// <summary>How near the day is on which a rule has to be looked at again.</summary>
/// <param name="On">The day.</param>
/// <param name="IsDue">Whether people should begin.</param>
/// <param name="IsPast">Whether it has passed.</param>
public sealed record ReviewDue(DateOnly On, bool IsDue, bool IsPast)
{
    // Sources are read and signed within two months.
    private const int Ahead = 60;

    /// <summary>Seen on a day.</summary>
    public static ReviewDue Of(DateOnly next, DateOnly today) => new(next, next.DayNumber - today.DayNumber <= Ahead, next < today);

    /// <summary>"review due by 21 Nov 2027"</summary>
    public override string ToString() => IsPast ? $"review overdue since {Dates.Text(On)}" : IsDue ? $"review due by {Dates.Text(On)}" : Dates.Text(On);
}
