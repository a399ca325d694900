using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading;

public sealed partial class ReportReader
{
    /// <summary>
    /// The mentions of one report of one or more rows, by row, start and concept, as <see cref="ReadLines"/> gives them, but
    /// plainly: with new buffers, every sentence from the first to the last, with no search before reading and nothing
    /// remembered. Slow; it is what the fast way is held against.
    /// </summary>
    public static IReadOnlyList<(int Line, Mention Mention)> ReadPlainly(
        CompiledLexicon lexicon, IReadOnlyList<ReadOnlyMemory<byte>> lines, IReadOnlyList<string?> sections, int excerptLength = ExcerptLength.Usual)
    {
        var reader = new ReportReader(lexicon, excerptLength);
        var text = reader._lines.Join(lines, sections);
        reader._headers.Find(text);
        for (var at = 0; at < text.Length;)
        {
            var (low, high) = reader.Bounds(text, at, at);
            if (low > at)
            {
                at = low;
                continue;
            }
            var end = reader._sentences.End(text, at, high);
            if (end > at)
                reader.ReadFresh(text, at, end, reader.SectionOf(text, at, at));
            // A bullet ends the sentence before it, and begins none itself.
            at = end > at ? end : at + Letters.Width(text, at);
        }
        return [.. reader._lines.Sorted(lexicon)];
    }
}
