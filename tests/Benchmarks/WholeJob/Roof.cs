using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Tests.Benchmarks.WholeJob;

/// <summary>What it costs to read and expand the columns that the job needs, and to do nothing with them.</summary>
internal static class Roof
{
    /// <summary>What the rules of the two lists ask of each table, at the least.</summary>
    public static readonly (Table Table, string[] Columns)[] Needed =
    [
        (Table.ImagingFindings, ["patient_id", "accession", "exam_date", "modality", "report_date", "report_status", "section", "finding_text", "setting"]),
        (Table.Patients, ["patient_id", "birth_date", "sex", "death_date", "site", "active"]),
        (Table.Conditions, ["patient_id", "code_system", "code", "start_date", "end_date", "status", "category"]),
        (Table.Medications, ["patient_id", "code_system", "code", "display", "start_date", "end_date", "status", "intent", "days_supply", "dose", "dose_unit", "kind"]),
        (Table.Procedures, ["patient_id", "code_system", "code", "performed_date", "status"]),
        (Table.Results, ["patient_id", "code_system", "code", "result_date", "value", "unit"]),
        (Table.Encounters, ["patient_id", "encounter_date"]),
    ];

    /// <summary>Bytes of those columns in the files, and of all of them.</summary>
    public static (long Needed, long All) Bytes(string folder)
    {
        var (needed, all) = (0L, 0L);
        foreach (var (table, columns) in Needed)
        {
            using var file = Open(folder, table);
            needed += columns.Sum(c => Storage(file, c));
            all += file.Schema.Columns.Sum(c => Storage(file, c.Name));
        }
        return (needed, all);

        static long Storage(TableFile file, string column) => file.Schema.IndexOf(column) is var at and >= 0 ? file.StorageOf(at)?.Bytes ?? 0 : 0;
    }

    /// <summary>The product's reader, twice; the second time counts. Prints seconds as JSON.</summary>
    public static void Print(string folder, int threads)
    {
        Pass(folder, threads);
        var watch = Stopwatch.StartNew();
        Pass(folder, threads);
        Console.WriteLine(JsonSerializer.Serialize(watch.Elapsed.TotalSeconds));
    }

    /// <summary>The same of DuckDB: an aggregate of each column that has to look at it.</summary>
    public static string Sql(string folder) => string.Join('\n', Needed.Select(one =>
    {
        using var file = Open(folder, one.Table);
        var columns = one.Columns.Where(c => file.Schema.IndexOf(c) >= 0).Select(c => file.Schema.Columns[file.Schema.IndexOf(c)].Kind == ColumnKind.Text ? $"sum(strlen({c}))" : $"max({c})");
        return string.Create(CultureInfo.InvariantCulture, $"SELECT {string.Join(", ", columns)} FROM read_parquet('{file.Path.Replace("'", "''", StringComparison.Ordinal)}');");
    }));

    private static TableFile Open(string folder, Table table) => TableFiles.Open(Path.Combine(folder, CanonicalTable.Of(table).Name + ".parquet"));

    private static void Pass(string folder, int threads)
    {
        var files = Needed.Select(one => (File: Open(folder, one.Table), one.Columns)).ToList();
        var groups = files.SelectMany(f => Enumerable.Range(0, f.File.RowGroups.Count).Select(g => (f.File, f.Columns, Group: g))).ToList();
        var next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < groups.Count; i = Interlocked.Increment(ref next))
            {
                var (file, columns, group) = groups[i];
                foreach (var column in columns.Select(file.Schema.IndexOf).Where(at => at >= 0))
                {
                    using var reader = file.OpenColumn(group, column);
                    while (reader.NextPage()) { }
                }
            }
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        files.ForEach(f => f.File.Dispose());
    }
}
