using System.Diagnostics;
using System.Globalization;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;

namespace Opportune.Tests.Benchmarks;

/// <summary>
/// Times the patient logic alone: patients with many events each, in memory, against all shipped measures. A batch of patients
/// is made whole, with all their events, before its time begins, and let go after it: so the memory is a batch's, however
/// many patients there are, and every event that is evaluated lies in memory.
/// </summary>
internal static class PatientLogic
{
    private const int Batch = 2_000;

    private static readonly DateOnly AsOf = new(2026, 6, 30);

    /// <summary>Prints patients a second for each number of patients and threads.</summary>
    /// <param name="counts">How many patients.</param>
    /// <param name="events">Events of each.</param>
    /// <param name="threads">Thread counts.</param>
    /// <param name="seed">What patients are drawn from.</param>
    public static int Run(IReadOnlyList<int> counts, int events, IReadOnlyList<int> threads, int seed)
    {
        var jobs = JobsFolder.Load(Path.Combine(Unit.Columnar.Repository.Root, "jobs"), siteValueSets: null, new Problems())!;
        var measures = jobs.Measures;
        var rules = new Rulebook { Measures = measures, ValueSets = jobs.ValueSets };
        Table[] tables = [.. CanonicalTable.All.Select(t => t.Table)];
        var coverage = new Coverage(tables.Select(t => new FeedInterval(t, null, null, new(new(1990, 1, 1), AsOf), Coverage.DefaultLagDays)), tables.ToHashSet());
        var evaluator = new MeasureEvaluator(rules, coverage, SiteControls.HoldingExcept(new HashSet<string>()), AsOf);
        Console.WriteLine($"{measures.Count} measures, {events} events a patient, batches of {Batch:N0} patients; {Environment.ProcessorCount} processors, .NET {Environment.Version}");
        // Code is warm before anything counts.
        Measure(evaluator, rules, Batch, events, threads[^1], seed);
        foreach (var count in counts)
        {
            foreach (var own in threads)
                Console.WriteLine(Measure(evaluator, rules, count, events, own, seed));
        }
        return 0;
    }

    private static string Measure(MeasureEvaluator evaluator, Rulebook rules, int patients, int events, int threads, int seed)
    {
        var (time, processor, gaps, done) = (TimeSpan.Zero, TimeSpan.Zero, 0L, 0);
        for (var batch = 0; done < patients; batch++)
        {
            var many = new InventedPatients(rules, AsOf, events).Make(seed + batch, Math.Min(Batch, patients - done));
            var (began, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var found = new long[threads];
            Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, own =>
            {
                for (var i = own; i < many.Length; i += threads)
                {
                    foreach (var result in evaluator.Evaluate(many[i]))
                        found[own] += result.Gaps.Count;
                }
            });
            time += Stopwatch.GetElapsedTime(began);
            processor += Environment.CpuUsage.TotalTime - worked;
            (gaps, done) = (gaps + found.Sum(), done + many.Length);
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"{done,9:N0} patients, {threads} thread(s): {done / time.TotalSeconds,9:N0} patients/s, {processor.TotalMicroseconds / done,6:N1} us of a processor a patient, {gaps / (double)done:N2} gaps a patient, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");
    }
}
