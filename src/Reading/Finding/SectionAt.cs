using Opportune.Core;

namespace Opportune.Reading.Finding;

/// <summary>The section that holds a sentence.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Section">What the lexicon says of it, or null.</param>
internal readonly record struct SectionAt(string Name, LexiconSection? Section);
