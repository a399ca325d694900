using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Opportune.App;
using Opportune.Engine;
using Opportune.Runs;
using Opportune.Synth;

namespace Opportune.Tests.Benchmarks.WholeJob;

/// <summary>
/// Counts the instructions of a scan with valgrind's callgrind, which no other program on the machine changes: of one scan, and of one over
/// twice as many findings, so that what they differ by is reading, without start, compiler and getting the lexicon ready.
/// </summary>
internal static partial class ScanInstructions
{
    public static async Task Run(long findings, string codec, int seed, string root, CancellationToken cancel)
    {
        var (once, twice) = (await WholeWorkload.Make(findings, seed, codec, root, cancel), await WholeWorkload.Make(findings * 2, seed, codec, root, cancel));
        var more = await Count(twice.Folder, cancel) - await Count(once.Folder, cancel);
        var bytes = ScannedBytes(twice.Folder) - ScannedBytes(once.Folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{findings:N0} findings more, {codec}: {more / 1e6:N0} million instructions, {more / (double)bytes:N1} for each byte of the {bytes / 1e6:N1} MB of files that the scan reads, {more / (double)findings:N0} a finding"));
    }

    /// <summary>Scans a folder, and does nothing with what it found.</summary>
    public static void Scan(string folder, int threads)
    {
        using var run = PlannedRun.Of(LoadedJobs.Load(null, null).Request("nightly", Hospital.BenchAsOf, folder, threads), TimeProvider.System);
        using var exchange = new Exchange(run.Plan);
        var work = PartitionWork.Scanning(run);
        foreach (var partition in run.Plan.ScanPartitions)
            work.Do(partition, exchange);
    }

    private static async Task<long> Count(string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null", Environment.ProcessPath!, "measure-scan", folder, "1"]) { RedirectStandardError = true };
        // Without a limit the runtime asks for more address space than valgrind has, it does not survive there while code is written through
        // another mapping than it is run in, and code that is compiled twice would be counted twice.
        foreach (var (name, value) in new[] { ("GCHeapHardLimit", "0x40000000"), ("EnableWriteXorExecute", "0"), ("gcConcurrent", "0"), ("TieredCompilation", "0") })
            start.Environment["DOTNET_" + name] = value;
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 && Collected().Match(said) is { Success: true } match
            ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"valgrind failed: {said}");
    }

    // The others are gathered.
    private static long ScannedBytes(string folder) =>
        new[] { "patients", "imaging_findings", "conditions" }.Sum(table => new FileInfo(Path.Combine(folder, table + ".parquet")).Length);

    [GeneratedRegex(@"Collected : (\d+)")]
    private static partial Regex Collected();
}
