using System.Globalization;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Synth;
using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks.WholeJob;

/// <summary>
/// A hospital as a warehouse hands it over: ten rows in the other tables for each finding, in files that DuckDB wrote, in its own
/// row groups, in the order of days and of no patient.
/// </summary>
internal sealed record WholeWorkload(string Folder, long Findings, string Codec)
{
    /// <summary>Raise it when what is invented changes.</summary>
    private const int Version = 1;

    /// <summary>Rows of the other tables for each finding.</summary>
    public const int OtherRowsAFinding = 10;

    public long Bytes { get; } = Directory.EnumerateFiles(Folder, "*.parquet").Sum(f => new FileInfo(f).Length);

    /// <summary>Rows of all tables but the findings.</summary>
    public long OtherRows { get; } = Directory.EnumerateFiles(Folder, "*.parquet").Sum(Rows) - Findings;

    /// <summary>Made once for each size, seed and codec, and kept.</summary>
    public static async Task<WholeWorkload> Make(long findings, int seed, string codec, string root, CancellationToken cancel)
    {
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"whole-v{Version}-{findings}-{seed}-{codec}"));
        if (!Directory.Exists(folder))
        {
            var (raw, unfinished) = (Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"whole-v{Version}-{findings}-{seed}-raw")), folder + ".part");
            if (!Directory.Exists(raw))
            {
                Console.Error.WriteLine($"inventing {findings:N0} findings in {raw}");
                Clear(raw + ".part");
                Hospital.WriteBench(findings, seed, raw + ".part", OtherRowsAFinding);
                Directory.Move(raw + ".part", raw);
            }
            Console.Error.WriteLine($"writing them with DuckDB in {folder}");
            Clear(unfinished);
            Directory.CreateDirectory(unfinished);
            foreach (var file in Directory.EnumerateFiles(raw, "*.parquet"))
                await Peers.Sql(Rewrite(file, Path.Combine(unfinished, Path.GetFileName(file)), codec), cancel);
            Directory.Move(unfinished, folder);
        }
        return new(folder, findings, codec);
    }

    // By day, and within a day by chance. A report's lines stay together, as the contract asks.
    private static string Rewrite(string from, string to, string codec)
    {
        var table = CanonicalTable.Named(Path.GetFileNameWithoutExtension(from))!;
        var day = table.Columns.FirstOrDefault(c => c is { Type: CanonicalType.Date, Required: true })?.Name;
        var order = table.Table switch
        {
            Table.ImagingFindings => "ORDER BY exam_date, hash(accession), accession, line",
            Table.Patients => "ORDER BY hash(patient_id)",
            Table.Providers or Table.Feeds => "",
            _ => $"ORDER BY {day}, hash(patient_id)",
        };
        return $"""
            SET memory_limit = '6GB';
            SET temp_directory = '{Path.GetDirectoryName(to)!.Replace("'", "''", StringComparison.Ordinal)}.spill';
            COPY (SELECT * FROM read_parquet('{from.Replace("'", "''", StringComparison.Ordinal)}') {order}) TO '{to.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION {codec});
            SELECT 1;
            """;
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static long Rows(string path)
    {
        using var file = TableFiles.Open(path);
        return file.RowGroups.Sum(g => (long)g);
    }
}
