using System.Text.Json;
using Opportune.Tests.Integration.Columnar;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// The nightly job over tables that another program wrote, and its worklist read back by two others. The reports are real
/// ones where the evaluation data lies beside the checkout, else a few invented ones.
/// </summary>
public sealed class DuckDbInputTests : IDisposable
{
    private const string AsOf = "2026-11-14";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tables_written_by_duckdb_become_worklists_that_duckdb_and_apache_arrow_read_alike()
    {
        var reports = ReportsFile();
        var labels = await WriteInput(reports ?? InventedReports());
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", AsOf, "--input", _folder["in"], "--out", _folder["out"]);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);

        await AssertIndexedAsLabelled(labels);
        await AssertOpenMeansNoStatin();
        await AssertReadAlike();
    }

    private async Task AssertIndexedAsLabelled(IReadOnlyDictionary<string, bool> labels)
    {
        var rows = await NodePeer.Sql($"SELECT DISTINCT patient_id FROM '{_folder["out"]}/gaps.parquet' WHERE measure = 'statin-review'");
        var indexed = rows.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("patient_id").GetString()!).ToHashSet();
        var (right, wrong) = (labels.Count(l => l.Value == indexed.Contains(l.Key)), labels.Where(l => l.Value != indexed.Contains(l.Key)).Select(l => l.Key).ToList());
        TestContext.Current.TestOutputHelper?.WriteLine($"{right} of {labels.Count} patients as labelled; otherwise: {string.Join(' ', wrong)}");
        // Labels are of the chest only: reports that state abdominal calcification alone are labelled 0 and are right to be found.
        Assert.True(right >= labels.Count * 0.98, $"{wrong.Count} of {labels.Count} patients are not as labelled");
    }

    // Every third patient takes a statin: with a finding they are closed, the others open.
    private async Task AssertOpenMeansNoStatin()
    {
        var rows = await NodePeer.Sql(
            $"""
            SELECT status, count(*) AS n, count(*) FILTER (WHERE CAST(substr(patient_id, 2) AS INTEGER) % 3 = 0) AS treated
            FROM '{_folder["out"]}/gaps.parquet' WHERE measure = 'statin-review' GROUP BY status ORDER BY status
            """);
        var counts = rows.Select(r => JsonDocument.Parse(r).RootElement).ToDictionary(r => r.GetProperty("status").GetString()!, r => (All: Number(r, "n"), Treated: Number(r, "treated")));
        Assert.True(counts["open"].All > 0 && counts["closed"].All > 0);
        Assert.Equal(0, counts["open"].Treated);
        Assert.Equal(counts["closed"].All, counts["closed"].Treated);
    }

    // Both print dates in their own way, so all cells are compared as the days and bytes they are.
    private async Task AssertReadAlike()
    {
        const string Columns =
            """
            hex(encode(measure)), measure_version::VARCHAR, hex(encode(patient_id)), hex(encode(gap_id)), hex(encode(status)), hex(encode(status_reason)), tier::VARCHAR,
            hex(encode(priority)), epoch_ms(index_date)//86400000 || '', hex(encode(index_table)), hex(encode(index_row)), epoch_ms(due_date)//86400000 || '',
            epoch_ms(covered_to)//86400000 || '', age::VARCHAR, hex(encode(sex)), hex(encode(site)), hex(encode(provider_id)), hex(encode(entry_id)),
            epoch_ms(first_seen_date)//86400000 || '', hex(encode(why)), hex(encode(looked_for)), hex(encode(would_close)), hex(encode(wording)), hex(encode(limits))
            """;
        var duck = (await NodePeer.Sql($"SELECT [{Columns}] AS r FROM read_parquet('{_folder["out"]}/worklist.parquet', file_row_number = true) ORDER BY file_row_number"))
            .Select(r => JsonDocument.Parse(r).RootElement.GetProperty("r").EnumerateArray().Select(Cell).ToArray()).ToList();
        var arrow = (await NodePeer.Run("arrow-read.mjs", "", Path.Combine(_folder["out"], "worklist.arrow"))).Skip(1)
            .Select(r => JsonDocument.Parse(r).RootElement.EnumerateArray().Select(Cell).ToArray()).ToList();
        Assert.NotEmpty(duck);
        Assert.Equal(duck, arrow);
    }

    private static string? Cell(JsonElement cell) => cell.ValueKind == JsonValueKind.Null ? null : cell.ToString();

    private static long Number(JsonElement row, string name) => long.Parse(row.GetProperty(name).ToString());

    // One patient a report: 800 people of 50 to 90, all seen this year; feeds cover three years.
    private async Task<Dictionary<string, bool>> WriteInput(string reports)
    {
        Directory.CreateDirectory(_folder["in"]);
        var rows = await NodePeer.Sql(
            $"""
            CREATE TABLE r AS SELECT row_number() OVER () AS n, * FROM read_csv('{reports}', delim = '\t', header = true, quote = '', escape = '', all_varchar = true);
            COPY (SELECT 'P' || n AS patient_id, DATE '1940-01-01' + (n * 17 % 13000)::INTEGER AS birth_date, CASE n % 2 WHEN 0 THEN 'F' ELSE 'M' END AS sex FROM r)
              TO '{_folder["in"]}/patients.parquet' (FORMAT PARQUET);
            COPY (SELECT id AS finding_id, 'P' || n AS patient_id, n + 100000 AS accession, DATE '2026-03-01' + (n % 200)::INTEGER AS exam_date, 'CT' AS modality,
                    DATE '2026-03-01' + (n % 200)::INTEGER AS report_date, 'final' AS report_status, 'CHEST' AS body_part, text AS finding_text FROM r)
              TO '{_folder["in"]}/imaging_findings.parquet' (FORMAT PARQUET, ROW_GROUP_SIZE 2048);
            COPY (SELECT 'M' || n AS row_id, 'P' || n AS patient_id, 'RXNORM' AS code_system, CASE n % 3 WHEN 0 THEN '83367' ELSE '6809' END AS code,
                    DATE '2026-08-01' AS start_date, 'active' AS status, 'order' AS kind FROM r)
              TO '{_folder["in"]}/medications.parquet' (FORMAT PARQUET);
            COPY (SELECT 'X' || n AS row_id, 'P' || n AS patient_id, 'CPT' AS code_system, CASE n % 10 WHEN 0 THEN '77080' ELSE '71046' END AS code,
                    DATE '2026-07-01' AS performed_date, 'completed' AS status FROM r)
              TO '{_folder["in"]}/procedures.parquet' (FORMAT PARQUET, COMPRESSION GZIP);
            COPY (SELECT 'P' || n AS patient_id, TIMESTAMP '2026-09-01 10:30:00' AS encounter_date FROM r) TO '{_folder["in"]}/encounters.parquet' (FORMAT PARQUET);
            COPY (SELECT 'C' || n AS row_id, 'P' || n AS patient_id, 'ICD10CM' AS code_system, 'I10' AS code, DATE '2026-01-01' AS start_date FROM r)
              TO '{_folder["in"]}/conditions.parquet' (FORMAT PARQUET);
            COPY (SELECT feed, DATE '2020-01-01' AS covered_from, DATE '{AsOf}' AS covered_to
                    FROM (VALUES ('medications'), ('procedures'), ('conditions'), ('encounters'), ('imaging_findings')) AS t(feed))
              TO '{_folder["in"]}/feeds.parquet' (FORMAT PARQUET);
            SELECT 'P' || n AS patient_id, greatest(arterial_wall_calcification, coronary_artery_wall_calcification) AS label FROM r;
            """);
        return rows.Select(r => JsonDocument.Parse(r).RootElement).ToDictionary(r => r.GetProperty("patient_id").GetString()!, r => r.GetProperty("label").GetString() == "1");
    }

    private static string? ReportsFile()
    {
        var path = Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared", "data", "chest_ct_reports.tsv");
        return File.Exists(path) ? path : null;
    }

    private string InventedReports()
    {
        var path = _folder["reports.tsv"];
        var lines = Enumerable.Range(1, 800).Select(i => i % 4 == 0
            ? $"r{i}\tFINDINGS: Calcified atheromatous plaques are seen in the aortic arch and the coronary arteries. The lungs are clear.\t1\t1"
            : $"r{i}\tFINDINGS: The lungs are clear. No vascular calcification is seen. Calcified granuloma in the left lower lobe.\t0\t0");
        File.WriteAllText(path, "id\ttext\tarterial_wall_calcification\tcoronary_artery_wall_calcification\n" + string.Join('\n', lines) + "\n");
        return path;
    }
}
