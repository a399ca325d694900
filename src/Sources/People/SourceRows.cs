using System.Buffers;
using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>The rows of a table, a few columns at a time.</summary>
internal static class SourceRows
{
    /// <summary>Reads a whole table in the order of the files; a column that a file does not have is null in every row.</summary>
    public static IEnumerable<SourceRow> Read(InputFolder folder, Table table, params string[] columns) =>
        Read(folder, new SourceSlice(table, 0, int.MaxValue, 0), CancellationToken.None, columns);

    /// <summary>Reads a part of a table.</summary>
    public static IEnumerable<SourceRow> Read(InputFolder folder, SourceSlice slice, CancellationToken cancel, params string[] columns)
    {
        var places = Array.ConvertAll(columns, CanonicalTable.Of(slice.Table).IndexOf);
        var groups = folder.Files(slice.Table).SelectMany(file => Enumerable.Range(0, file.RowGroups.Count).Select(group => (File: file, Group: group)));
        foreach (var (file, group) in groups.Skip(slice.First).Take(slice.Count))
        {
            cancel.ThrowIfCancellationRequested();
            var readers = Array.ConvertAll(places, p => file.OpenColumn(group, p));
            try
            {
                for (var row = 0; row < file.RowGroups[group]; row++)
                    yield return new(readers, row);
            }
            finally
            {
                foreach (var reader in readers)
                    reader?.Dispose();
            }
        }
    }
}

/// <summary>One row; columns are numbered as they were asked for.</summary>
internal readonly record struct SourceRow(ColumnReader?[] Readers, int Number)
{
    private const int ShortText = 128;

    /// <summary>A text; null where there is none.</summary>
    public string? Text(int column) => At(column, out var page, out var i) ? Encoding.UTF8.GetString(page.Text(i)) : null;

    /// <summary>A day; null where there is none, or none that can be.</summary>
    public DateOnly? Day(int column) =>
        At(column, out var page, out var i) && page.Integer(i) is var day && day >= CanonicalValue.FirstDay && day <= CanonicalValue.LastDay ? CanonicalValue.DateOf(day) : null;

    /// <summary>A whole number; null where there is none.</summary>
    public long? Whole(int column) => At(column, out var page, out var i) && page.Integer(i) is var value && value != CanonicalValue.Invalid ? value : null;

    /// <summary>A number; null where there is none, or none that can be.</summary>
    public double? Real(int column) => At(column, out var page, out var i) && page.Real(i) is var value && double.IsFinite(value) ? value : null;

    /// <summary>What is kept under that row's text; null where nothing is. Makes no string: most rows are of patients whom nobody asks for.</summary>
    public T? Among<T>(Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> kept, int column) where T : class
    {
        if (!At(column, out var page, out var i))
            return null;
        var bytes = page.Text(i);
        char[]? rented = null;
        Span<char> text = bytes.Length <= ShortText ? stackalloc char[ShortText] : rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        kept.TryGetValue(text[..Encoding.UTF8.GetChars(bytes, text)], out var value);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return value;
    }

    private bool At(int column, out Page page, out int i)
    {
        (page, i) = (null!, 0);
        if (Readers[column] is not { } reader)
            return false;
        i = reader.MoveTo(Number);
        page = reader.Page;
        return !page.IsNull(i);
    }
}
