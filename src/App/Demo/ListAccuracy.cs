using System.Globalization;
using Opportune.App.Evaluate;
using Opportune.App.Screen;
using Spectre.Console;

namespace Opportune.App.Demo;

/// <summary>Who is on the worklist against who should be, with every kind of error counted.</summary>
internal sealed class ListAccuracy
{
    private readonly List<(string Measure, Score All, Score WellRead)> _measures = [];
    private readonly SortedDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private readonly List<string> _unknown = [];
    private int _otherStatus;

    /// <param name="input">The hospital, with its truth.</param>
    /// <param name="run">The run.</param>
    /// <param name="measures">Measures that ran.</param>
    /// <param name="misread">Patients with a report that was not read as it was meant: left out where patient logic is judged alone.</param>
    public static ListAccuracy Measure(string input, string run, IReadOnlyList<string> measures, IReadOnlySet<string> misread)
    {
        var accuracy = new ListAccuracy();
        var said = new Dictionary<(string?, string?), (string Status, string Reason)>();
        foreach (var row in TableRows.Read(Path.Combine(run, "gaps.parquet"), "measure", "patient_id", "status", "status_reason"))
        {
            // Of several episodes the open one is what people see; else the latest, which comes last.
            var key = (row[0], row[1]);
            if (!said.TryGetValue(key, out var known) || known.Status != "open")
                said[key] = (row[2]!, row[3]!);
        }
        foreach (var measure in measures)
        {
            var (all, wellRead, isKnown) = (new Score(), new Score(), false);
            foreach (var truth in TableRows.Read(Path.Combine(input, "truth", "patients.parquet"), "measure", "patient_id", "listed", "status", "reason"))
            {
                if (truth[0] != measure)
                    continue;
                isKnown = true;
                accuracy.Count(truth, said.GetValueOrDefault((truth[0], truth[1]), ("none", "")), misread.Contains(truth[1]!), all, wellRead);
            }
            // The hospital does not know of every measure what should be listed.
            if (isKnown)
                accuracy._measures.Add((measure, all, wellRead));
            else
                accuracy._unknown.Add(measure);
        }
        return accuracy;
    }

    public void Print(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("measure", "should be listed", "listed", "missed", "wrongly listed", "sensitivity", "specificity", "PPV");
        table.Columns[0].NoWrap();
        for (var i = 1; i < 8; i++)
            table.Columns[i].RightAligned();
        foreach (var (measure, all, wellRead) in _measures)
        {
            Row(table, measure, all);
            Row(table, "  patient logic alone *", wellRead);
        }
        console.Write(table);
        if (_unknown.Count > 0)
            console.WriteLine($"The invented hospital keeps no truth for {string.Join(", ", _unknown)}.");
        console.WriteLine("* patients all of whose reports were read as they were meant");
        console.WriteLine($"Errors of the lists, by kind ({(_errors.Count == 0 ? "none" : _errors.Values.Sum().ToString(CultureInfo.InvariantCulture))}):");
        foreach (var (kind, count) in _errors.OrderByDescending(e => e.Value).ThenBy(e => e.Key, StringComparer.Ordinal))
            console.WriteLine($"  {count,4}  {kind}");
        console.WriteLine($"Not listed on both sides, but with another status: {_otherStatus}");
    }

    private void Count(string?[] truth, (string Status, string Reason) said, bool misread, Score all, Score wellRead)
    {
        var (should, listed) = (truth[2] == "1", said.Status == "open");
        all.Count(should, listed);
        if (!misread)
            wellRead.Count(should, listed);
        if (should == listed)
        {
            _otherStatus += !should && truth[3] != said.Status ? 1 : 0;
            return;
        }
        var kind = should
            ? $"{truth[0]}: missed ({truth[4]}); we say {said.Status}{(said.Reason.Length == 0 ? "" : $": {Undated(said.Reason)}")}{(misread ? " [report misread]" : "")}"
            : $"{truth[0]}: wrongly listed; truth is {truth[3]} ({truth[4]}){(misread ? " [report misread]" : "")}";
        _errors[kind] = _errors.GetValueOrDefault(kind) + 1;
    }

    // Reasons carry dates and counts; without them like errors are counted together.
    private static string Undated(string reason) => new([.. reason.Where(c => !char.IsAsciiDigit(c))]);

    private static void Row(Table table, string label, Score score) => table.AddRow(
        label, Number(score.TruePositive + score.FalseNegative), Number(score.TruePositive + score.FalsePositive), Number(score.FalseNegative),
        Number(score.FalsePositive), Rounded(score.Recall.Value), Rounded(score.Specificity.Value), Rounded(score.Precision.Value));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rounded(double share) => double.IsNaN(share) ? "-" : share.ToString("0.0000", CultureInfo.InvariantCulture);
}
