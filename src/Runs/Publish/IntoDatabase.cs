using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Quality;
using Opportune.Runs.Guards;
using Opportune.Runs.Ledger;
using Opportune.Runs.Samples;

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
        var (parts, held) = await ListComparison.Guard(_database, report, session.Stop);
        report = report with { Held = held };
        if (!before.People)
            clock.Time("people", 1, "step", _ => ListedPeople.Write(_database, run.Planned, evaluated, session.Stop));
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryPublish(run, evaluated, report, before, parts, clock, session) is { } done)
            {
                await DrawSamples(run, evaluated, done, session);
                return done;
            }
            // What was compared before is out of date.
            before = before.WithoutList;
        }
        throw new IOException($"{MostAttempts} times the list was changed by somebody else while this run compared itself with it; run again");
    }

    // From what was published. That stands, whatever becomes of a sample: what cannot be drawn tonight waits for the next run.
    private async Task DrawSamples(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, RunSession session)
    {
        try
        {
            await SampleDraw.Draw(_database, run, evaluated, report, session.Stop);
        }
        catch (Exception e) when (e is DbException or IOException or InputException or OperationCanceledException)
        {
        }
    }

    // Counts, files and what indicators are counted from, never entries.
    private async Task<RunReport> Keep(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, StepClock clock, RunSession session)
    {
        using var folder = new RunFolder(place.OutFolder!, place.NameOf(report.RunId));
        report = report with { Outputs = Write(run, evaluated, folder, null, before, clock, session.Stop), State = PartsVerdict.StateOf([], report.LeftOut?.Reason) };
        Complete(run, folder, report);
        using var cases = new ChangeSet(report.RunId, report.Request.AsOf, 0, run.WorkFile);
        var rules = report.Request.Rules.Measures.ToDictionary(m => m.Id, StringComparer.Ordinal);
        foreach (var gap in GapRun.MergeByPatient([.. evaluated.Select(b => b.Gaps)]))
            cases.Write(PublishedGap.Of(gap, null, null), QualityFacts.Of(gap, rules.GetValueOrDefault(gap.Measure)), null, default);
        await session.Hear();
        await session.Finish(report.State, PartsVerdict.Reason([], report.LeftOut?.Reason), connection =>
        {
            LedgerFiles.Write(connection, report);
            CaseTable.WriteSilent(connection, cases);
        });
        return report;
    }

    private async Task<RunReport?> TryPublish(
        PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, IReadOnlyCollection<MeasurePart> parts, StepClock clock, RunSession session)
    {
        var held = report.Held.Select(h => h.Part).ToHashSet();
        var gaps = evaluated.Select(b => b.Gaps).ToArray();
        var compared = before.Compared?.Read(run.WorkFile);
        if (compared is { } known && !known.Held.SetEquals(held))
        {
            known.Compared.Dispose();
            compared = null;
        }
        if (compared is null)
            before = before.WithoutList;
        using var reconciliation = compared?.Compared ?? await clock.Time("reconcile", () => ListComparison.Compare(_database, run, gaps, report, run.WorkFile, session.Stop, place.DecidedIn));
        var isFirst = await _database.Read(connection => PublishedState.Parts(connection).Count == 0, session.Stop);
        using var folder = new RunFolder(place.OutFolder!, place.NameOf(report.RunId));
        var outputs = Write(run, evaluated, folder, reconciliation.Lines, before, clock, session.Stop);
        if (held.Count > 0)
            outputs.Add(RunOutputs.Describe(folder, HeldGaps.Name, HeldGaps.Write(folder[HeldGaps.Name], run.MergedPatients, report.LeftOut, GapRun.MergeByPatient(gaps).Where(g => held.Contains(new(g.Measure, g.Site ?? ""))))));
        var rows = Rows(parts, report.Held);
        report = report with { Outputs = outputs, Changes = reconciliation.Changes, IsFirstPublication = isFirst, State = PartsVerdict.StateOf([.. rows.Select(r => r.State)], report.LeftOut?.Reason) };
        Complete(run, folder, report);
        await session.Hear();
        var done = await session.Finish(report.State, PartsVerdict.Reason(rows, report.LeftOut?.Reason), report.LeftOut is null ? null : RunFailures.Poison, (connection, end) => reconciliation.Apply(connection, c =>
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
        // What of a measure is held was not looked at as of this day.
        var held = report.Held.Select(h => h.Part.Measure).ToHashSet(StringComparer.Ordinal);
        if (report.LeftOut is null)
            QualityBook.Make(connection, report.Request.Rules.Measures.Where(m => !held.Contains(m.Id)), report.Request.Dispositions, report.Request.AsOf);
    }

    private static void Complete(PreparedRun run, RunFolder folder, RunReport report)
    {
        run.RefuseChangedInput();
        RunOutputs.WriteManifest(folder, report);
        folder.Complete();
    }

    private static List<RunPartRow> Rows(IReadOnlyCollection<MeasurePart> parts, IReadOnlyList<HeldPart> held)
    {
        var guards = held.ToDictionary(h => h.Part);
        return [.. parts.Select(p => guards.TryGetValue(p, out var guard)
            ? new RunPartRow(p.Measure, p.Site, PartStates.Held, guard.Guard, guard.Detail, null, null, null)
            : new RunPartRow(p.Measure, p.Site, PartStates.Published, null, null, null, null, null))];
    }
}
