using System.Diagnostics;
using System.Globalization;
using Opportune.Synth;
using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks;

/// <summary>
/// Two nights of one hospital: the same files, and on the second night one new file a table with one row for a hundred. The
/// new rows are of patients who are there already.
/// </summary>
internal static class SecondNight
{
    private const int Share = 100;

    private static readonly string[] Growing = ["imaging_findings", "conditions", "medications", "procedures", "results", "encounters"];

    public static async Task Run(Workload workload, int seed, int threads, int repeats, CancellationToken cancel)
    {
        var nights = await Measure(workload.Folder, workload.Findings, Hospital.BenchOtherRows, seed, threads, repeats, cancel);
        Line($"second night: {workload.Findings:N0} findings, {workload.OtherRows:N0} other rows, and one new row for {Share}; {threads} thread(s), medians of {nights.Count}");
        Print(nights);
    }

    /// <summary>A first night, with a cache and without, and a second one likewise, so often.</summary>
    /// <param name="source">Folder of the first night's tables.</param>
    /// <param name="findings">How many they hold.</param>
    /// <param name="otherRows">Rows of the other tables for each.</param>
    /// <param name="seed">What the new rows are drawn from.</param>
    /// <param name="threads">How many.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="InvalidOperationException">A second night did not give what a full run gives.</exception>
    public static async Task<List<Nights>> Measure(string source, long findings, int otherRows, int seed, int threads, int repeats, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-nights-");
        try
        {
            var (hospital, made) = (Path.Combine(folder.FullName, "hospital"), Path.Combine(folder.FullName, "new"));
            Lay(source, hospital, 0);
            Hospital.WriteBench(findings / Share, seed + 1, made, otherRows);
            var day = Hospital.BenchAsOf;
            var nights = new List<Nights>();
            for (var i = 0; i < repeats; i++)
            {
                var cache = Path.Combine(folder.FullName, $"cache-{i}");
                var plain = await Peers.Night(hospital, day, null, threads, cancel);
                var fill = await Peers.Night(hospital, day, cache, threads, cancel);
                await Flush(cancel);
                Lay(made, hospital, 1);
                var full = await Peers.Night(hospital, day.AddDays(1), null, threads, cancel);
                var night = await Peers.Night(hospital, day.AddDays(1), cache, threads, cancel);
                Shrink(hospital);
                nights.Add(new(plain, fill, full, night));
                if (full.Result != night.Result)
                    throw new InvalidOperationException("the second night did not give what a full run gives");
                Directory.Delete(cache, recursive: true);
                Console.Error.WriteLine($"measured {i + 1} of {repeats}");
            }
            return nights;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A day lies between the nights: what the first one wrote is not still on its way to the disk.
    private static async Task Flush(CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var sync = Process.Start("sync");
        await sync.WaitForExitAsync(cancel);
    }

    /// <summary>Each table as a folder, to which files come: of all tables at first, and then of those that grow. A file is known again by its path.</summary>
    /// <param name="source">Where the files are.</param>
    /// <param name="folder">The hospital.</param>
    /// <param name="number">So many files a table are there already.</param>
    public static void Lay(string source, string folder, int number)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*.parquet"))
        {
            var table = Path.GetFileNameWithoutExtension(file);
            if (number > 0 && !Growing.Contains(table))
                continue;
            Directory.CreateDirectory(Path.Combine(folder, table));
            File.CreateSymbolicLink(FileOf(folder, table, number), file);
        }
    }

    private static void Shrink(string folder)
    {
        foreach (var table in Growing)
            File.Delete(FileOf(folder, table, 1));
    }

    private static string FileOf(string folder, string table, int number) => Path.Combine(folder, table, $"part-{number}.parquet");

    /// <summary>Prints what the steps took, medians.</summary>
    public static void Print(List<Nights> nights)
    {
        Line($"  {"",-22} {"full run",10} {"second night",14} {"ratio",8}");
        foreach (var step in nights[0].Full.Steps.Keys.Append("keep"))
            Row(step, nights.Select(n => n.Full.Of(step)), nights.Select(n => n.Night.Of(step)));
        Row("scan, gather, keep", nights.Select(n => n.Full.Reading), nights.Select(n => n.Night.Reading));
        Row("  processor seconds", nights.Select(n => n.Full.ProcessorReading), nights.Select(n => n.Night.ProcessorReading));
        Row("whole run", nights.Select(n => n.Full.Seconds), nights.Select(n => n.Night.Seconds));
        Row("  processor seconds", nights.Select(n => n.Full.Processor.Values.Sum()), nights.Select(n => n.Night.Processor.Values.Sum()));
        Line($"  first night with a cache / without: {Median(nights.Select(n => n.Fill.Seconds)) / Median(nights.Select(n => n.Plain.Seconds)):N2} whole, {Median(nights.Select(n => n.Fill.Reading)) / Median(nights.Select(n => n.Plain.Reading)):N2} scan and gather, {Median(nights.Select(n => n.Fill.ProcessorReading)) / Median(nights.Select(n => n.Plain.ProcessorReading)):N2} of it in processor seconds");
        var last = nights[^1];
        Line($"  kept {last.Fill.Written / 1e6:N0} MB; the second night read {last.Night.Read / 1e6:N0} MB of it and {last.Night.RowGroups - last.Night.Reused} of {last.Night.RowGroups} row groups anew; it looked at {last.Night.Called:N0} of {last.Night.People:N0} people and knew what comes of {last.Night.Known:N0} of {last.Night.Candidates:N0} candidates");
    }

    private static void Row(string name, IEnumerable<double> full, IEnumerable<double> night)
    {
        var (a, b) = (Median(full), Median(night));
        Line($"  {name,-22} {a,9:N2} s {b,13:N2} s {(a > 0 ? b / a : 0),8:P1}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Two nights, each with what was kept and without.</summary>
/// <param name="Plain">The first, without.</param>
/// <param name="Fill">The first, which keeps.</param>
/// <param name="Full">The second, without.</param>
/// <param name="Night">The second, with what was kept.</param>
internal sealed record Nights(NightMeasure Plain, NightMeasure Fill, NightMeasure Full, NightMeasure Night);
