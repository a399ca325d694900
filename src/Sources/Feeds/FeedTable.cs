using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Feeds;

/// <summary>
/// Reads the feeds table: which days each incoming table covers. It is written by people, and everything that is claimed
/// to be absent rests on it, so that a row in error ends the run rather than being passed over.
/// </summary>
internal static class FeedTable
{
    private static readonly CanonicalTable Definition = CanonicalTable.Of(Table.Feeds);
    private static readonly int Feed = Definition.IndexOf("feed");
    private static readonly int Site = Definition.IndexOf("site");
    private static readonly int CodeSystem = Definition.IndexOf("code_system");
    private static readonly int From = Definition.IndexOf("covered_from");
    private static readonly int To = Definition.IndexOf("covered_to");
    private static readonly int Lag = Definition.IndexOf("allowed_lag");

    public static IReadOnlyList<FeedInterval> Read(IReadOnlyList<InputFile> files)
    {
        var intervals = new List<FeedInterval>();
        foreach (var file in files)
        {
            var before = 0;
            for (var group = 0; group < file.RowGroups.Count; before += file.RowGroups[group++])
                ReadGroup(file, group, before, intervals);
        }
        return intervals;
    }

    private static void ReadGroup(InputFile file, int group, int before, List<FeedInterval> into)
    {
        var readers = Definition.Columns.Select((_, i) => file.OpenColumn(group, i)).ToArray();
        try
        {
            for (var row = 0; row < file.RowGroups[group]; row++)
                into.Add(ReadRow(readers, row, $"{file.Name} row {before + row + 1}"));
        }
        catch (TableFileException e)
        {
            throw new InputException($"{file.Name}: {e.Message}", e);
        }
        finally
        {
            foreach (var reader in readers)
                reader?.Dispose();
        }
    }

    private static FeedInterval ReadRow(ColumnReader?[] readers, int row, string where)
    {
        var table = Text(readers[Feed], row) is { } name && CanonicalTable.Named(name) is { } known
            ? known.Table
            : throw new InputException($"{where}: 'feed' is not the name of a table; write one of {Names()}");
        var covered = new DateWindow(Day(readers[From], row, "covered_from", where), Day(readers[To], row, "covered_to", where));
        if (covered.IsEmpty)
            throw new InputException($"{where}: 'covered_to' is before 'covered_from'; exchange them");
        string? system = null;
        if (Text(readers[CodeSystem], row) is { } text && (system = CodeSystems.Normalise(text)) is null)
            throw new InputException($"{where}: 'code_system' is not known; write one of {string.Join(", ", CodeSystems.Names)} or local:<name>");
        var lag = Integer(readers[Lag], row) ?? Coverage.DefaultLagDays;
        if (lag is < 0 or > 3660)
            throw new InputException($"{where}: 'allowed_lag' is not a number of days");
        return new(table, Text(readers[Site], row), system, covered, (int)lag);
    }

    private static DateOnly Day(ColumnReader? reader, int row, string column, string where) =>
        Integer(reader, row) is { } day && day >= CanonicalValue.FirstDay && day <= CanonicalValue.LastDay
            ? CanonicalValue.DateOf(day)
            : throw new InputException($"{where}: '{column}' is missing or not a date; write it as yyyy-MM-dd");

    private static string? Text(ColumnReader? reader, int row)
    {
        if (reader is null)
            return null;
        var text = reader.Page.Text(reader.MoveTo(row));
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
    }

    private static long? Integer(ColumnReader? reader, int row)
    {
        if (reader is null)
            return null;
        var i = reader.MoveTo(row);
        return reader.Page.IsNull(i) ? null : reader.Page.Integer(i);
    }

    private static string Names() => string.Join(", ", CanonicalTable.All.Where(t => t.Table < Table.Feeds).Select(t => t.Name));
}
