using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.Columnar;
using Opportune.Core;
using Spectre.Console;

namespace Opportune.App.Commands;

/// <summary><c>table FILE</c>: shows or converts a table file.</summary>
internal static class TableCommand
{
    private const int MostNamed = 10;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A .parquet, .arrow, .csv or .tsv file.", HelpName = "FILE" };
        var schema = new Option<bool>("--schema") { Description = "Show the columns and row groups instead of rows." };
        var statistics = new Option<bool>("--statistics") { Description = "Show what the columns hold: nulls, smallest, largest, and how they lie in the file." };
        var where = new Option<string[]>("--where")
        {
            Description = "Only rows that hold one of these values (COLUMN=A,B), or one between two (COLUMN=A..B, either may be left out). Several must all hold.",
            HelpName = "COLUMN=VALUES",
        };
        var head = new Option<int?>("--head") { Description = "Rows to show (default 10), or to convert (default all).", HelpName = "N" };
        var columns = new Option<string?>("--columns") { Description = "Only these columns, in this order.", HelpName = "A,B" };
        var to = new Option<string?>("--to") { Description = "Write the rows to another file, of the type its name says.", HelpName = "FILE" };
        var command = new Command("table", "Show or convert any Parquet, Arrow or CSV file.") { file, schema, statistics, where, head, columns, to };
        command.SetAction(parsed => Guard.Run(() => parsed.GetValue(schema) || parsed.GetValue(statistics)
            ? Describe(parsed.GetRequiredValue(file), parsed.GetValue(schema), parsed.GetValue(statistics), parsed.GetValue(columns))
            : Run(parsed.GetRequiredValue(file), parsed.GetValue(where) ?? [], parsed.GetValue(head), parsed.GetValue(columns), parsed.GetValue(to))));
        return command;
    }

    private static Task<int> Describe(string path, bool schema, bool statistics, string? columnList)
    {
        using var table = Open(path);
        var columns = Choose(table, columnList);
        if (schema)
            ShowSchema(table);
        if (statistics)
            TableStatistics.Show(table, columns);
        return Task.FromResult(ExitCode.Done);
    }

    private static TableFile Open(string path)
    {
        var table = TableFiles.Open(path);
        if (table.SkippedColumns.Count > 0)
            Console.Error.WriteLine($"nested and left out: {string.Join(", ", table.SkippedColumns.Take(MostNamed))}{(table.SkippedColumns.Count > MostNamed ? $" and {table.SkippedColumns.Count - MostNamed} more" : "")}");
        return table;
    }

    private static async Task<int> Run(string path, string[] conditions, int? head, string? columnList, string? to)
    {
        if (head < 0)
            throw new InputException("--head: name a number from 0");
        if (to is not null && !TableFile.Extensions.Contains(Path.GetExtension(to).ToLowerInvariant()))
            throw new InputException($"--to: {Path.GetFileName(to)}: unknown extension (known: {string.Join(", ", TableFile.Extensions)})");
        using var table = Open(path);
        var columns = Choose(table, columnList);
        var wanted = conditions.Select(c => RowCondition.Parse(table.Schema, c)).ToList();
        if (to is not null)
            await PartFile.Write("--to", to, path, part => Task.Run(() => Convert(table, columns, wanted, head ?? int.MaxValue, part)));
        else if (columns.Length == 0)
            Screens.Out.WriteLine("no flat column");
        else
            ShowRows(table, columns, wanted, head ?? 10);
        return ExitCode.Done;
    }

    private static int[] Choose(TableFile table, string? list)
    {
        if (list is null)
            return [.. Enumerable.Range(0, table.Schema.Columns.Count)];
        return [.. list.Split(',', StringSplitOptions.TrimEntries).Select(name => table.Schema.IndexOf(name) is var i and >= 0
            ? i
            : throw new InputException($"--columns: {Jobs.Problems.Unknown("column", name, table.Schema.Columns.Select(c => c.Name))}"))];
    }

    private static void ShowSchema(TableFile table)
    {
        var rows = table.RowGroups.Sum(r => (long)r);
        Screens.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Path}: {Amounts.Of(rows, "row")} in {Amounts.Of(table.RowGroups.Count, "row group")}"));
        if (table.Schema.Columns.Count == 0)
        {
            Screens.Out.WriteLine("no flat column");
            return;
        }
        var grid = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("column", "kind", "meaning", "may be null");
        foreach (var column in table.Schema.Columns)
            grid.AddRow(Markup.Escape(column.Name), column.Kind.ToString(), column.Logical == LogicalType.None ? "" : column.Logical.ToString(), column.Optional ? "yes" : "no");
        Screens.Out.Write(grid);
    }

    private static void ShowRows(TableFile table, int[] columns, IReadOnlyList<(int, ColumnFilter)> wanted, int head)
    {
        var grid = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            grid.AddColumn(Markup.Escape(table.Schema.Columns[column].Name));
        ForEachRow(table, columns, wanted, head, (readers, row) => grid.AddRow([.. readers.Select(reader => new Text(CellText.Of(reader.Column, reader.Page, reader.MoveTo(row)) ?? "-"))]));
        Screens.Out.Write(grid);
    }

    private static bool Convert(TableFile table, int[] columns, IReadOnlyList<(int, ColumnFilter)> wanted, int head, string part)
    {
        var schema = new Schema(columns.Select(i => table.Schema.Columns[i]));
        using var writer = TableFiles.Create(part, schema);
        ForEachRow(table, columns, wanted, head, (readers, row) =>
        {
            for (var i = 0; i < readers.Length; i++)
                writer.Rows[i].Add(readers[i].Page, readers[i].MoveTo(row));
            writer.Rows.EndRow();
        });
        writer.Finish();
        return true;
    }

    private static void ForEachRow(TableFile table, int[] columns, IReadOnlyList<(int, ColumnFilter)> wanted, int limit, Action<ColumnReader[], int> visit)
    {
        for (var group = 0; group < table.RowGroups.Count && limit > 0; group++)
        {
            using var selection = RowSelection.Of(table, group, wanted);
            var readers = columns.Select(c => table.OpenColumn(group, c)).ToArray();
            try
            {
                foreach (var row in selection.Rows[..Math.Min(limit, selection.Rows.Length)])
                    visit(readers, row);
                limit -= Math.Min(limit, selection.Rows.Length);
            }
            finally
            {
                foreach (var reader in readers)
                    reader.Dispose();
            }
        }
    }
}
