using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// How long what the rules make of one patient stays the same while the patient's rows do: every question in which the as-of
/// date has a part says here until which day its answer holds. What moves with that date and changes no answer (up to when
/// nothing was found, the window that was searched) is left open in the gaps' texts, to be filled for each night.
/// </summary>
/// <param name="asOf">The as-of date.</param>
public sealed class Lasting(DateOnly asOf)
{
    /// <summary>Stands in texts for the last day up to which nothing was found; no character of any script.</summary>
    public const char CoveredTo = '\uFDD0';

    /// <summary>Stands in texts for the first day that was looked at; no character of any script.</summary>
    public const char LookedBackTo = '\uFDD1';

    private readonly List<AskedGap> _gaps = [];

    /// <summary>The last as-of date, from this one on, on which all is as it is now.</summary>
    public DateOnly Until { get; private set; } = DateOnly.MaxValue;

    /// <summary>What the gaps rest on beside the patient's rows, in the order of the gaps.</summary>
    public IReadOnlyList<AskedGap> Gaps => _gaps;

    internal DateOnly AsOf => asOf;

    /// <summary>Until that day; of a day that is over nothing is to be said.</summary>
    internal void Add(DateOnly lastDay)
    {
        if (lastDay >= asOf && lastDay < Until)
            Until = lastDay;
    }

    /// <summary>As long as a window's end is not after a date; an end that does not move says nothing.</summary>
    internal void AddWhile(WindowEnd end, DateOnly date)
    {
        if (end.Anchor == Anchor.AsOf && date < DateOnly.MaxValue)
            Add(end.LastAsOfUpTo(date));
    }

    internal void Add(AskedGap gap) => _gaps.Add(gap);
}

/// <summary>What a gap rests on that changes with the feeds.</summary>
/// <param name="Satisfactions">A bit for each thing that would close it and was asked, in the measure's order.</param>
/// <param name="Absence">How far "none found" reaches; null where that was not asked.</param>
public readonly record struct AskedGap(ulong Satisfactions, AbsenceReach? Absence);

/// <summary>How far "none found" reaches for a patient.</summary>
/// <param name="CoveredTo">Last covered day.</param>
/// <param name="LookedBackTo">First covered day.</param>
/// <param name="Said">A hash of all that is said of it but for these two days: the same where the same is withheld and limited.</param>
public readonly record struct AbsenceReach(DateOnly? CoveredTo, DateOnly? LookedBackTo, ulong Said);
