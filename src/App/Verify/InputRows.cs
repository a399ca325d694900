using Opportune.App.Screen;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Reference;
using Opportune.Sources;

namespace Opportune.App.Verify;

/// <summary>Reads the rows of a table one after the other; what cannot be read is noted, and the rest read all the same.</summary>
/// <param name="damages">Gets what cannot be read.</param>
internal sealed class InputRows(List<Damage> damages)
{
    // For people's eyes alone; no rule asks for them.
    private static readonly string[] Unread = ["mrn", "display_name", "phone", "race", "ethnicity", "language", "payer"];

    /// <summary>All rows of the table, in the order of the source.</summary>
    public IEnumerable<SourceRow> Read(InputFolder folder, Table table)
    {
        var first = 0L;
        foreach (var file in folder.Files(table))
        {
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                var rows = file.RowGroups[group];
                var columns = CanonicalTable.Of(table).Columns.Index().Where(c => file.HasColumn(c.Index) && !Unread.Contains(c.Item.Name))
                    .Select(c => (c.Item.Name, Cells: Cells(file, group, c.Index, rows, first))).ToList();
                for (var row = 0; row < rows; row++)
                {
                    var cells = new Dictionary<string, string>(columns.Count, StringComparer.Ordinal);
                    foreach (var (name, values) in columns)
                    {
                        if (values[row] is { Length: > 0 } text)
                            cells[name] = text;
                    }
                    yield return new(table, first + row, cells);
                }
                first += rows;
            }
        }
    }

    private string?[] Cells(InputFile file, int group, int column, int rows, long first)
    {
        var cells = new string?[rows];
        for (var row = 0; row < rows;)
        {
            try
            {
                using var reader = file.OpenColumn(group, column)!;
                for (; row < rows; row++)
                    cells[row] = CellText.Of(reader.Column, reader.Page, reader.MoveTo(row));
            }
            catch (Exception e) when (e is TableFileException or InputException)
            {
                var next = FirstReadable(file, group, column, row, rows);
                damages.Add(new(file.Table.Table, file.Name, group, file.Table.Columns[column].Name, first + row, first + next - 1, e.Message));
                row = next;
            }
        }
        return cells;
    }

    // Pages that are only passed over need not be readable, so what follows the broken one can be.
    private static int FirstReadable(InputFile file, int group, int column, int broken, int rows)
    {
        var (bad, good) = (broken, rows);
        while (good - bad > 1)
        {
            var row = bad + ((good - bad) / 2);
            if (IsReadable(file, group, column, row))
                good = row;
            else
                bad = row;
        }
        return good;
    }

    private static bool IsReadable(InputFile file, int group, int column, int row)
    {
        try
        {
            using var reader = file.OpenColumn(group, column)!;
            reader.MoveTo(row);
            return true;
        }
        catch (Exception e) when (e is TableFileException or InputException)
        {
            return false;
        }
    }
}
