using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Opportune.App.Screen;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Sources;
using Opportune.Sources.Snapshots;
using Spectre.Console;

namespace Opportune.App.Commands;

/// <summary>
/// <c>check --source</c>: takes a source into a folder that is gone afterwards and tells what was understood of it: of each canonical column where
/// from, type, null share and range; codes known and unknown; months; and what a run over it withholds. No identifier and no text is shown.
/// </summary>
internal static class SourceReport
{
    // Columns whose few words tell whether they were understood, and nothing of a person.
    private static readonly string[] Worded =
        ["sex", "modality", "presence", "report_status", "setting", "category", "kind", "status", "intent", "unit", "code_system", "feed"];

    private const int MostWords = 12;

    /// <summary>Takes and tells.</summary>
    /// <param name="taking">The source.</param>
    /// <param name="rules">The rules that a run would go by.</param>
    /// <param name="asOf">The date as of which the run looks; null: the last day of the imaging findings.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancel">Cancels it.</param>
    public static async Task<int> Print(SourceTaking taking, LoadedJobs rules, DateOnly? asOf, int threads, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var taken = taking.TakeAside(threads, new Progress<StepProgress>(), cancel);
        var seconds = clock.Elapsed.TotalSeconds;
        var (files, bytes) = (taken.Snapshot.Taken.Files.Count, taken.Snapshot.Taken.Files.Sum(f => f.Bytes));
        Screens.Line(Text($"source {taking.Source}: {Amounts.Of(files, "part")}, {bytes / 1e6:N1} MB, taken in {seconds:N1} s"));
        SourcesCommand.Print(taken.Snapshot);
        DateOnly lastExam;
        using (var input = InputFolder.Open(taken.Snapshot.Folder))
        {
            foreach (var table in input.Tables)
                Print(CanonicalTable.Of(table), input.Files(table), taken.Snapshot.Taken, rules);
            lastExam = Months(input.Files(Core.Table.ImagingFindings), "exam_date").Last;
        }
        await PrintWithheld(taken.Snapshot.Folder, rules, asOf ?? lastExam, threads, cancel);
        return ExitCode.Done;
    }

    private static void Print(CanonicalTable table, IReadOnlyList<Sources.InputFile> files, TakenSource taken, LoadedJobs rules)
    {
        var rows = files.Sum(f => f.Rows);
        Screens.Line("");
        Screens.Line(Text($"{table.Name}: {Amounts.Of(rows, "row")}, {files.Sum(f => f.Length):N0} bytes as Parquet"));
        var grid = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("column", "type", "null", "holds");
        // Of resources and messages it is the program that knows where in them a column stands.
        if (taken.Columns.Count > 0)
            grid.AddColumn("from");
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            var from = string.Join("\n", taken.Columns.Where(c => c.Table == table.Name && c.Column == column.Name).Select(c => c.From));
            var nulls = taken.Files.SelectMany(f => f.Parts).Where(p => p.Table == table.Name).Sum(p => p.Nulls[i]);
            if (from.Length == 0 && nulls == rows)
                continue;
            Text[] cells = [new(column.Name), new(column.Type.ToString().ToLowerInvariant()), new(rows == 0 ? "-" : Text($"{100.0 * nulls / rows:0.#} %")), new(Holds(table, i, files)), new(from)];
            grid.AddRow(cells[..grid.Columns.Count]);
        }
        Screens.Out.Write(grid);
        if (table.Columns.Any(c => c.Name == "code"))
            PrintCodes(table, files, rules);
        if (DateOf(table) is { } date && rows > 0)
        {
            var (first, last, empty) = Months(files, date.Name);
            Screens.Line($"{date.Name}: {first:yyyy-MM} to {last:yyyy-MM}, {(empty.Count == 0 ? "rows in every month" : $"{empty.Count} months without a row, the last {empty[^1]:yyyy-MM}")}");
        }
    }

    private static string Holds(CanonicalTable table, int column, IReadOnlyList<Sources.InputFile> files)
    {
        var (name, type) = (table.Columns[column].Name, table.Columns[column].Type);
        if (type is CanonicalType.Id || type is CanonicalType.Text && !Worded.Contains(name))
            return "";
        var words = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        Each(files, column, (page, i) =>
        {
            if (type == CanonicalType.Text)
            {
                var word = Encoding.UTF8.GetString(page.Text(i));
                if (words.Count <= MostWords || words.ContainsKey(word))
                    words[word] = words.GetValueOrDefault(word) + 1;
                return;
            }
            var value = type == CanonicalType.Number ? page.Real(i) : page.Integer(i);
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        });
        if (type == CanonicalType.Text)
            return words.Count > MostWords ? $"more than {MostWords} different" : string.Join(", ", words.OrderByDescending(w => w.Value).Select(w => Text($"{w.Key} {w.Value:N0}")));
        if (double.IsInfinity(least))
            return "";
        return type == CanonicalType.Date ? $"{CanonicalValue.DateOf((long)least):yyyy-MM-dd} to {CanonicalValue.DateOf((long)most):yyyy-MM-dd}" : Text($"{least} to {most}");
    }

    // Which codes a value set of the rules holds, whatever the day.
    private static void PrintCodes(CanonicalTable table, IReadOnlyList<Sources.InputFile> files, LoadedJobs rules)
    {
        foreach (var system in CountCodes(table, files).GroupBy(c => c.Key.System).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (CodeSystems.Normalise(system.Key) is not { } name)
            {
                Screens.Line(Text($"codes of {system.Key}: {system.Count():N0} different, a code system that is not known"));
                continue;
            }
            var known = system.Where(c => IsMapped(rules, name, c.Key.Code)).ToList();
            Screens.Line(Text($"codes of {name}: {system.Count():N0} different, {known.Count:N0} of them in a value set ({known.Sum(c => c.Value):N0} of {Amounts.Of(system.Sum(c => c.Value), "row")})"));
        }
    }

    private static Dictionary<(string System, string Code), long> CountCodes(CanonicalTable table, IReadOnlyList<Sources.InputFile> files)
    {
        var codes = new Dictionary<(string System, string Code), long>();
        foreach (var (system, code) in Pairs(table, files))
            CollectionsMarshal.GetValueRefOrAddDefault(codes, (system, code), out _)++;
        return codes;
    }

    private static bool IsMapped(LoadedJobs rules, string system, string code) => rules.Rules.ValueSets.Values.Any(s => Holds(s, system, CodeSystems.NormaliseCode(system, code)));

    private static bool Holds(ValueSet set, string system, string code) => set.Rows.Any(r => r.Holds(system, code, r.ValidFrom ?? r.ValidTo ?? DateOnly.MaxValue));

    private static IEnumerable<(string System, string Code)> Pairs(CanonicalTable table, IReadOnlyList<Sources.InputFile> files)
    {
        foreach (var file in files)
        {
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                using var system = file.OpenColumn(group, table.IndexOf("code_system"));
                using var code = file.OpenColumn(group, table.IndexOf("code"));
                for (var row = 0; row < file.RowGroups[group]; row++)
                {
                    var (s, c) = (system!.MoveTo(row), code!.MoveTo(row));
                    if (!code.Page.Text(c).IsEmpty)
                        yield return (Encoding.UTF8.GetString(system.Page.Text(s)), Encoding.UTF8.GetString(code.Page.Text(c)));
                }
            }
        }
    }

    /// <summary>The column of a table with the day on which what it tells of was; null where there is none.</summary>
    public static CanonicalColumn? DateOf(CanonicalTable table) =>
        table.Columns.FirstOrDefault(c => c is { Type: CanonicalType.Date, Required: true } && c.Name is not ("birth_date" or "covered_from" or "covered_to" or "appointment_date" or "observed_from"));

    /// <summary>How many rows have a value in a column.</summary>
    public static long CountFilled(IReadOnlyList<Sources.InputFile> files, string column)
    {
        var rows = 0L;
        if (files.Count > 0)
            Each(files, files[0].Table.IndexOf(column), (_, _) => rows++);
        return rows;
    }

    /// <summary>The codes that no value set of the rules holds, with their rows.</summary>
    public static IEnumerable<(string System, string Code, long Rows)> UnmappedCodes(CanonicalTable table, IReadOnlyList<Sources.InputFile> files, LoadedJobs rules) =>
        CountCodes(table, files).Where(c => CodeSystems.Normalise(c.Key.System) is not { } name || !IsMapped(rules, name, c.Key.Code)).Select(c => (c.Key.System, c.Key.Code, c.Value));

    /// <summary>Which share of the rows is in code systems that a value set can read; 1 where there are no rows.</summary>
    public static double ReadableShare(CanonicalTable table, IReadOnlyList<Sources.InputFile> files, ValueSet set)
    {
        var (readable, rows) = (0L, 0L);
        foreach (var ((system, _), count) in CountCodes(table, files))
        {
            rows += count;
            readable += CodeSystems.Normalise(system) is { } known && set.Systems.Contains(known) ? count : 0;
        }
        return rows == 0 ? 1 : (double)readable / rows;
    }

    /// <summary>The first and the last day of a column, and the months between them without one.</summary>
    public static (DateOnly First, DateOnly Last, List<DateOnly> Empty) Months(IReadOnlyList<Sources.InputFile> files, string column)
    {
        var (months, last) = (new SortedSet<DateOnly>(), DateOnly.MinValue);
        if (files.Count > 0)
        {
            Each(files, files[0].Table.IndexOf(column), (page, i) =>
            {
                var day = CanonicalValue.DateOf(page.Integer(i));
                last = day > last ? day : last;
                months.Add(new(day.Year, day.Month, 1));
            });
        }
        if (months.Count == 0)
            return (default, default, []);
        var empty = new List<DateOnly>();
        for (var month = months.Min; month < months.Max; month = month.AddMonths(1))
        {
            if (!months.Contains(month))
                empty.Add(month);
        }
        return (months.Min, last, empty);
    }

    private static void Each(IReadOnlyList<Sources.InputFile> files, int column, Action<Page, int> take)
    {
        foreach (var file in files)
        {
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                using var reader = file.OpenColumn(group, column);
                while (reader is not null && reader.NextPage())
                {
                    for (var i = 0; i < reader.Page.Count; i++)
                    {
                        if (!reader.Page.IsNull(i))
                            take(reader.Page, i);
                    }
                }
            }
        }
    }

    // The run itself says it best: what it withholds, and for want of what.
    private static async Task PrintWithheld(string folder, LoadedJobs rules, DateOnly asOf, int threads, CancellationToken cancel)
    {
        if (asOf == default)
        {
            Screens.Line("no imaging finding: a run would list nobody");
            return;
        }
        var clock = Stopwatch.StartNew();
        var request = rules.Request(ExplainCommand.EveryMeasure, asOf, folder, threads);
        var report = await Run.Execute(request, new RunPlace(), TimeProvider.System, new Progress<StepProgress>(), cancel);
        Screens.Line("");
        Screens.Line(Text($"a run as of {asOf:yyyy-MM-dd}, in {clock.Elapsed.TotalSeconds:N1} s:"));
        foreach (var measure in report.Measures)
            Screens.Line(Text($"{measure.Measure.Id}: {Amounts.Of(measure.WithIndex, "patient")} with an index finding, {measure.Status[(int)GapStatus.Withheld]:N0} withheld, {measure.Status[(int)GapStatus.Open]:N0} open"));
        foreach (var line in report.Controls.Select(c => $"positive control, {c}").Concat(report.Notes))
            Screens.Line(line);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
