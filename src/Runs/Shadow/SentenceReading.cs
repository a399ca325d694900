using System.Text;
using Opportune.Core;
using Opportune.Database.Disputes;
using Opportune.Reading;

namespace Opportune.Runs;

/// <summary>Reads sentences by two lexicons.</summary>
internal static class SentenceReading
{
    /// <summary>Those that are read otherwise by the second: number, as the first reads it, as the second does.</summary>
    public static IReadOnlyList<(long Sentence, string Before, string After)> Changed(IEnumerable<RegressionSentence> sentences, CompiledLexicon first, CompiledLexicon second)
    {
        if (first.Hash == second.Hash)
            return [];
        var (one, other) = (new ReportReader(first), new ReportReader(second));
        return [.. sentences.Select(s => (s.SentenceId, Before: Words(one, s.Sentence), After: Words(other, s.Sentence))).Where(s => s.Before != s.After)];
    }

    // Whatever a rule can ask of a mention; not where in the sentence it stands.
    private static string Words(ReportReader reader, string sentence)
    {
        var mentions = new List<Mention>();
        reader.Read(Encoding.UTF8.GetBytes(sentence), null, mentions);
        return mentions.Count == 0 ? "nothing" : string.Join("; ", mentions.Select(Words));
    }

    private static string Words(Mention m) => string.Join(' ', new[]
    {
        m.Concept, string.Join(",", m.Sites), EntryNames.Of(m.Assertion), EntryNames.Of(m.Certainty), string.Join(",", m.Kinds), m.Severity == default ? null : EntryNames.Of(m.Severity),
        m.Age == default ? null : EntryNames.Of(m.Age), m.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.Where(w => !string.IsNullOrEmpty(w)));
}
