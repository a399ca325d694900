using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database.Disputes;

namespace Opportune.Database;

public sealed partial class WorklistWriter
{
    /// <summary>
    /// Takes back the last decision: the one before it holds again, the evidence that came with it is withdrawn, and so is what it did to the
    /// patient's other entries, where nobody decided otherwise since. The history keeps all of it.
    /// </summary>
    public Task<ActionResult> TakeBack(string entryId, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Act(entryId, seen, actor, (connection, entry) =>
        {
            if (LastDecision(connection, entryId) is not { } last)
                return ActionResult.No(entry, "there is no decision to take back");
            // Whoever takes back what a colleague closed reopens it.
            if (last.Actor != actor.By && EventDetail.Of(last.Detail).After?.Decision == EntryDecision.Close)
            {
                if (actor.Roles.For(Permission.ReopenClosed) is not { } lead)
                    return ActionResult.No(entry, $"{last.Actor} closed it: it is reopened by a {EntryNames.Of(Role.ClinicalLead)}, not by {actor.Roles}");
                actor = actor with { As = lead };
            }
            if (OtherOpen(connection, entry, EventDetail.Of(last.Detail).Before!, actor) is { } other)
                return ActionResult.No(entry, $"entry {other} of this patient is open in the {entry.Pathway} pathway; decide there");
            if (!Undo(connection, entry, last, actor))
                return null;
            var others = last.RequestId is { } request ? Revoke(connection, request, actor, except: entryId) : [];
            return Now(connection, entryId, actor) with { AlsoChanged = others };
        }, cancel);

    /// <summary>
    /// Withdraws a row of evidence that was entered by mistake, with all that was entered by the same decision; that decision is taken back
    /// wherever it is still the last one.
    /// </summary>
    /// <returns>The outcome for the entry on which it was entered; unknown where there is no such row.</returns>
    public Task<ActionResult> WithdrawReport(long number, EntryActor actor, CancellationToken cancel = default) =>
        database.Write(connection =>
        {
            if (connection.QuerySingleOrDefault<EnteredEvidence>(Sql.Load("worklist/find-reported-row.sql"), new { number }) is not { } row
                || EntryTable.Find(connection, row.EntryId, actor.Today, sight) is null)
                return new ActionResult { Outcome = ActionOutcome.Unknown, Message = $"there is no reported row {number}" };
            if (WasDone(connection, actor))
                return Now(connection, row.EntryId, actor);
            if (row.WithdrawnBy is { } by)
                return ActionResult.No(EntryTable.Find(connection, row.EntryId, actor.Today, Sight.Everything)!, $"{by} withdrew it already");
            var changed = Revoke(connection, row.RequestId, actor, except: null);
            return Now(connection, row.EntryId, actor) with { AlsoChanged = [.. changed.Where(e => e.EntryId != row.EntryId)] };
        }, cancel);

    // The last decision that stands: what was taken back no longer counts.
    private static EventRow? LastDecision(DbConnection connection, string entryId)
    {
        var events = EntryTable.Events(connection, entryId);
        var undone = events.Where(e => e.Kind == EventKinds.TakenBack).Select(e => EventDetail.Of(e.Detail).Undone).ToHashSet();
        return events.LastOrDefault(e => e.Kind == EventKinds.Decided && !undone.Contains(e.EventId));
    }

    private static bool Undo(DbConnection connection, EntryRow entry, EventRow decided, EntryActor actor)
    {
        var before = EventDetail.Of(decided.Detail).Before!;
        if (!EntryTable.Decide(connection, entry.EntryId, entry.Revision, before))
            return false;
        var after = EntryTable.Find(connection, entry.EntryId, actor.Today, Sight.Everything)!;
        EntryTable.AddEvent(connection, entry, after.State, actor, EventKinds.TakenBack, decided.Reason, $"taken back: {decided.Text}",
            new() { Before = entry.Last, After = before, Undone = decided.EventId });
        if (decided.RequestId is { } request)
        {
            connection.Execute(Sql.Load("hand-offs/note-undone.sql"), new { entry_id = entry.EntryId, request_id = request, undone_at = actor.At });
            DisputeTable.Withdraw(connection, entry.EntryId, request, actor.At);
        }
        return true;
    }

    // Undoes what a request did, on every entry where it is still the last word.
    private static List<EntryRow> Revoke(DbConnection connection, string requestId, EntryActor actor, string? except)
    {
        foreach (var row in EntryTable.WithdrawEvidence(connection, requestId, actor))
        {
            var entry = EntryTable.Find(connection, row.EntryId, actor.Today, Sight.Everything)!;
            EntryTable.AddEvent(connection, entry, entry.State, actor, EventKinds.ReportWithdrawn, null, $"withdrawn: {row.Display}", new() { Row = row.Number });
        }
        var changed = new List<EntryRow>();
        foreach (var decided in EntryTable.EventsOfRequest(connection, requestId)
            .Where(e => e.Kind == EventKinds.Decided && e.EntryId != except).OrderBy(e => e.EntryId, StringComparer.Ordinal))
        {
            // Somebody else may be at the same entry: it is looked at again until it was undone or is no longer to be.
            while (LastDecision(connection, decided.EntryId)?.EventId == decided.EventId
                && EntryTable.Find(connection, decided.EntryId, actor.Today, Sight.Everything) is { } entry
                && OtherOpen(connection, entry, EventDetail.Of(decided.Detail).Before!, actor) is null)
            {
                if (Undo(connection, entry, decided, actor))
                    changed.Add(EntryTable.Find(connection, decided.EntryId, actor.Today, Sight.Everything)!);
            }
        }
        return changed;
    }
}
