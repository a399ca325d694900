namespace Opportune.Core;

/// <summary>
/// How much of a report is shown around a mention, in characters: its sentence and, as far as there is room, the ones beside it. Three
/// values stand for what is no number of characters.
/// </summary>
public static class ExcerptLength
{
    /// <summary>No text: evidence says where it stands, and what it was read as.</summary>
    public const int None = 0;

    /// <summary>The sentence alone, however long it is.</summary>
    public const int Sentence = 1;

    /// <summary>Where a job does not say otherwise.</summary>
    public const int Usual = 400;

    /// <summary>Less would not hold a sentence.</summary>
    public const int Least = 80;

    /// <summary>Beyond that it is a copy of the report.</summary>
    public const int Most = 2000;

    /// <summary>All of the report that is read as one text.</summary>
    public const int Full = int.MaxValue;
}
