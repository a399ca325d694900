using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Guards;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>
/// Files complete and on the disk under the run's own folder, then one transaction that makes them what readers see.
/// What the guards hold keeps its last published state, and waits in a file of the folder.
/// </summary>
internal sealed class IntoDatabase(RunPlace place) : Delivery
{
    // Each time somebody else published, or decided on an entry, between comparing and writing.
    private const int MostAttempts = 5;

    private readonly OpportuneDatabase _database = place.Database!;

    public override async Task<RunReport> Publish(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, StepClock clock, RunSession session)
    {
        report = report with { Folder = place.FolderOf(report.RunId) };
        if (place.Backfill)
            return await Keep(run, evaluated, report, before, clock, session);
        var published = await _database.Read(PublishedRuns.Load, session.Stop);
        var parts = PartsOf(report, published);
        var held = RunGuards.Check(GuardedRun.Of(report), published, parts, report.Request.Rules, report.Request.Guards);
        report = report with { Held = held };
        if (!before.People)
            clock.Time("people", 1, "step", _ => ListedPeople.Write(_database, run.Planned, evaluated.Select(b => b.Gaps), session.Stop));
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryPublish(run, evaluated, report, before, parts, clock, session) is { } done)
                return done;
        }
        throw new IOException($"{MostAttempts} times the list was changed by somebody else while this run compared itself with it; run again");
    }

    // Counts and files, never entries.
    private async Task<RunReport> Keep(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, StepClock clock, RunSession session)
    {
        using var folder = new RunFolder(place.OutFolder!, place.NameOf(report.RunId));
        report = report with { Outputs = Write(run, evaluated, folder, null, before, clock, session.Stop), State = StateOf([], report.LeftOut) };
        Complete(run, folder, report);
        await session.Hear();
        await session.Finish(report.State, ReasonOf([], report.LeftOut), connection => LedgerFiles.Write(connection, report));
        return report;
    }

    private static string StateOf(IReadOnlyCollection<RunPartRow> parts, LeftOut? leftOut) =>
        PartsVerdict.StateOf([.. parts.Select(p => p.State)]) is var state && state == RunStates.Succeeded && leftOut is not null ? RunStates.Partial : state;

    private static string? ReasonOf(IReadOnlyCollection<RunPartRow> parts, LeftOut? leftOut) =>
        string.Join("; ", new[] { PartsVerdict.Reason(parts), leftOut?.Reason }.OfType<string>()) is { Length: > 0 } reason ? reason : null;

    private async Task<RunReport?> TryPublish(
        PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, IReadOnlyCollection<MeasurePart> parts, StepClock clock, RunSession session)
    {
        var held = report.Held.Select(h => h.Part).ToHashSet();
        var request = new ReconcileRequest
        {
            RunId = report.RunId,
            AsOf = report.Request.AsOf,
            Measures = report.Request.Rules.Measures,
            Hashes = report.Request.Hashes,
            MergedPatients = run.MergedPatients,
            Workload = report.Request.Workload,
            Held = held,
            IsLeftOut = report.LeftOut is { } leftOut ? patient => leftOut.Holds(run.Plan, patient) : null,
        };
        var gaps = evaluated.Select(b => b.Gaps).ToArray();
        using var reconciliation = await clock.Time("reconcile", () => Reconciliation.Compare(_database, request, GapRun.MergeByPatient(gaps), run.WorkFile, session.Stop));
        using var folder = new RunFolder(place.OutFolder!, place.NameOf(report.RunId));
        var outputs = Write(run, evaluated, folder, reconciliation.Lines, before, clock, session.Stop);
        if (held.Count > 0)
            outputs.Add(RunOutputs.Describe(folder, HeldGaps.Name, HeldGaps.Write(folder[HeldGaps.Name], run.MergedPatients, GapRun.MergeByPatient(gaps).Where(g => held.Contains(new(g.Measure, g.Site ?? ""))))));
        var rows = Rows(parts, report.Held);
        report = report with { Outputs = outputs, Changes = reconciliation.Changes, State = StateOf(rows, report.LeftOut) };
        Complete(run, folder, report);
        await session.Hear();
        var done = await session.Finish(report.State, ReasonOf(rows, report.LeftOut), report.LeftOut is null ? null : RunFailures.Poison, (connection, end) => reconciliation.Apply(connection, c =>
        {
            end(c);
            WriteRest(c, report, rows);
        }));
        if (!done)
            RunFolder.Remove(report.Folder!);
        return done ? report : null;
    }

    private static void WriteRest(DbConnection connection, RunReport report, IReadOnlyList<RunPartRow> parts)
    {
        LedgerFiles.Write(connection, report);
        RunLedger.AddParts(connection, report.RunId, parts);
        HeldParts.Supersede(connection, report.RunId, parts.Where(p => p.State == PartStates.Published).Select(p => new MeasurePart(p.Measure, p.Site)).ToHashSet());
    }

    private static void Complete(PreparedRun run, RunFolder folder, RunReport report)
    {
        run.RefuseChangedInput();
        RunOutputs.WriteManifest(folder, report);
        folder.Complete();
    }

    // Every measure at every site that was seen or is published: one that vanished is a part, too.
    private static List<MeasurePart> PartsOf(RunReport report, IReadOnlyDictionary<MeasurePart, GuardedRun> published)
    {
        var measures = report.Request.Rules.Measures.Select(m => m.Id).ToList();
        var seen = from measure in measures from site in report.Counts.Sites select new MeasurePart(measure, site);
        return [.. seen.Concat(published.Keys.Where(p => measures.Contains(p.Measure))).Distinct().OrderBy(p => p.Measure, StringComparer.Ordinal).ThenBy(p => p.Site, StringComparer.Ordinal)];
    }

    private static List<RunPartRow> Rows(IReadOnlyCollection<MeasurePart> parts, IReadOnlyList<HeldPart> held)
    {
        var guards = held.ToDictionary(h => h.Part);
        return [.. parts.Select(p => guards.TryGetValue(p, out var guard)
            ? new RunPartRow(p.Measure, p.Site, PartStates.Held, guard.Guard, guard.Detail, null, null, null)
            : new RunPartRow(p.Measure, p.Site, PartStates.Published, null, null, null, null, null))];
    }
}
