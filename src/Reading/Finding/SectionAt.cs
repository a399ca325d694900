using Opportune.Core;

namespace Opportune.Reading.Finding;

/// <summary>The section that holds a sentence.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Section">What the lexicon says of it, or null.</param>
internal readonly record struct SectionAt(string Name, LexiconSection? Section)
{
    /// <summary>
    /// One more than the place that the part of the body names under which the sentence stands ("CORONARY ARTERIES: ..."),
    /// for all sentences but that with the name itself; 0: none.
    /// </summary>
    public int Part { get; init; }

    /// <summary>Whether its denials take back what the report said before.</summary>
    public bool TakesBack => Name == Retractions.Addendum;
}
