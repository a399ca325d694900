using System.CommandLine;
using System.Globalization;
using System.Text;
using Opportune.App.Screen;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Reading;
using Opportune.Runs;

namespace Opportune.App.Commands;

/// <summary><c>mentions</c>: reads reports from a file and writes one TSV line a mention.</summary>
internal static class MentionsCommand
{
    private static readonly string[] Header =
    [
        "id", "concept", "site", "assertion", "certainty", "kind", "severity", "age", "laterality", "section", "start", "length", "text",
    ];

    public static Command Create()
    {
        var input = new Option<string>("--input") { Description = "Reports: a .tsv, .csv, .parquet or .arrow file, one report a row.", HelpName = "FILE", Required = true };
        var id = new Option<string>("--id-column") { Description = "Column with the report's id.", HelpName = "C", DefaultValueFactory = _ => "id" };
        var text = new Option<string>("--text-column") { Description = "Column with the report's text.", HelpName = "C", DefaultValueFactory = _ => "text" };
        var output = new Option<string>("--output") { Description = "The TSV file to write.", HelpName = "FILE", Required = true };
        var (jobs, quiet) = (CommonOptions.Jobs(), CommonOptions.Quiet());
        var command = new Command("mentions", "Read reports and write every concept found, one TSV line a mention.") { input, id, text, output, jobs, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(() => Run(
            parsed.GetRequiredValue(input), parsed.GetRequiredValue(id), parsed.GetRequiredValue(text), parsed.GetRequiredValue(output),
            parsed.GetValue(jobs), parsed.GetValue(quiet), cancel)));
        return command;
    }

    private static async Task<int> Run(string input, string idColumn, string textColumn, string output, string? jobs, bool quiet, CancellationToken cancel)
    {
        var lexicon = LoadedJobs.LexiconOf(CommonOptions.FindJobs(jobs));
        using var table = TableFiles.Open(input);
        var (ids, texts) = (Find(table, "--id-column", idColumn), Find(table, "--text-column", textColumn));
        if (table.Schema.Columns[texts].Kind != ColumnKind.Text)
            throw new InputException($"--text-column: column '{textColumn}' of {input} does not hold text");
        var mentions = await PartFile.Write("--output", output, input, part =>
            ProgressView.Show(quiet, progress => Task.Run(() => Write(table, ids, texts, lexicon, part, progress, cancel), cancel)));
        if (!quiet)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(table.RowGroups.Sum(r => (long)r), "report")}, {Amounts.Of(mentions, "mention")} -> {output}"));
        return ExitCode.Done;
    }

    private static long Write(
        TableFile table, int ids, int texts, CompiledLexicon lexicon, string path, IProgress<StepProgress> progress, CancellationToken cancel)
    {
        using var writer = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        writer.WriteLine(string.Join('\t', Header));
        var (reader, found, written) = (new ReportReader(lexicon, excerptLength: 0), new List<Mention>(), 0L);
        var (total, done) = (table.RowGroups.Sum(r => (long)r), 0L);
        for (var group = 0; group < table.RowGroups.Count; group++)
        {
            using var id = table.OpenColumn(group, ids);
            using var text = table.OpenColumn(group, texts);
            for (var row = 0; row < table.RowGroups[group]; row++, done++)
            {
                cancel.ThrowIfCancellationRequested();
                if (done % 4096 == 0)
                    progress.Report(new("reading reports", done, total, "reports"));
                var index = text.MoveTo(row);
                if (text.Page.IsNull(index))
                    continue;
                found.Clear();
                reader.Read(text.Page.Text(index), null, found);
                if (found.Count == 0)
                    continue;
                var reportId = CellText.Of(id.Column, id.Page, id.MoveTo(row)) ?? "";
                foreach (var mention in found)
                    writer.WriteLine(Line(reportId, mention));
                written += found.Count;
            }
        }
        progress.Report(new("reading reports", total, total, "reports"));
        return written;
    }

    private static string Line(string id, Mention mention) => string.Join('\t',
        Cell(id), mention.Concept, string.Join(',', mention.Sites), Word(mention.Assertion), Word(mention.Certainty), string.Join(',', mention.Kinds),
        mention.Severity == Severity.None ? "" : Word(mention.Severity), mention.Age == LesionAge.None ? "" : Word(mention.Age),
        mention.Laterality == Laterality.None ? "" : Word(mention.Laterality), Cell(mention.Section),
        mention.Start.ToString(CultureInfo.InvariantCulture), mention.Length.ToString(CultureInfo.InvariantCulture), Cell(mention.Text));

    private static string Word<T>(T value) where T : struct, Enum => value is Assertion.OtherPerson ? "other-person" : value.ToString().ToLowerInvariant();

    // TSV has no quoting: what would break a line becomes a space.
    private static string Cell(string text) => text.Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ');

    private static int Find(TableFile table, string option, string name) =>
        table.Schema.IndexOf(name) is var index and >= 0
            ? index
            : throw new InputException($"{option}: {Problems.Unknown("column", name, table.Schema.Columns.Select(c => c.Name))} ({table.Path})");
}
