using Opportune.Columnar;

namespace Opportune.App.Screen;

/// <summary>The rows of a table file as texts, for small things that people look at.</summary>
internal static class TableRows
{
    /// <summary>The named columns of every row, in file order; null where there is no value.</summary>
    public static IEnumerable<string?[]> Read(string path, params string[] columns)
    {
        using var table = TableFiles.Open(path);
        var positions = columns.Select(c => table.Schema.IndexOf(c) is var i and >= 0 ? i : throw new TableFileException($"{path}: no column '{c}'")).ToArray();
        for (var group = 0; group < table.RowGroups.Count; group++)
        {
            var readers = positions.Select(p => table.OpenColumn(group, p)).ToArray();
            try
            {
                for (var row = 0; row < table.RowGroups[group]; row++)
                    yield return [.. readers.Select(reader => CellText.Of(reader.Column, reader.Page, reader.MoveTo(row)))];
            }
            finally
            {
                foreach (var reader in readers)
                    reader.Dispose();
            }
        }
    }
}
