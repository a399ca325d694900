namespace Opportune.Core;

/// <summary>What a measure must show at a site before it goes live, and while it is. Written as <c>jobs/review/validation.yaml</c>.</summary>
public sealed record ValidationSettings
{
    /// <summary>The lower end of the precision's interval must reach this.</summary>
    public double PrecisionAtLeast { get; init; } = 0.80;

    /// <summary>Of the excluded and withheld, at most this share may be wrong.</summary>
    public double WronglyExcludedAtMost { get; init; } = 0.05;

    /// <summary>A change of the rules that moves a larger share of the entries asks for a new sample.</summary>
    public double MovedAtMost { get; init; } = 0.02;

    /// <summary>Days from one monthly sample to the next; 0: none are drawn.</summary>
    public int MonthlyDays { get; init; } = 28;

    /// <summary>Whether a change that moved so many of so many entries asks for a new sample.</summary>
    /// <param name="moved">Entries that came, went or changed by it.</param>
    /// <param name="entries">Entries that there are.</param>
    public bool AsksForSample(long moved, long entries) => moved > 0 && moved > MovedAtMost * entries;
}
