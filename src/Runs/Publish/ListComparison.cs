using Microsoft.Win32.SafeHandles;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Bands;
using Opportune.Runs.Guards;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>A run compared with what is published: first by the guards, part by part, then row by row. Nothing is written yet.</summary>
internal static class ListComparison
{
    /// <summary>The parts of the run and of the list, and those that the guards hold.</summary>
    public static async Task<(IReadOnlyList<MeasurePart> Parts, IReadOnlyList<HeldPart> Held)> Guard(OpportuneDatabase database, RunReport report, CancellationToken cancel)
    {
        var published = await database.Read(PublishedRuns.Load, cancel);
        var parts = PartsOf(report, published);
        var nights = await database.Read(c => LearnedNights.Load(c, report.Request), cancel);
        return (parts, RunGuards.Check(GuardedRun.Of(report), published, parts, report.Request.Rules, report.Request.Guards, nights));
    }

    /// <summary>Compares row by row, but for what is held.</summary>
    /// <param name="database">Where the list is.</param>
    /// <param name="run">The run.</param>
    /// <param name="gaps">The gaps of each bucket.</param>
    /// <param name="report">What came of them, with what is held.</param>
    /// <param name="workFile">Gives an empty file of that name, to be deleted when it is closed.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <param name="decidedIn">Where it was decided what is shown; null: where the list is.</param>
    public static Task<Reconciliation> Compare(
        OpportuneDatabase database, PreparedRun run, IReadOnlyList<GapRun> gaps, RunReport report, Func<string, SafeFileHandle> workFile, CancellationToken cancel, OpportuneDatabase? decidedIn = null)
    {
        var request = new ReconcileRequest
        {
            RunId = report.RunId,
            AsOf = report.Request.AsOf,
            Measures = report.Request.Rules.Measures,
            Hashes = report.Request.Hashes,
            MergedPatients = run.MergedPatients,
            Workload = report.Request.Workload,
            Held = report.Held.Select(h => h.Part).ToHashSet(),
            DecidedIn = decidedIn,
            IsLeftOut = report.LeftOut is { } leftOut ? leftOut.Holds : null,
        };
        return Reconciliation.Compare(database, request, GapRun.MergeByPatient(gaps), workFile, cancel);
    }

    // Every measure at every site that was seen or is published: one that vanished is a part, too.
    private static List<MeasurePart> PartsOf(RunReport report, IReadOnlyDictionary<MeasurePart, GuardedRun> published)
    {
        var measures = report.Request.Rules.Measures.Select(m => m.Id).ToList();
        var seen = from measure in measures from site in report.Counts.Sites select new MeasurePart(measure, site);
        return [.. seen.Concat(published.Keys.Where(p => measures.Contains(p.Measure))).Distinct().OrderBy(p => p.Measure, StringComparer.Ordinal).ThenBy(p => p.Site, StringComparer.Ordinal)];
    }
}
