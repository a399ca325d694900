using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources.Conversions;

namespace Opportune.Sources;

/// <summary>Opens one found file as part of a canonical table, or says in one line why that cannot be.</summary>
internal static class FileOpening
{
    public static InputFile Open(CanonicalTable table, FoundFile found, TimeZoneInfo? zone)
    {
        TableFile file;
        try
        {
            file = TableFiles.Open(found.Path);
        }
        catch (TableFileException e)
        {
            throw FileFault.Of(found.Name, found.Path, e);
        }
        try
        {
            var bindings = table.Columns.Select(c => Bind(c, found, file)).ToArray();
            foreach (var binding in bindings)
            {
                if (binding?.Fault(zone) is { } fault)
                    throw new InputException($"{found.Name}: {fault}");
            }
            var input = new InputFile(table, found.Name, file, bindings, zone);
            if (zone is null)
                RefuseTextInstants(input);
            return input;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static ColumnBinding? Bind(CanonicalColumn column, FoundFile found, TableFile file)
    {
        var index = file.Schema.IndexOf(column.Name);
        var inFolder = found.Folders.TryGetValue(column.Name, out var constant);
        if (index >= 0 && inFolder)
            throw new InputException($"{found.Name}: column '{column.Name}' is in the file and in its folder's name; keep one of them");
        if (index >= 0)
            return new(column, file.Schema.Columns[index], index, null);
        if (inFolder)
            return new(column, null, -1, constant);
        if (file.SkippedColumns.Contains(column.Name))
            throw new InputException($"{found.Name}: column '{column.Name}' is nested and cannot be read; flatten it");
        if (!column.Required)
            return null;
        var there = file.Schema.Columns.Select(c => c.Name).Concat(found.Folders.Keys);
        throw new InputException($"{found.Name}: required column '{column.Name}' is missing{DidYouMean.For(column.Name, there)}");
    }

    // A text column of instants would be refused row by row; its first value tells already when it is opened.
    private static void RefuseTextInstants(InputFile file)
    {
        for (var i = 0; i < file.Table.Columns.Count; i++)
        {
            if (file.Table.Columns[i].Type == CanonicalType.Date
                && file.Binding(i) is { Source: { Kind: ColumnKind.Text } source } && FirstTextHasOffset(file, i))
                throw new InputException($"{file.Name}: {ColumnBinding.NeedsZone(source.Name)}");
        }
    }

    private static bool FirstTextHasOffset(InputFile file, int column)
    {
        if (file.RowGroups.Count == 0)
            return false;
        using var reader = file.OpenColumn(0, column);
        if (reader is not ConvertedReader converted || !converted.NextPage())
            return false;
        var page = converted.Inner.Page;
        for (var i = 0; i < page.Count; i++)
        {
            if (!page.Text(i).IsEmpty)
                return TextToDate.HasOffset(page.Text(i));
        }
        return false;
    }
}
