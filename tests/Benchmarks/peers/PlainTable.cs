using System.Collections.Concurrent;
using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Benchmarks.Alternatives;

/// <summary>A row of a table, by the columns that were asked for.</summary>
internal sealed class PlainRow(ColumnReader?[] columns)
{
    private readonly int[] _at = new int[columns.Length];

    // What was made of a value of a dictionary, by column: once is enough for all rows that hold it.
    private readonly (PageDictionary? Of, object?[] Made)[] _texts = new (PageDictionary?, object?[])[columns.Length];
    private readonly (PageDictionary? Of, object?[] Made)[] _judged = new (PageDictionary?, object?[])[columns.Length];

    public void MoveTo(int row)
    {
        for (var i = 0; i < columns.Length; i++)
            _at[i] = columns[i]?.MoveTo(row) ?? 0;
    }

    public string Text(int column) => Make(column, ref _texts[column], static text => Encoding.UTF8.GetString(text));

    /// <summary>What the caller makes of a text; of one column always the same.</summary>
    public T Judge<T>(int column, Func<ReadOnlySpan<byte>, T> judge)
        where T : class => Make(column, ref _judged[column], judge);

    public DateOnly? Day(int column) =>
        columns[column] is { } reader && !reader.Page.IsNull(_at[column]) ? DateOnly.FromDayNumber((int)reader.Page.Integer(_at[column]) + 719_162) : null;

    public double? Number(int column)
    {
        if (columns[column] is not { } reader || reader.Page.IsNull(_at[column]))
            return null;
        return reader.Column.Kind == ColumnKind.Integer ? reader.Page.Integer(_at[column]) : reader.Page.Real(_at[column]);
    }

    private T Make<T>(int column, ref (PageDictionary? Of, object?[] Made) memo, Func<ReadOnlySpan<byte>, T> make)
        where T : class
    {
        if (columns[column] is not { } reader)
            return make(default);
        if (reader.Page.Dictionary is not { } dictionary || reader.Page.IsNull(_at[column]))
            return make(reader.Page.Text(_at[column]));
        if (!ReferenceEquals(memo.Of, dictionary))
            memo = (dictionary, new object?[dictionary.Count]);
        ref var made = ref memo.Made[reader.Page.Ids[_at[column]]];
        return (T)(made ??= make(reader.Page.Text(_at[column])));
    }
}

/// <summary>Reads columns of a table, a row group a thread.</summary>
internal static class PlainTable
{
    /// <param name="folder">Where the table's file lies.</param>
    /// <param name="table">Its name.</param>
    /// <param name="threads">How many read at once.</param>
    /// <param name="columns">The columns, which rows know by these positions; one that the file lacks is null in every row.</param>
    /// <param name="start">Makes what a thread gathers in.</param>
    /// <param name="each">Told each row.</param>
    /// <returns>What the threads gathered.</returns>
    public static IReadOnlyList<T> Read<T>(string folder, string table, int threads, string[] columns, Func<T> start, Action<T, PlainRow> each)
    {
        using var file = TableFiles.Open(Path.Combine(folder, table + ".parquet"));
        var gathered = new ConcurrentBag<T>();
        var next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var own = start();
            for (var group = Interlocked.Increment(ref next); group < file.RowGroups.Count; group = Interlocked.Increment(ref next))
            {
                var readers = columns.Select(c => file.Schema.IndexOf(c) is var at and >= 0 ? file.OpenColumn(group, at) : null).ToArray();
                var row = new PlainRow(readers);
                for (var i = 0; i < file.RowGroups[group]; i++)
                {
                    row.MoveTo(i);
                    each(own, row);
                }
                foreach (var reader in readers)
                    reader?.Dispose();
            }
            gathered.Add(own);
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        return [.. gathered];
    }
}
