namespace Opportune.Core;

/// <summary>How much of a report is shown around a mention, in characters: its sentence and, as far as there is room, the ones beside it.</summary>
public static class ExcerptLength
{
    /// <summary>Where a job does not say otherwise.</summary>
    public const int Usual = 400;

    /// <summary>Less would not hold a sentence.</summary>
    public const int Least = 80;

    /// <summary>Beyond that it is a copy of the report.</summary>
    public const int Most = 2000;
}
