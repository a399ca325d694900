using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>The section that holds a sentence.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Section">What the lexicon says of it, or null.</param>
internal readonly record struct SectionAt(string Name, LexiconSection? Section);

/// <summary>Where mentions go: into the list of one report, or beside the line that each begins in.</summary>
internal interface IMentionSink
{
    /// <summary>The field that holds the byte.</summary>
    Field FieldOf(int at);

    /// <summary>Takes a mention of that line.</summary>
    void Add(int line, Mention mention);
}
