namespace Opportune.Core;

/// <summary>Days in which a source would have recorded what happened to one patient (OMOP's observation_period).</summary>
/// <param name="Days">Both days included.</param>
/// <param name="IsOpenEnded">
/// Whether its end is only the day of the last visit: observation goes on where no other period follows. Otherwise somebody left, as at the end of
/// an enrolment.
/// </param>
public readonly record struct ObservedPeriod(DateWindow Days, bool IsOpenEnded)
{
    /// <summary>How much of a window lies in a patient's own periods; what lies before a hole does not count.</summary>
    /// <param name="periods">By first day; at least one.</param>
    /// <param name="window">The days that were searched.</param>
    /// <param name="asOf">The date as of which the run looks.</param>
    /// <param name="lag">How far behind the window's end the last day may be: that of the feed that is asked.</param>
    internal static CoverageAnswer Ask(IReadOnlyList<ObservedPeriod> periods, DateWindow window, DateOnly asOf, int lag)
    {
        var end = window.To < asOf ? window.To : asOf;
        var neededTo = Period.OfDays(lag).SubtractFrom(end);
        var ((from, to), isOpen) = periods[0];
        for (var i = 1; i < periods.Count; i++)
        {
            var next = periods[i];
            if (next.Days.From > to.AddDays(1))
            {
                // The first stretch that reaches the needed day, else the last one.
                isOpen &= to < neededTo;
                if (to >= neededTo)
                    break;
                ((from, to), isOpen) = next;
            }
            else if (next.Days.To >= to)
            {
                isOpen = next.IsOpenEnded || (isOpen && next.Days.To == to);
                to = next.Days.To;
            }
        }
        var lastDay = isOpen || to > asOf ? asOf : to;
        if (lastDay < neededTo)
            return new(CoverageState.None, from, lastDay, $"patient observed only to {lastDay:d MMM yyyy}");
        if (from <= window.From)
            return new(CoverageState.Covered, from, lastDay, null);
        var state = end.DayNumber - from.DayNumber + 1 >= Coverage.PartialDays ? CoverageState.Partial : CoverageState.None;
        return new(state, from, lastDay, $"patient observed only from {from:d MMM yyyy}");
    }
}
