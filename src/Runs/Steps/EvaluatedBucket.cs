using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>What came of one bucket: its gaps in output order, the patients' books, and corrections to the tables' books.</summary>
internal sealed record EvaluatedBucket(
    GapRun Gaps, IReadOnlyList<MeasureBook> Books, IReadOnlyDictionary<string, SiteBook> Sites, IReadOnlyDictionary<Table, TableBook> Corrections,
    IReadOnlyList<Reject> Rejects)
{
    /// <summary>Applies every measure to every candidate of the bucket.</summary>
    public static EvaluatedBucket Of(PreparedRun run, MemoryStream room, int bucket, CancellationToken cancel)
    {
        var content = new BucketContent();
        var books = run.Request.Rules.Measures.Select(m => new MeasureBook(m)).ToArray();
        var sites = new Dictionary<string, SiteBook>(StringComparer.Ordinal);
        var gaps = GapRun.Of(Evaluate(run, run.Exchange.OpenBucket(bucket).ReadEach(content), books, sites, cancel), room, () => run.WorkFile($"gaps-{bucket}"));
        return new(gaps, books, sites, content.Books, [.. content.Rejects]);
    }

    // One patient after the other, so that nothing about a patient outlives the patient's turn.
    private static IEnumerable<Gap> Evaluate(PreparedRun run, IEnumerable<PatientRecord> patients, MeasureBook[] books, Dictionary<string, SiteBook> sites, CancellationToken cancel)
    {
        foreach (var patient in patients)
        {
            cancel.ThrowIfCancellationRequested();
            var results = run.Evaluator.Evaluate(patient);
            var site = patient.Patient.Site ?? "";
            if (!sites.TryGetValue(site, out var atSite))
                sites[site] = atSite = new(books.Length);
            atSite.Count(patient, results);
            for (var i = 0; i < books.Length; i++)
            {
                books[i].Count(results[i]);
                foreach (var gap in results[i].Gaps)
                    yield return gap;
            }
        }
    }
}
