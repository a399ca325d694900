using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>Some row groups of a table, counted over its files in their order.</summary>
/// <param name="Table">The table.</param>
/// <param name="First">The first row group.</param>
/// <param name="Count">How many.</param>
/// <param name="Rows">Their rows.</param>
public readonly record struct SourceSlice(Table Table, int First, int Count, long Rows)
{
    /// <summary>Cuts a table into slices of at least so many rows, but for the last; none of a table that is not there.</summary>
    public static IReadOnlyList<SourceSlice> Cut(InputFolder folder, Table table, long rows)
    {
        var groups = folder.Files(table).SelectMany(f => f.RowGroups).ToList();
        var slices = new List<SourceSlice>();
        var slice = new SourceSlice(table, 0, 0, 0);
        for (var i = 0; i < groups.Count; i++)
        {
            slice = slice with { Count = slice.Count + 1, Rows = slice.Rows + groups[i] };
            if (slice.Rows < rows && i + 1 < groups.Count)
                continue;
            slices.Add(slice);
            slice = new(table, i + 1, 0, 0);
        }
        return slices;
    }
}
