using System.Globalization;
using Opportune.Core;
using Opportune.Runs;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>The first rows of each measure's worklist with their evidence, and how many there are by tier.</summary>
internal static class WorklistView
{
    private const int Shown = 3;

    public static void Print(string runFolder, RunReport report)
    {
        foreach (var book in report.Measures)
        {
            var rows = TableRows.Read(Path.Combine(runFolder, "worklist.parquet"), "measure", "gap_id", "tier", "patient_id", "age", "sex", "due_date", "priority", "why", "looked_for", "would_close")
                .Where(r => r[0] == book.Measure.Id).OrderBy(r => int.Parse(r[2]!, CultureInfo.InvariantCulture)).ThenBy(r => r[6], StringComparer.Ordinal).Take(Shown).ToList();
            var tiers = string.Join(", ", book.OpenByTier.Select(t => string.Create(CultureInfo.InvariantCulture, $"tier {t.Key}: {t.Value:N0}")));
            Screens.Out.WriteLine();
            Screens.Out.Write(new Rule($"[bold]{Markup.Escape(book.Measure.Title)}[/]").LeftJustified());
            Screens.Out.WriteLine($"{book.Measure.Id} version {book.Measure.Version}, open: {(tiers.Length == 0 ? "none" : tiers)}");
            foreach (var row in rows)
                PrintRow(runFolder, row);
        }
    }

    private static void PrintRow(string runFolder, string?[] row)
    {
        Screens.Out.WriteLine();
        Screens.Out.MarkupLine($"[bold]{Markup.Escape($"patient {row[3]}, {row[5]}, {row[4]} years · tier {row[2]} ({row[7]}) · due {row[6]}")}[/]");
        Line("why", row[8]);
        Line("looked for", row[9]);
        Line("would close", row[10]);
        var items = TableRows.Read(Path.Combine(runFolder, "evidence.parquet"), "gap_id", "role", "criterion", "outcome", "date", "excerpt", "code", "window_from", "window_to", "excerpt_start", "length")
            .Where(e => e[0] == row[1]).ToList();
        foreach (var item in items.Where(i => i[3] == "found"))
            Line("evidence", $"{item[1]} {item[2]}: {item[4]} {(item[5] is { } excerpt ? $"\"{Marking.Bracketed(excerpt, Number(item[9]), Number(item[10]))}\"" : item[6])}");
        Line("searched", Searched(items, "none-found") + ": none found");
        if (items.Any(i => i[3] == "not-checked"))
            Line("not checked", Searched(items, "not-checked") + ": no data");
    }

    // What was asked without a find, each question once, by window.
    private static string Searched(List<string?[]> items, string outcome) =>
        string.Join("; ", items.Where(i => i[3] == outcome).GroupBy(i => $"{i[7] ?? "ever"} to {i[8]}")
            .Select(g => $"{string.Join(", ", g.Select(i => i[2]).Distinct())} ({g.Key})"));

    private static int Number(string? cell) => cell is null ? 0 : int.Parse(cell, CultureInfo.InvariantCulture);

    private static void Line(string label, string? text)
    {
        var grid = new Grid().AddColumn(new GridColumn().Width(14).NoWrap().PadLeft(2).PadRight(0)).AddColumn(new GridColumn().PadRight(0));
        grid.AddRow(new Markup($"[grey]{label}[/]"), new Text(text ?? ""));
        Screens.Out.Write(grid);
    }
}
