using System.Globalization;
using Opportune.Columnar;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>What the columns of a table file hold, found by reading every value, and how they lie in the file.</summary>
internal static class TableStatistics
{
    private const int LongestShown = 40;

    public static void Show(TableFile table, int[] columns)
    {
        if (columns.Length == 0)
        {
            Screens.Out.WriteLine("no flat column");
            return;
        }
        var grid = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("column", "rows", "nulls", "smallest", "largest", "bytes", "codec", "says");
        foreach (var column in columns)
        {
            var (rows, nulls, smallest, largest) = Read(table, column);
            var storage = table.StorageOf(column);
            string[] cells =
            [
                table.Schema.Columns[column].Name, Number(rows), Number(nulls), Short(smallest), Short(largest),
                storage is null ? "-" : Number(storage.Bytes), storage?.Codec ?? "-", storage is { Helps.Length: > 0 } ? storage.Helps : "-",
            ];
            grid.AddRow([.. cells.Select(c => new Text(c))]);
        }
        Screens.Out.Write(grid);
    }

    private static (long Rows, long Nulls, string? Smallest, string? Largest) Read(TableFile table, int column)
    {
        var (rows, nulls) = (0L, 0L);
        var (smallest, largest) = (new Extreme(-1), new Extreme(1));
        for (var group = 0; group < table.RowGroups.Count; group++)
        {
            using var reader = table.OpenColumn(group, column);
            while (reader.NextPage())
            {
                for (var i = 0; i < reader.Page.Count; i++)
                {
                    rows++;
                    if (reader.Page.IsNull(i))
                    {
                        nulls++;
                        continue;
                    }
                    smallest.Take(reader, i);
                    largest.Take(reader, i);
                }
            }
        }
        return (rows, nulls, smallest.Text, largest.Text);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(string? text) => text is null ? "-" : text.Length <= LongestShown ? text : text[..LongestShown] + "…";

    /// <summary>The value met so far that is the furthest in one direction. What is not a number is passed over.</summary>
    private sealed class Extreme(int direction)
    {
        private byte[]? _bytes;
        private long? _integer;
        private double? _real;

        /// <summary>As people read it.</summary>
        public string? Text { get; private set; }

        public void Take(ColumnReader reader, int row)
        {
            if (!IsFurther(reader, row))
                return;
            switch (reader.Column.Kind)
            {
                case ColumnKind.Text:
                    _bytes = reader.Page.Text(row).ToArray();
                    break;
                case ColumnKind.Integer:
                    _integer = reader.Page.Integer(row);
                    break;
                default:
                    _real = reader.Page.Real(row);
                    break;
            }
            Text = CellText.Of(reader.Column, reader.Page, row);
        }

        private bool IsFurther(ColumnReader reader, int row) => reader.Column.Kind switch
        {
            ColumnKind.Text => _bytes is null || reader.Page.Text(row).SequenceCompareTo(_bytes) * direction > 0,
            ColumnKind.Integer => _integer is not { } integer || reader.Page.Integer(row).CompareTo(integer) * direction > 0,
            _ => !double.IsNaN(reader.Page.Real(row)) && (_real is not { } real || reader.Page.Real(row).CompareTo(real) * direction > 0),
        };
    }
}
