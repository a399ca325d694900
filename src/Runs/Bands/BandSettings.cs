namespace Opportune.Runs.Bands;

/// <summary>
/// When what a night shows is out of what the nights before it showed. Two things are asked for at once: that chance makes it hardly
/// ever, and that it is large enough to matter, since days differ by more than chance.
/// </summary>
/// <remarks>
/// False alarms: a night asks each site's series some 10 times each, thousands of questions in all. Each alarms only below
/// <see cref="ChanceANight"/> divided by their number (Bonferroni), so that a year of clean nights gives 365 x 0.0003, about 0.1, by chance.
/// </remarks>
public sealed record BandSettings
{
    /// <summary>How likely a clean night alarms by chance, all questions of it together.</summary>
    public double ChanceANight { get; init; } = 0.0003;

    /// <summary>Nights farther back than so many days are not learned from.</summary>
    public int LearnDays { get; init; } = 63;

    /// <summary>Nothing is judged from fewer nights.</summary>
    public int LeastNights { get; init; } = 4;

    /// <summary>A day has too many rows from so many times those of the busiest day of the week. A new scanner brings less.</summary>
    public double DayRise { get; init; } = 1.7;

    /// <summary>A day of the week has too many, over four weeks, from so many times what it has: dates moved.</summary>
    public double WeekdayRise { get; init; } = 1.7;

    /// <summary>One to three days have too few below this share of the quietest day of the week, for a holiday has as many as that.</summary>
    public double DayFall { get; init; } = 0.4;

    /// <summary>The last 7, 14 and 28 days have too few below these shares: a week at Christmas has less than half of what others have.</summary>
    public IReadOnlyList<(int Days, double Share)> Falls { get; init; } = [(7, 0.33), (14, 0.5), (28, 0.65)];

    /// <summary>Days that an earlier night saw have lost rows below this share of what they had.</summary>
    public double Lost { get; init; } = 0.9;

    /// <summary>Days that were complete have gained rows above this share of what they had.</summary>
    public double Gained { get; init; } = 1.3;

    /// <summary>A column lost its values when so large a part of those that it had is gone.</summary>
    public double Emptied { get; init; } = 0.3;

    /// <summary>A code, code system, section or unit vanished when less than this part of its share is left.</summary>
    public double Vanished { get; init; } = 0.25;

    /// <summary>A code system, unit, repeat or unusual value is new when its share grew by so much.</summary>
    public double Appeared { get; init; } = 0.25;

    /// <summary>The sexes are not those of before when their share moved by so much.</summary>
    public double SexMoved { get; init; } = 0.07;
}
