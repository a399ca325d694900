using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>One file of a canonical table, opened by whoever started the run; the engine opens none.</summary>
/// <param name="Name">Its name within the input, for rejects.</param>
/// <param name="RowGroups">Rows of each row group.</param>
/// <param name="Has">Whether it has the canonical column at that position.</param>
/// <param name="Open">
/// Opens a canonical column (by position) of a row group as canonical pages; null where the file does not have it. Called
/// by several threads at once.
/// </param>
/// <param name="Original">What the file has in a row of such a reader's current page, before any conversion.</param>
public sealed record InputPart(
    string Name, IReadOnlyList<int> RowGroups, Func<int, bool> Has, Func<int, int, ColumnReader?> Open, Func<ColumnReader, int, string> Original)
{
    /// <summary>
    /// Whether reviewers entered its rows: they are used like all others, but show nothing about the source: which days it
    /// covers, whom it knows, what reaches it.
    /// </summary>
    public bool IsReported { get; init; }
}

/// <summary>A canonical table as a run reads it: its files, one after the other, are one sequence of rows.</summary>
public sealed class InputTable
{
    /// <param name="table">Which one.</param>
    /// <param name="parts">Its files, in the order in which their rows count.</param>
    public InputTable(Table table, IReadOnlyList<InputPart> parts)
    {
        (Table, Parts) = (table, parts);
        var slices = new List<Slice>();
        foreach (var part in parts)
        {
            long inFile = 0;
            for (var group = 0; group < part.RowGroups.Count; inFile += part.RowGroups[group++])
            {
                if (part.RowGroups[group] > 0)
                    slices.Add(new(part, group, Rows + inFile, inFile, part.RowGroups[group]));
            }
            Rows += inFile;
        }
        Slices = slices;
    }

    /// <summary>Which one.</summary>
    public Table Table { get; }

    /// <summary>Its files.</summary>
    public IReadOnlyList<InputPart> Parts { get; }

    /// <summary>All its rows.</summary>
    public long Rows { get; }

    /// <summary>Its row groups that have rows, in order.</summary>
    internal IReadOnlyList<Slice> Slices { get; }

    /// <summary>Whether any file has the canonical column at that position.</summary>
    internal bool Has(int column) => Parts.Any(p => p.Has(column));

    /// <summary>The file and the row in it, from 1, of a row of the table.</summary>
    internal (string File, long Row) Locate(long row)
    {
        var (low, high) = (0, Slices.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Slices[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }
        return (Slices[low].Part.Name, row - Slices[low].FirstRow + Slices[low].FirstInFile + 1);
    }
}

/// <summary>One row group in its table.</summary>
/// <param name="Part">Its file.</param>
/// <param name="Group">Its number in the file.</param>
/// <param name="FirstRow">Its first row, counted within the table from 0.</param>
/// <param name="FirstInFile">Its first row, counted within the file from 0.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record Slice(InputPart Part, int Group, long FirstRow, long FirstInFile, int Rows);
