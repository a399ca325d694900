using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>What a person does about parts that a guard holds.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Measure">Only parts of this measure; null: of any.</param>
/// <param name="Site">Only parts at this site; null: at any.</param>
/// <param name="By">Who decides.</param>
/// <param name="Reason">Why.</param>
public sealed record HeldDecision(string RunId, string? Measure, string? Site, string By, string Reason);

/// <summary>Releases, rejects and supersedes what guards hold.</summary>
public static class HeldParts
{
    /// <summary>Publishes held parts, as the run found them.</summary>
    /// <param name="database">The database.</param>
    /// <param name="decision">Which parts, who and why.</param>
    /// <param name="request">The job as its files say now: they must be those of the run.</param>
    /// <param name="cancel">Cancels; nothing is published then.</param>
    /// <returns>The parts, and what changed by their publication.</returns>
    /// <exception cref="InputException">Nothing of that is held, the rules changed since, or the file of held gaps is not what the ledger says.</exception>
    public static async Task<(IReadOnlyList<MeasurePart> Parts, IReadOnlyList<ChangeCount> Changes)> Release(
        OpportuneDatabase database, HeldDecision decision, RunRequest request, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (run, all, chosen) = await database.Read(connection => Find(connection, decision), cancel);
            if (run.RulesSha256 != request.RulesHash || run.LexiconSha256 != request.Lexicon.Hash)
                throw new InputException($"the rules or the lexicon changed since run {run.RunId}; run the job again instead of releasing it");
            await using var file = Open(await database.Read(connection => HeldFile(connection, run), cancel), run);
            using var from = new BinaryReader(file);
            var (merged, leftOut) = HeldGaps.ReadHead(from);
            var wanted = chosen.Select(p => new MeasurePart(p.Measure, p.Site)).ToHashSet();
            var work = new ReconcileRequest
            {
                RunId = run.RunId,
                AsOf = run.AsOf,
                Measures = request.Rules.Measures,
                Hashes = request.Hashes,
                MergedPatients = merged,
                Workload = request.Workload,
                IsLeftOut = leftOut is null ? null : leftOut.Holds,
                Held = await database.Read(connection => Others(connection, all, wanted, request), cancel),
            };
            using var folder = new WorkFolder();
            using var reconciliation = await Reconciliation.Compare(
                database, work, HeldGaps.ReadGaps(from).Where(g => wanted.Contains(new(g.Measure, g.Site ?? ""))), folder.Create, cancel);
            if (await database.Write(connection => reconciliation.Apply(connection, c => Decide(c, run, chosen, PartStates.Released, decision.By, decision.Reason)), cancel))
                return ([.. wanted], reconciliation.Changes);
            if (attempt == 5)
                throw new IOException("the list was changed by somebody else again and again; release again");
        }
    }

    /// <summary>Turns held parts down: what is published stays.</summary>
    /// <returns>The parts.</returns>
    /// <exception cref="InputException">Nothing of that is held.</exception>
    public static Task<IReadOnlyList<MeasurePart>> Reject(OpportuneDatabase database, HeldDecision decision, CancellationToken cancel) =>
        database.Write<IReadOnlyList<MeasurePart>>(connection =>
        {
            var (run, _, chosen) = Find(connection, decision);
            Decide(connection, run, chosen, PartStates.Rejected, decision.By, decision.Reason);
            return [.. chosen.Select(p => new MeasurePart(p.Measure, p.Site))];
        }, cancel);

    /// <summary>Settles held parts of earlier runs that this publication made obsolete.</summary>
    internal static void Supersede(DbConnection connection, string runId, IReadOnlySet<MeasurePart> published)
    {
        foreach (var older in RunCatalog.HeldByOthers(connection, runId).Where(h => published.Contains(new(h.Measure, h.Site))).GroupBy(h => h.RunId))
        {
            var run = RunCatalog.Find(connection, older.Key)!;
            var parts = RunCatalog.Parts(connection, older.Key).FindAll(p => published.Contains(new(p.Measure, p.Site)));
            Decide(connection, run, parts, PartStates.Superseded, null, $"published by {runId}");
        }
    }

    private static (RunRow Run, IReadOnlyList<RunPartRow> All, IReadOnlyList<RunPartRow> Chosen) Find(DbConnection connection, HeldDecision decision)
    {
        var run = RunCatalog.Find(connection, decision.RunId)!;
        var all = RunCatalog.Parts(connection, run.RunId);
        var asked = all.FindAll(p => (decision.Measure is null || p.Measure == decision.Measure) && (decision.Site is null || p.Site == decision.Site));
        var held = asked.FindAll(p => p.State == PartStates.Held);
        if (held.Count > 0)
            return (run, all, held);
        if (asked.Find(p => p.State == PartStates.Superseded) is { } superseded)
            throw new InputException($"{superseded.Measure} at {(superseded.Site.Length == 0 ? "all sites" : superseded.Site)} was {superseded.DecisionReason} meanwhile; there is nothing left to decide");
        throw new InputException($"run {run.RunId} holds nothing{(decision.Measure is null && decision.Site is null ? "" : " of that")}; 'runs show {run.RunId}' says what became of its parts");
    }

    private static void Decide(DbConnection connection, RunRow run, IEnumerable<RunPartRow> parts, string state, string? by, string reason)
    {
        foreach (var part in parts)
            RunLedger.DecidePart(connection, run.RunId, part.Measure, part.Site, state, by, reason);
        var now = RunCatalog.Parts(connection, run.RunId);
        var missing = GivenUpUnits.WhatIsMissing(PartitionLedger.Failed(connection, run.RunId));
        RunLedger.ChangeState(connection, run.RunId, PartsVerdict.StateOf([.. now.Select(p => p.State)], missing), PartsVerdict.Reason(now, missing));
    }

    // All parts of the measures but those that are released: nothing of them may change.
    private static HashSet<MeasurePart> Others(DbConnection connection, IReadOnlyList<RunPartRow> all, HashSet<MeasurePart> wanted, RunRequest request)
    {
        var measures = request.Rules.Measures.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        return [.. all.Select(p => new MeasurePart(p.Measure, p.Site))
            .Concat(RunCatalog.Publications(connection).Select(p => new MeasurePart(p.Measure, p.Site)).Where(p => measures.Contains(p.Measure)))
            .Where(p => !wanted.Contains(p))];
    }

    private static RunFileRow HeldFile(DbConnection connection, RunRow run) =>
        RunCatalog.Files(connection, run.RunId).Find(f => f.Direction == FileDirections.Held)
        ?? throw new InputException($"run {run.RunId} left no file of held gaps; run the job again");

    private static FileStream Open(RunFileRow row, RunRow run)
    {
        var path = Path.Combine(run.Folder!, row.Name);
        if (!File.Exists(path))
            throw new InputException($"{path} is gone; run the job again");
        var file = File.OpenRead(path);
        if (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)) != row.Sha256)
        {
            file.Dispose();
            throw new InputException($"{path} is not the file that run {run.RunId} wrote; run the job again");
        }
        file.Position = 0;
        return file;
    }
}
