using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.App.Commands;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Unit.Columnar;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Benchmarks.Sources;

/// <summary>Every reader of a source, each from its own form of invented rows to a snapshot.</summary>
internal static class ReadersSession
{
    private const double Mega = 1e6;
    private const int Patients = 20_000;

    private const string Tables = """
        kind: tables
        title: invented
        tables:
          patients: {from: person, columns: {patient_id: person_id, birth_date: birth, sex: {constant: F}}}
          imaging_findings: {from: report, columns: {finding_id: report_id, patient_id: person_id, accession: report_id, exam_date: day, modality: {constant: CT}, finding_text: txt}}
          results: {from: lab, columns: {row_id: lab_id, patient_id: person_id, result_date: day, value: value, unit: unit}, codes: [{system: LOINC, code: code}]}

        """;

    private static readonly (string Name, string Columns)[] Raw =
        [("person", "person_id:integer birth:date"), ("report", "report_id:integer person_id:integer day:date txt"), ("lab", "lab_id:integer person_id:integer day:date code value:real unit")];

    /// <summary>Measures all.</summary>
    /// <param name="megabytes">Of each kind of file; tables are as many rows as make so much CSV.</param>
    /// <param name="repeats">How often each is measured.</param>
    /// <param name="database">An empty PostgreSQL database; null: none.</param>
    /// <param name="cancel">Stops between two measurements.</param>
    public static int Run(int megabytes, int repeats, string? database, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-bench-").FullName;
        try
        {
            Console.WriteLine("| reader | MB | rows | threads or connections | MB/s (best) | rows/s | processor seconds | MB a processor second |\n|---|---|---|---|---|---|---|---|");
            var csv = 0L;
            foreach (var form in new[] { ".csv", ".tsv", ".parquet", ".arrow" })
            {
                var input = Path.Combine(folder, form[1..]);
                foreach (var (name, columns) in Raw)
                    CanonicalFiles.Write(Path.Combine(input, name + form), CanonicalFiles.Schema(columns), Rows(name, megabytes));
                csv = form == ".csv" ? Bytes(input) : csv;
                Measure(form[1..].ToUpperInvariant(), "tables", "", input, null, Bytes(input), 2);
            }
            Fhir(folder, megabytes, Measure);
            Hl7Lines.Write(Directory.CreateDirectory(Path.Combine(folder, "hl7")).FullName + "/a.hl7", megabytes * 1_000_000L, seed: 3);
            Measure("HL7 v2 (read twice)", "hl7-oru", null, Path.Combine(folder, "hl7"), null, Bytes(Path.Combine(folder, "hl7")), 1);
            Databases(folder, database, megabytes, csv, Measure);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Measure(string reader, string id, string? rest, string? input, string? url, long bytes, int threads)
        {
            var jobs = rest is null ? Path.Combine(Repository.Root, "jobs") : Path.Combine(folder, "jobs");
            if (rest is not null)
                File.WriteAllText(Directory.CreateDirectory(Path.Combine(jobs, "sources")).FullName + $"/{id}.yaml", $"id: {id}\n{Tables}{rest}\n");
            var (seconds, processor, rows) = (new List<double>(), new List<double>(), 0L);
            for (var turn = 0; turn <= repeats; turn++)
            {
                cancel.ThrowIfCancellationRequested();
                var (watch, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
                using (var taken = new SourceTaking(jobs, id, input, url).Take(Path.Combine(folder, "taken"), threads, new Progress<StepProgress>(), cancel))
                    rows = taken.Snapshot.Taken.Books.Sum(b => b.Read);
                // The first turn warms up.
                if (turn > 0)
                {
                    seconds.Add(watch.Elapsed.TotalSeconds);
                    processor.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
                }
                Directory.Delete(Path.Combine(folder, "taken"), recursive: true);
            }
            seconds.Sort();
            processor.Sort();
            var (median, cost) = (seconds[seconds.Count / 2], processor[processor.Count / 2]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {reader} | {bytes / Mega:0} | {rows:N0} | {threads} | {bytes / median / Mega:0} ({bytes / seconds[0] / Mega:0}) | {rows / median:N0} | {cost:0.00} | {bytes / cost / Mega:0} |"));
        }
    }

    private static void Fhir(string folder, int megabytes, Action<string, string, string?, string?, string?, long, int> measure)
    {
        var (one, packed) = (Directory.CreateDirectory(Path.Combine(folder, "fhir")).FullName, Directory.CreateDirectory(Path.Combine(folder, "fhir-gz")).FullName);
        // Long enough to be cut for two threads.
        FhirLines.Write(one + "/Observation.ndjson", "Observation", megabytes * 8_000_000L, seed: 2);
        foreach (var threads in new[] { 1, 2 })
            measure("FHIR NDJSON, one plain file", "fhir-r4", null, one, null, Bytes(one), threads);
        using (var plain = File.OpenRead(one + "/Observation.ndjson"))
        using (var gzip = new GZipStream(File.Create(packed + "/Observation.ndjson.gz"), CompressionLevel.Fastest))
            plain.CopyTo(gzip);
        measure("FHIR NDJSON, gzip (MB unpacked)", "fhir-r4", null, packed, null, Bytes(one), 1);
    }

    private static void Databases(string folder, string? database, int megabytes, long csv, Action<string, string, string?, string?, string?, long, int> measure)
    {
        var path = Path.Combine(folder, "raw.db");
        SqliteLibrary.Use();
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var transaction = connection.BeginTransaction();
            foreach (var (name, columns) in Raw)
                Insert(connection, name, columns, megabytes);
            transaction.Commit();
        }
        foreach (var connections in new[] { 1, 2 })
            measure("SQLite", $"sqlite-{connections}", $"database: {{connections: {connections}{(connections > 1 ? ", as-of: unchanging" : "")}}}", null, $"sqlite:{path}", csv, connections);
        if (database is null)
            return;
        var url = DatabaseUrl.Parse(database);
        using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = false }.ConnectionString))
        {
            connection.Open();
            foreach (var (name, columns) in Raw)
                Copy(connection, name, columns, megabytes);
        }
        foreach (var connections in new[] { 1, 2 })
            measure("PostgreSQL", $"postgres-{connections}", $"database: {{connections: {connections}}}", null, database, csv, connections);
    }

    private static void Insert(SqliteConnection connection, string table, string columns, int megabytes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"create table {table} ({Declared(columns, "text")})";
        command.ExecuteNonQuery();
        var count = columns.Split(' ').Length;
        command.CommandText = $"insert into {table} values ({string.Join(", ", Enumerable.Range(0, count).Select(i => $"@p{i}"))})";
        for (var i = 0; i < count; i++)
            command.Parameters.AddWithValue($"@p{i}", "");
        foreach (var row in Rows(table, megabytes))
        {
            for (var i = 0; i < count; i++)
                command.Parameters[i].Value = row[i];
            command.ExecuteNonQuery();
        }
    }

    private static void Copy(NpgsqlConnection connection, string table, string columns, int megabytes)
    {
        using (var create = new NpgsqlCommand($"drop table if exists {table}; create table {table} ({Declared(columns, "date")})", connection))
            create.ExecuteNonQuery();
        using (var copy = connection.BeginTextImport($"copy {table} from stdin (format csv)"))
        {
            foreach (var row in Rows(table, megabytes))
                copy.WriteLine(string.Join(',', row));
        }
        using var analyze = new NpgsqlCommand($"create index on {table} ({table}_id); analyze {table}", connection);
        analyze.ExecuteNonQuery();
    }

    private static string Declared(string columns, string date) => string.Join(", ", columns.Split(' ').Select(c => c.Split(':') is var parts && parts.Length == 1 ? $"{parts[0]} text"
        : $"{parts[0]} {parts[1] switch { "integer" => "bigint", "date" => date, _ => "double precision" }}"));

    // Four fifths of the bytes are results, about 45 each; a report has about 1,000.
    private static IEnumerable<string[]> Rows(string table, int megabytes)
    {
        var random = new Random(4);
        switch (table)
        {
            case "person":
                for (var i = 1; i <= Patients; i++)
                    yield return [$"{i}", $"19{random.Next(30, 99)}-0{random.Next(1, 10)}-1{random.Next(10)}"];
                break;
            case "report":
                for (var i = 1; i <= megabytes * 200; i++)
                    yield return [$"{i}", $"{random.Next(1, Patients)}", Day(random), Text(random)];
                break;
            default:
                for (var i = 1; i <= megabytes * 18_000; i++)
                    yield return [$"{i}", $"{random.Next(1, Patients)}", Day(random), $"{random.Next(1000, 99_999)}-{random.Next(10)}", (random.Next(10, 9000) / 10.0).ToString(CultureInfo.InvariantCulture), "mg/dL"];
                break;
        }
    }

    private static string Day(Random random) => $"202{random.Next(0, 6)}-0{random.Next(1, 10)}-1{random.Next(10)}";

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(6, 20); left > 0; left--)
            text.Append(CultureInfo.InvariantCulture, $"Invented sentence {random.Next(1000)} about the chest and nothing was found there. ");
        return text.ToString();
    }

    private static long Bytes(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);
}
