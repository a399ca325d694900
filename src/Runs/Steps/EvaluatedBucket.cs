using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What came of one bucket: its gaps in output order, the patients' books, and corrections to the tables' books.</summary>
internal sealed record EvaluatedBucket(
    GapRun Gaps, IReadOnlyList<MeasureBook> Books, IReadOnlyDictionary<Table, TableBook> Corrections, IReadOnlyList<Reject> Rejects)
{
    /// <summary>Applies every measure to every candidate of the bucket.</summary>
    public static EvaluatedBucket Of(PreparedRun run, int bucket, CancellationToken cancel)
    {
        var content = run.Exchange.OpenBucket(bucket).Read();
        var books = run.Request.Rules.Measures.Select(m => new MeasureBook(m)).ToArray();
        var gaps = new List<Gap>();
        foreach (var patient in content.Patients)
        {
            cancel.ThrowIfCancellationRequested();
            var results = run.Evaluator.Evaluate(patient);
            for (var i = 0; i < books.Length; i++)
            {
                books[i].Count(results[i]);
                gaps.AddRange(results[i].Gaps);
            }
        }
        return new(GapRun.Of(gaps, () => run.WorkFile($"gaps-{bucket}")), books, content.Books, [.. content.Rejects]);
    }
}
