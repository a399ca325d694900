using System.Globalization;
using Opportune.App.Commands;
using Opportune.Synth;
using Opportune.Tests.Benchmarks.Measuring;

namespace Opportune.Tests.Benchmarks.WholeJob;

/// <summary>The whole job beside what people would use instead, in turns, over the same files.</summary>
internal static class WholeSession
{
    private const double Mega = 1e6;

    public static async Task<int> Run(IReadOnlyList<long> sizes, IReadOnlyList<string> codecs, IReadOnlyList<int> threads, int repeats, int seed, bool secondNight, string root, CancellationToken cancel)
    {
        foreach (var findings in sizes)
        {
            foreach (var codec in codecs)
            {
                var workload = await WholeWorkload.Make(findings, seed, codec, root, cancel);
                Describe(workload);
                foreach (var count in threads)
                {
                    if (secondNight)
                        await RunNights(workload, count, repeats, seed, cancel);
                    else
                        await Run(workload, count, repeats, cancel);
                }
            }
        }
        return 0;
    }

    private static void Describe(WholeWorkload workload)
    {
        var (needed, all) = Roof.Bytes(workload.Folder);
        Line($"\n{workload.Findings:N0} findings and {workload.OtherRows:N0} other rows, {workload.Codec}, {workload.Bytes / Mega:N0} MB; the columns that the lists need hold {needed / Mega:N0} of {all / Mega:N0} MB");
    }

    private static async Task Run(WholeWorkload workload, int threads, int repeats, CancellationToken cancel)
    {
        var (ours, whole, plain, duck, roofs) = (new List<WholeMeasure>(), new List<WholeMeasure>(), new List<WholeMeasure>(), new List<WholeMeasure>(), new List<double>());
        for (var i = 0; i < repeats; i++)
        {
            roofs.Add(Math.Min(await Peers.Roof(workload.Folder, threads, cancel), await Peers.DuckDbRoof(workload.Folder, threads, cancel)));
            ours.Add(await Peers.Whole("measure-whole", workload.Folder, threads, cancel));
            duck.Add(await Peers.DuckDbWhole(workload.Folder, Hospital.BenchAsOf, threads, cancel));
            plain.Add(await Peers.Whole("measure-plain", workload.Folder, threads, cancel));
            whole.Add(await Peers.Whole("measure-seven", workload.Folder, threads, cancel));
            Console.Error.WriteLine($"measured {i + 1} of {repeats}");
        }
        var roof = Median(roofs);
        Line($"{threads} thread(s), medians of {repeats}: the first time in a program of its own, then with its code compiled; peak memory of the first; patients listed");
        Row("product, two lists", ours, roof, Second(ours));
        Row("product, all seven", whole, roof, Second(ours));
        Row("DuckDB, two lists", duck, roof, Second(ours));
        Row("plain C#, two lists", plain, roof, Second(ours));
        Line($"  {"roof: read and expand",-22} {"",10} {roof,9:N2} s");
        Line($"  product's steps: {string.Join(", ", ours[0].Steps.Keys.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step} {Median(ours.Select(m => m.Steps[step])):N2}")))}; it read {ours[0].BytesRead / Mega:N0} MB");
    }

    // The first night has its cache still cold; the SQL reads everything each night.
    private static async Task RunNights(WholeWorkload workload, int threads, int repeats, int seed, CancellationToken cancel)
    {
        var (nights, duck) = (new List<Nights>(), new List<WholeMeasure>());
        for (var i = 0; i < repeats; i++)
        {
            nights.AddRange(await SecondNight.Measure(workload.Folder, workload.Findings, WholeWorkload.OtherRowsAFinding, seed, threads, 1, cancel));
            duck.Add(await Peers.DuckDbWhole(workload.Folder, Hospital.BenchAsOf, threads, cancel));
        }
        Line($"second night with one new row for a hundred, {threads} thread(s), medians of {repeats}");
        SecondNight.Print(nights);
        var (night, sql) = (Median(nights.Select(n => n.Night.Seconds)), Second(duck));
        Line($"  DuckDB, two lists, all rows: {sql:N2} s, {sql / night:N2} times the second night");
    }

    private static double Second(List<WholeMeasure> measures) => Median(measures.Select(m => m.Seconds[1]));

    private static void Row(string name, List<WholeMeasure> measures, double roof, double ours)
    {
        var lists = string.Join(", ", measures[0].Lists.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Key} {l.Value:N0}")));
        var processor = measures[0].Processor.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Median(measures.Select(m => m.Processor[1])):N2} s of processors") : "";
        Line($"  {name,-22} {Median(measures.Select(m => m.Seconds[0])),8:N2} s {Second(measures),9:N2} s {Median(measures.Select(m => m.PeakBytes / Mega)),8:N0} MB; {Second(measures) / ours:N2} of the product, {Second(measures) / roof:N2} of the roof; {processor}; {lists}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
