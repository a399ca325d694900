using System.Text;
using Opportune.App.Evaluate.Cases;
using Opportune.App.Screen;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.App.Evaluate;

/// <summary>Reads the labelled sets of a folder and holds them against what we read in them.</summary>
internal sealed class Evaluation(CompiledLexicon lexicon, Verdicts verdicts)
{
    private static readonly string[] AssertionColumns = ["concept", "negation", "temporality", "experiencer"];

    private readonly ReportReader _reader = new(lexicon);
    private readonly List<Mention> _found = [];
    private readonly IReadOnlySet<string> _concepts = lexicon.Concepts;

    /// <summary>Every question put, in the order of the sets.</summary>
    public List<Scored> Scores { get; } = [];

    /// <summary>Rows where any two of label, reader and expression differ.</summary>
    public List<Disagreement> Disagreements { get; } = [];

    /// <summary>Known sets that the folder does not hold.</summary>
    public List<string> Absent { get; } = [];

    /// <summary>What else there is to say: files that are no sets, reports that must stay silent and do not.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Evaluates every *.tsv of the folder that is a labelled set, and every folder of test patients.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="jobs">The jobs folder, for what test patients are judged by; null: reports alone.</param>
    /// <exception cref="InputException">There is no such folder, or no set in it.</exception>
    public void Run(string folder, string? jobs = null)
    {
        if (!Directory.Exists(folder))
            throw new InputException($"--data: there is no folder {folder}");
        var patients = jobs is null ? [] : CaseFolder.Find(folder);
        if (!patients.Contains(folder))
            RunReports(folder);
        foreach (var found in patients.Select(f => new CaseFolder(f)))
        {
            found.Run(jobs!);
            Scores.AddRange(found.Scores);
            Disagreements.AddRange(found.Disagreements);
            Notes.AddRange(found.Notes);
        }
        if (Scores.Count == 0)
            throw new InputException($"--data: {folder} holds no labelled set (*.tsv with the columns id and text, and a label that is known) and no test patients (bundles/, cases.tsv, codes.tsv)");
    }

    private void RunReports(string folder)
    {
        var files = Directory.GetFiles(folder, "*.tsv").ToDictionary(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal);
        var known = KnownSets.All.Select(s => s.Set).Append(KnownSets.Assertions).ToList();
        Absent.AddRange(known.Where(s => !files.ContainsKey(s)));
        foreach (var set in known.Where(files.ContainsKey).Concat(files.Keys.Except(known).Order(StringComparer.Ordinal)))
            RunSet(set, files[set]);
    }

    private void RunSet(string set, string file)
    {
        List<string> columns;
        using (var table = TableFiles.Open(file))
            columns = [.. table.Schema.Columns.Select(c => c.Name)];
        if (columns.Contains("id") && columns.Contains("text"))
        {
            if (AssertionColumns.All(columns.Contains))
            {
                AskAssertions(set, file);
                return;
            }
            if (QuestionsOf(set, columns) is { Count: > 0 } questions)
            {
                Ask(set, file, columns, questions);
                return;
            }
        }
        Notes.Add($"{Path.GetFileName(file)}: no labelled set, not read");
    }

    private List<Question> QuestionsOf(string set, List<string> columns)
    {
        bool Fits(Question question) => question.Columns.All(columns.Contains);
        var questions = (KnownSets.All.FirstOrDefault(s => s.Set == set).Questions ?? KnownSets.All.Select(s => s.Questions).FirstOrDefault(q => q.Any(Fits)) ?? [])
            .Where(Fits).ToList();
        // A site's own set names its columns after concepts: "hip-fracture", "vascular-calcification:coronary".
        foreach (var column in columns.Except(questions.SelectMany(q => q.Columns)))
        {
            var parts = column.Replace('_', '-').Split(':');
            if (_concepts.Contains(parts[0]))
                questions.Add(new(column, [column], [parts[0]], parts.Length > 1 ? parts[1] : ""));
        }
        return questions;
    }

    private void Ask(string set, string file, List<string> columns, List<Question> questions)
    {
        var scored = questions.Select(q => new Scored(set, q.Label)
        {
            // A verdict speaks of the whole text, wherever the finding lies.
            Adjudicated = q.Elsewhere.Count == 0 && verdicts.Has(set, q.Judged) ? new() : null,
            Plain = PlainExpressions.Find(q.Label, "") is null ? null : new(),
        }).ToList();
        var (reports, silent, fired) = (0, 0, new List<string>());
        foreach (var row in TableRows.Read(file, [.. columns]).Select(r => columns.Zip(r).ToDictionary(p => p.First, p => p.Second ?? "", StringComparer.Ordinal)))
        {
            reports++;
            Read(row["text"]);
            for (var i = 0; i < questions.Count; i++)
                Ask(questions[i], scored[i], row);
            if (row.GetValueOrDefault(KnownSets.Elsewhere.Column) != "1")
                continue;
            silent++;
            if (questions.Find(q => q.Label == KnownSets.Elsewhere.Label) is { } mute && row[mute.Columns[0]] != "1" && IsPresent(mute))
                fired.Add(row["id"]);
        }
        if (silent > 0)
            Notes.Add($"{set}: {fired.Count} of {silent} reports with calcium outside vessels only are called {KnownSets.Elsewhere.Label}{(fired.Count == 0 ? "" : ": " + string.Join(' ', fired))}");
        foreach (var (question, score) in questions.Zip(scored))
        {
            score.Notes.AddRange(question.LeftOut.Select(l => $"{l.Key}: {l.Value}"));
            if (reports - score.Raw.Asked is var left and > 0)
                score.Notes.Add($"{left} of {reports} reports left out");
        }
        Scores.AddRange(scored);
    }

    private void Ask(Question question, Scored into, Dictionary<string, string> row)
    {
        var (id, text) = (row["id"], row["text"]);
        var labelled = question.Columns.Any(c => row[c] == "1");
        if (!question.Counts(id, text, labelled))
            return;
        var ours = IsPresent(question);
        var (plain, verdict) = (PlainExpressions.Find(question.Label, text), verdicts.Of(into.Set, question.Judged, id));
        into.Raw.Count(labelled, ours);
        into.Adjudicated?.Count(verdict ?? labelled, ours);
        if (plain is { } found)
            into.Plain!.Count(labelled, found);
        if (question.Columns.All(c => row[c] == "-1"))
            into.Absent = (into.Absent.Stated + 1, into.Absent.CalledPresent + (ours ? 1 : 0));
        if (question.Judged == question.Label && (labelled != ours || plain is { } p && p != labelled))
            Disagreements.Add(new(into.Set, into.Label, id, labelled, ours, plain, verdict, MentionLine.Short(_found.Where(m => question.Concepts.Contains(m.Concept))), text));
    }

    private void AskAssertions(string set, string file)
    {
        var (negated, told, all, other) = (new Scored(set, "negated"), new Scored(set, "historical, with a time cue"), new Scored(set, "historical"), new Scored(set, "other person"));
        var lost = new List<string>();
        foreach (var row in TableRows.Read(file, ["id", "text", .. AssertionColumns]).Select(r => Array.ConvertAll(r, c => c ?? "")))
        {
            var (id, text, concept) = (row[0], row[1], row[2]);
            if (Judge(text, concept) is not { } ours)
            {
                lost.Add(id);
                continue;
            }
            Count(negated, id, text, concept, row[3] == "negated", ours.Assertion, ours.Assertion == Assertion.Absent);
            var (past, historical) = (ours.Past || ours.Assertion == Assertion.OtherPerson, row[4] == "historical");
            if (KnownSets.HoldsTimeCue(text))
                Count(told, id, text, concept, historical, ours.Assertion, past);
            Count(all, id, text, concept, historical, ours.Assertion, past);
            Count(other, id, text, concept, row[5] != "patient", ours.Assertion, ours.Assertion == Assertion.OtherPerson);
        }
        told.Notes.Add($"time cues, fixed before scoring: {string.Join(", ", KnownSets.TimeCues)}");
        if (lost.Count > 0)
            Notes.Add($"{set}: the concept is not in the text of {string.Join(' ', lost)}; not asked");
        Scores.AddRange([negated, told, all, other]);
    }

    private void Count(Scored into, string id, string text, string concept, bool labelled, Assertion found, bool ours)
    {
        into.Raw.Count(labelled, ours);
        if (labelled != ours)
            Disagreements.Add(new(into.Set, into.Label, id, labelled, ours, null, null, $"{concept}: {MentionLine.Word(found)}", text));
    }

    private Judgement? Judge(string text, string concept)
    {
        var at = MarkedWord.Find(text, concept);
        if (at < 0)
            return null;
        return _reader.Judge(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetByteCount(text.AsSpan(0, at)), Encoding.UTF8.GetByteCount(concept));
    }

    private void Read(string text)
    {
        _found.Clear();
        _reader.Read(Encoding.UTF8.GetBytes(text), null, _found);
    }

    private bool IsPresent(Question question) =>
        _found.Exists(m => m.Assertion == Assertion.Present && question.Concepts.Contains(m.Concept) && (question.Site.Length == 0 || m.Sites.Contains(question.Site))
            && (question.Elsewhere.Count == 0 || m.Sites.Except(question.Elsewhere).Any()));
}
