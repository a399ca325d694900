using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Benchmarks.Reading;

/// <summary>How long texts are put together from a stock of real reports.</summary>
internal enum Blend
{
    /// <summary>Whole reports drawn at random: as repetitive as they are.</summary>
    Natural,

    /// <summary>Reports of the same lengths whose sentences are drawn at random from all.</summary>
    Shuffled,

    /// <summary>As <see cref="Shuffled"/>, each sentence with a number that no other has: nothing is ever met twice.</summary>
    Unique,
}

/// <summary>The reports of a folder of evaluation data, and texts of any length made of them.</summary>
internal sealed class ReportTexts
{
    private static readonly string[] Files = ["chest_ct_reports.tsv", "chest_ct_findings.tsv", "chest_xray_reports.tsv"];

    private readonly List<List<string>> _reports;
    private readonly List<string> _sentences;

    /// <exception cref="DirectoryNotFoundException">None of the files is there.</exception>
    public ReportTexts(string folder)
    {
        var files = Files.Select(f => Path.Combine(folder, f)).Where(File.Exists).ToList();
        if (files.Count == 0)
            throw new DirectoryNotFoundException($"{folder} holds none of {string.Join(", ", Files)}");
        _reports = [.. files.SelectMany(TextsOf).Select(SentencesOf).Where(r => r.Count > 0)];
        _sentences = [.. _reports.SelectMany(r => r)];
    }

    /// <summary>All sentences, each with its full stop.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Writes one report a row, plain strings and no dictionary, until there are so many bytes of text.</summary>
    public void Write(string path, Blend blend, long bytes, int seed)
    {
        var random = new Random(seed);
        var unfinished = path + ".part.parquet";
        using (var writer = TableFiles.Create(unfinished, new Schema([new("finding_text", ColumnKind.Text)])))
        {
            var serial = 0L;
            for (var written = 0L; written < bytes;)
            {
                var report = _reports[random.Next(_reports.Count)];
                var text = blend == Blend.Natural
                    ? string.Join(' ', report)
                    : string.Join(' ', report.Select(_ => Drawn(random, blend, ref serial)));
                var utf8 = Encoding.UTF8.GetBytes(text);
                writer.Rows[0].Add(utf8);
                writer.Rows.EndRow();
                written += utf8.Length;
            }
            writer.Finish();
        }
        File.Move(unfinished, path, overwrite: true);
    }

    private string Drawn(Random random, Blend blend, ref long serial)
    {
        var sentence = _sentences[random.Next(_sentences.Count)];
        return blend == Blend.Unique ? string.Create(null, $"{sentence.AsSpan(0, sentence.Length - 1)} ({++serial}).") : sentence;
    }

    // The second column of a tab-separated file with a header.
    private static IEnumerable<string> TextsOf(string file) => File.ReadLines(file).Skip(1).Select(l => l.Split('\t')).Where(f => f.Length > 1).Select(f => f[1]);

    private static List<string> SentencesOf(string report) =>
        [.. report.Split(". ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(s => s.TrimEnd('.') + ".").Where(s => s.Length > 1)];
}
