using System.Globalization;
using Opportune.Columnar;
using Opportune.Synth;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Benchmarks;

/// <summary>A hospital to run over, made once for each size and seed and kept.</summary>
internal sealed record Workload(string Folder, long Findings)
{
    /// <summary>Raise it when what is invented changes, so that figures of different workloads are not compared.</summary>
    private const int Version = 1;

    public string FindingsFile => System.IO.Path.Combine(Folder, "imaging_findings.parquet");

    /// <summary>Rows of all tables but the findings.</summary>
    public long OtherRows { get; } = Directory.EnumerateFiles(Folder, "*.parquet").Sum(Rows) - Findings;

    public static Workload Make(long findings, int seed, string? root)
    {
        root ??= System.IO.Path.Combine(Repository.Root, ".opportune", "bench");
        var folder = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"v{Version}-{findings}-{seed}"));
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"inventing {findings:N0} findings in {folder}");
            // Under another name until it is complete: half a hospital must not be taken for a whole one.
            var unfinished = folder + ".part";
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            Hospital.WriteBench(findings, seed, unfinished);
            Directory.Move(unfinished, folder);
        }
        return new(folder, findings);
    }

    private static long Rows(string path)
    {
        using var file = TableFiles.Open(path);
        return file.RowGroups.Sum(g => (long)g);
    }
}
