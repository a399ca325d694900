using System.Text;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Reading;
using Opportune.Sources;

namespace Opportune.App.Commands;

/// <summary>
/// What a lexicon makes nothing of in a site's reports: headings that are no section it knows, and sentences that speak of
/// calcification, fractures or bone loss and of which nothing is read.
/// </summary>
/// <param name="lexicon">The lexicon.</param>
internal sealed partial class UnreadText(CompiledLexicon lexicon)
{
    private const int MostSentences = 200;

    // A heading that few reports have is as likely a name.
    private const int LeastReports = 20;

    private readonly ReportReader _reader = new(lexicon, excerptLength: 0);
    private readonly HashSet<string> _known = new(lexicon.Sections.SelectMany(s => s.Phrases), StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _headings = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sentences = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Mention> _mentions = [];

    /// <summary>Headings that are not known, the most frequent first.</summary>
    public IEnumerable<(string Heading, int Reports)> Headings =>
        _headings.Where(h => h.Value >= LeastReports).OrderByDescending(h => h.Value).ThenBy(h => h.Key, StringComparer.Ordinal).Select(h => (h.Key, h.Value));

    /// <summary>Sentences of which nothing is read, each once; so many that a person can look through them.</summary>
    public IReadOnlyCollection<string> Sentences => _sentences;

    /// <summary>Of how many sentences they are: those that speak of such things.</summary>
    public long SentencesSeen { get; private set; }

    /// <summary>Looks through a file of findings.</summary>
    public void Look(InputFile file)
    {
        for (var group = 0; group < file.RowGroups.Count; group++)
        {
            using var text = file.OpenColumn(group, file.Table.IndexOf("finding_text"));
            while (text is not null && text.NextPage())
            {
                for (var i = 0; i < text.Page.Count; i++)
                {
                    if (!text.Page.IsNull(i))
                        Look(Encoding.UTF8.GetString(text.Page.Text(i)));
                }
            }
        }
    }

    private void Look(string text)
    {
        foreach (var heading in Heading().Matches(text).Select(m => m.Groups[1].Value.Trim()).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!_known.Contains(heading))
                _headings[heading] = _headings.GetValueOrDefault(heading) + 1;
        }
        foreach (var sentence in Sentence().Split(text))
        {
            if (!Word().IsMatch(sentence))
                continue;
            SentencesSeen++;
            if (_sentences.Count == MostSentences)
                continue;
            _mentions.Clear();
            _reader.Read(Encoding.UTF8.GetBytes(sentence), null, _mentions);
            if (_mentions.Count == 0)
                _sentences.Add(sentence.Trim());
        }
    }

    // At the start of a line or after a sentence, in capitals or as a word or three, and a colon.
    [GeneratedRegex(@"(?:^|[\r\n]|[.!?]\s)\s*([A-Z][A-Za-z/&()-]*(?: [A-Za-z/&()-]+){0,3}):")]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<=[.!?])\s+|[\r\n]+")]
    private static partial Regex Sentence();

    [GeneratedRegex("calcif|fractur|osteop", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
