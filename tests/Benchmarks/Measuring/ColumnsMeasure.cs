using System.Diagnostics;
using System.Text.Json;
using Opportune.Columnar;

namespace Opportune.Tests.Benchmarks.Measuring;

/// <summary>What <see cref="ColumnQuestions"/> asks of one file, answered by the product's own reader.</summary>
internal sealed record ColumnsMeasure(double[] Seconds, double[] Answers, long PeakBytes)
{
    private const int WarmUps = 4;

    public static void Print(string file, int threads)
    {
        // Each to warm up and once for the figure, as the other program does; more often, for code that is compiled while it runs.
        var answers = ColumnQuestions.All.Select(question =>
        {
            for (var i = 0; i < WarmUps; i++)
                Ask(file, threads, question);
            var watch = Stopwatch.StartNew();
            var answer = Ask(file, threads, question);
            return (watch.Elapsed.TotalSeconds, answer);
        }).ToList();
        Console.WriteLine(JsonSerializer.Serialize(new ColumnsMeasure([.. answers.Select(a => a.TotalSeconds)], [.. answers.Select(a => a.answer)], Process.GetCurrentProcess().PeakWorkingSet64)));
    }

    private static double Ask(string path, int threads, ColumnQuestion question)
    {
        using var file = TableFiles.Open(path);
        var (next, sum) = (-1, 0L);
        // On threads that are there already, as the other program's are.
        Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, _ =>
        {
            var own = 0L;
            for (var group = Interlocked.Increment(ref next); group < file.RowGroups.Count; group = Interlocked.Increment(ref next))
                own += question.Ask(file, group);
            Interlocked.Add(ref sum, own);
        });
        return sum;
    }
}

/// <summary>One question to a table: in SQL, and of one row group by the product's reader.</summary>
/// <param name="Name">What the table of results calls it.</param>
/// <param name="Aim">The bar: the product's time divided by the other program's is at most this.</param>
/// <param name="Sql">With <c>FROM t</c> for the file; one number named <c>value</c>.</param>
/// <param name="Ask">The part of the answer that a row group gives.</param>
internal sealed record ColumnQuestion(string Name, double Aim, string Sql, Func<TableFile, int, long> Ask);

/// <summary>The questions, and the table that they are asked of.</summary>
internal static class ColumnQuestions
{
    private static readonly string[] Codes = [.. Enumerable.Range(0, 20).Select(i => $"M80.{i * 97 % 2000:0000}")];

    private static readonly string[] Notes = [.. Enumerable.Range(0, 20).Select(i => $"finding {i * 249_989L + 7} of the abdominal aorta, unchanged since the examination before")];

    private static readonly int FirstDay = new DateOnly(2026, 3, 1).DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    // The range of days is a hundredth of ten years.
    private static readonly ColumnFilter Days = ColumnFilter.Between(FirstDay, FirstDay + 36L);

    /// <summary>
    /// A table of so many rows in random order but for the day of recording, which rises: a code of 2,000, a line of 500 (both by
    /// dictionary), a note that is like no other, a patient, an amount, a day.
    /// </summary>
    public static string Make(long rows, string path, string codec) => $"""
        COPY (
            SELECT
                ('M80.' || lpad((hash(i) % 2000)::VARCHAR, 4, '0')) AS code,
                ('line ' || (hash(i + 1) % 500) || ' of the report: no acute osseous abnormality, degenerative change') AS line,
                ('finding ' || i || ' of the abdominal aorta, unchanged since the examination before') AS note,
                (hash(i + 2) % 1000000)::INTEGER AS patient,
                (hash(i + 3) % 1000000000)::BIGINT AS amount,
                (DATE '2017-01-01' + (hash(i + 4) % 3650)::INTEGER) AS day,
                (DATE '2017-01-01' + (i * 3650 // {rows})::INTEGER) AS recorded
            FROM range({rows}) r(i)
        ) TO '{path}' (FORMAT parquet, COMPRESSION {codec})
        """;

    public static IReadOnlyList<ColumnQuestion> All { get; } =
    [
        new("(a) a text of its own a row, byte by byte", 1, "SELECT count(*)::DOUBLE AS value FROM t WHERE contains(note, '9 of')", (file, group) => Containing(file, group, "note", "9 of"u8.ToArray())),
        new("(a) a text of a dictionary, byte by byte", 1, "SELECT count(*)::DOUBLE AS value FROM t WHERE contains(line, '9 of')", (file, group) => Containing(file, group, "line", "9 of"u8.ToArray())),
        new("(b) two integer columns summed", 1, "SELECT (sum(patient) + sum(amount))::DOUBLE AS value FROM t", (file, group) => Sum(file, group, "patient") + Sum(file, group, "amount")),
        new("(c) 1% by date, rows in the order of dates", 0.5, In("recorded"), (file, group) => Selected(file, group, "recorded", Days)),
        new("(c) 1% by date, rows in no order", 0.5, In("day"), (file, group) => Selected(file, group, "day", Days)),
        new("(d) a code of a dictionary among 20", 0.5, Among("code", Codes), (file, group) => Among(file, group, "code", Codes)),
        new("(d) a text of its own a row among 20", 0.5, Among("note", Notes), (file, group) => Among(file, group, "note", Notes)),
    ];

    private static string In(string column) =>
        $"SELECT (sum(amount) + sum(strlen(code)))::DOUBLE AS value FROM t WHERE {column} BETWEEN DATE '2026-03-01' AND DATE '2026-03-01' + 36";

    private static string Among(string column, string[] values) =>
        $"SELECT count(*)::DOUBLE AS value FROM t WHERE {column} IN ({string.Join(", ", values.Select(v => $"'{v}'"))})";

    private static long Containing(TableFile file, int group, string column, byte[] part)
    {
        using var reader = file.OpenColumn(group, file.Schema.IndexOf(column));
        var (count, known, holds) = (0L, (PageDictionary?)null, Array.Empty<bool>());
        while (reader.NextPage())
        {
            var page = reader.Page;
            if (page.Dictionary is not { } dictionary)
            {
                for (var i = 0; i < page.Count; i++)
                    count += page.Text(i).IndexOf(part) >= 0 ? 1 : 0;
                continue;
            }
            if (!ReferenceEquals(known, dictionary))
            {
                holds = new bool[dictionary.Count];
                for (var id = 0; id < holds.Length; id++)
                    holds[id] = dictionary.Text(id).IndexOf(part) >= 0;
                known = dictionary;
            }
            foreach (var id in page.Ids)
                count += id >= 0 && holds[id] ? 1 : 0;
        }
        return count;
    }

    private static long Sum(TableFile file, int group, string column)
    {
        using var reader = file.OpenColumn(group, file.Schema.IndexOf(column));
        var sum = 0L;
        while (reader.NextPage())
        {
            var page = reader.Page;
            if (page.Dictionary is null)
            {
                foreach (var value in page.Integers)
                    sum += value;
                continue;
            }
            for (var i = 0; i < page.Count; i++)
                sum += page.Integer(i);
        }
        return sum;
    }

    private static long Selected(TableFile file, int group, string column, ColumnFilter filter)
    {
        using var selection = RowSelection.Of(file, group, [(file.Schema.IndexOf(column), filter)]);
        if (selection.Rows.IsEmpty)
            return 0;
        using var amounts = file.OpenColumn(group, file.Schema.IndexOf("amount"));
        using var codes = file.OpenColumn(group, file.Schema.IndexOf("code"));
        var sum = 0L;
        foreach (var row in selection.Rows)
        {
            var at = amounts.MoveTo(row);
            sum += amounts.Page.Integer(at);
            at = codes.MoveTo(row);
            sum += codes.Page.Text(at).Length;
        }
        return sum;
    }

    private static long Among(TableFile file, int group, string column, string[] values)
    {
        using var selection = RowSelection.Of(file, group, [(file.Schema.IndexOf(column), ColumnFilter.AnyOf(values))]);
        return selection.Rows.Length;
    }
}
