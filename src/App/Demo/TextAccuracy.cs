using System.Globalization;
using System.Text;
using Opportune.App.Evaluate;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Reading;
using Spectre.Console;

namespace Opportune.App.Demo;

/// <summary>
/// What the reader says of each report against what was drawn before its text was written: for each report and concept,
/// is it said to be there (present, definite or probable)?
/// </summary>
internal sealed class TextAccuracy
{
    private readonly SortedDictionary<string, Score> _concepts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _misread = new(StringComparer.Ordinal);
    private int _reports;

    /// <summary>Patients with at least one report that was not read as it was meant.</summary>
    public IReadOnlySet<string> MisreadPatients => _misread;

    public static TextAccuracy Measure(string input, CompiledLexicon lexicon)
    {
        var accuracy = new TextAccuracy();
        var truth = accuracy.ReadTruth(input);
        var reader = new ReportReader(lexicon, excerptLength: 0);
        var report = new List<(string Finding, string Patient, string? Section, string Text)>();
        string? accession = null;
        foreach (var row in TableRows.Read(FindingsOf(input), "finding_id", "patient_id", "accession", "section", "finding_text"))
        {
            if (row[2] != accession)
                accuracy.Judge(reader, report, truth);
            accession = row[2];
            if (row[4] is { } text)
                report.Add((row[0]!, row[1]!, row[3], text));
        }
        accuracy.Judge(reader, report, truth);
        return accuracy;
    }

    public void Print(IAnsiConsole console)
    {
        console.WriteLine();
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Reading alone: {_reports:N0} reports, each concept said to be there or not"));
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("concept", "there", "found", "missed", "false", "sensitivity", "specificity", "PPV");
        for (var i = 1; i < 8; i++)
            table.Columns[i].RightAligned();
        foreach (var (concept, score) in _concepts)
        {
            table.AddRow(
                concept, Number(score.TruePositive + score.FalseNegative), Number(score.TruePositive), Number(score.FalseNegative), Number(score.FalsePositive),
                Rounded(score.Recall.Value), Rounded(score.Specificity.Value), Rounded(score.Precision.Value));
        }
        console.Write(table);
    }

    private static string FindingsOf(string input) => Path.Combine(input, "imaging_findings.parquet");

    private Dictionary<string, HashSet<string>> ReadTruth(string input)
    {
        var truth = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var row in TableRows.Read(Path.Combine(input, "truth", "mentions.parquet"), "finding_id", "concept", "assertion", "certainty", "source"))
        {
            // Sentences that only tempt (sternal wires, a compressed cord) state no concept; a fall for one counts as false where it leads.
            if (row[1] == "distractor")
                continue;
            _concepts.TryAdd(row[1]!, new());
            if (row[2] != "present" || row[3] is not ("definite" or "probable") || row[4] != "text")
                continue;
            if (!truth.TryGetValue(row[0]!, out var concepts))
                truth[row[0]!] = concepts = new(StringComparer.Ordinal);
            concepts.Add(row[1]!);
        }
        return truth;
    }

    private void Judge(ReportReader reader, List<(string Finding, string Patient, string? Section, string Text)> report, Dictionary<string, HashSet<string>> truth)
    {
        if (report.Count == 0)
            return;
        _reports++;
        var found = new List<(int Line, Mention Mention)>();
        reader.ReadLines([.. report.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r.Text))], [.. report.Select(r => r.Section)], found);
        var said = found.Where(f => f.Mention is { Assertion: Assertion.Present, Certainty: Certainty.Definite or Certainty.Probable }).Select(f => f.Mention.Concept).ToHashSet(StringComparer.Ordinal);
        var meant = report.SelectMany(r => truth.GetValueOrDefault(r.Finding, [])).ToHashSet(StringComparer.Ordinal);
        foreach (var (concept, score) in _concepts)
        {
            score.Count(meant.Contains(concept), said.Contains(concept));
            if (meant.Contains(concept) != said.Contains(concept))
                _misread.Add(report[0].Patient);
        }
        report.Clear();
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rounded(double share) => double.IsNaN(share) ? "-" : share.ToString("0.0000", CultureInfo.InvariantCulture);
}
