using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>What came of one bucket: its gaps in output order, the patients' books, and corrections to the tables' books.</summary>
internal sealed record EvaluatedBucket(
    GapRun Gaps, IReadOnlyList<MeasureBook> Books, IReadOnlyDictionary<string, SiteBook> Sites, IReadOnlyDictionary<Table, TableBook> Corrections,
    IReadOnlyList<Reject> Rejects)
{
    /// <summary>The rows of each candidate of whom they alone say what comes of the patient; none where nothing is kept.</summary>
    public IReadOnlyList<RowsName> Regular { get; init; } = [];

    /// <summary>Hashes of those whose rows are to be looked at each night.</summary>
    public IReadOnlyCollection<ulong> Irregular { get; init; } = [];

    /// <summary>Applies every measure to every candidate of the bucket of whom it is not known what comes of that.</summary>
    public static EvaluatedBucket Of(PreparedRun run, BucketRoom room, int bucket, CancellationToken cancel)
    {
        var (content, gaps) = (new BucketContent(), new GapSorter(room.Gaps));
        var books = new PatientBooks(run.Request.Rules.Measures, run.Request.AsOf);
        var answers = run.Planned.Cache is { } cache ? new BucketAnswers(run, cache, bucket, room, gaps, books) : null;
        // One patient after the other, so that nothing about a patient outlives the patient's turn.
        using var records = run.Exchange.OpenBucket(bucket);
        // Of whom nothing is new what came of them before is taken; where that no longer holds, their rows are brought back.
        if (run.Census is { } census && answers is not null)
            census.Recall(census.Uncalled(bucket).Where(rows => !answers.Known.Take(rows)).Select(rows => rows.Patient).ToList(), records);
        foreach (var candidate in records.ReadEach(content, answers?.Known))
        {
            cancel.ThrowIfCancellationRequested();
            var (rows, patient) = candidate;
            if (answers is not null && rows != default)
            {
                answers.Make(rows, patient);
                continue;
            }
            var results = run.Evaluator.Evaluate(patient);
            books.Count(patient, results);
            foreach (var gap in results.SelectMany(r => r.Gaps))
                gaps.Add(gap);
        }
        answers?.Keep();
        return new(GapRun.Of(gaps, run.Exchange.TryKeep, () => run.WorkFile($"gaps-{bucket}")), books.Measures, books.Sites, content.Books, [.. content.Rejects])
        {
            Regular = [.. answers?.Regular ?? []],
            Irregular = content.Irregular,
        };
    }
}
