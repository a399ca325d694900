using System.Data.Common;
using Microsoft.Data.Sqlite;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// What people do to entries: the half that runs never write. Each action is one transaction with its row of the entry's history, taken only
/// if nobody changed the entry since the person looked at it; otherwise the result says who changed what.
/// </summary>
public sealed partial class WorklistWriter(OpportuneDatabase database, Dispositions dispositions, Sight sight)
{
    private const string UniqueViolation = "23505";
    private const int SqliteUniqueViolation = 2067;

    /// <summary>Gives an entry to a person, or with null to nobody.</summary>
    public Task<ActionResult> Assign(string entryId, string? assignee, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Change(entryId, seen, actor, _ => assignee, EventKinds.Assigned, assignee is null ? "given back to all" : $"given to {OneLine(assignee)}",
            (connection, to) => EntryTable.Assign(connection, entryId, seen.Revision, to), cancel);

    /// <summary>Writes the entry's note, or with null removes it.</summary>
    public Task<ActionResult> Note(string entryId, string? note, EntrySeen seen, EntryActor actor, CancellationToken cancel = default) =>
        Change(entryId, seen, actor, _ => note, EventKinds.Noted, note is null ? "note removed" : "note written",
            (connection, text) => EntryTable.Note(connection, entryId, seen.Revision, text), cancel);

    /// <summary>Adds a line below the entry's note.</summary>
    internal Task<ActionResult> AddToNote(string entryId, string line, EntrySeen seen, EntryActor actor, CancellationToken cancel) =>
        Change(entryId, seen, actor, entry => entry.Note is { } note ? $"{note}\n{line}" : line, EventKinds.Noted, "note added to",
            (connection, text) => EntryTable.Note(connection, entryId, seen.Revision, text), cancel);

    private Task<ActionResult> Change(
        string entryId, EntrySeen seen, EntryActor actor, Func<EntryRow, string?> valueOf, string kind, string text, Func<DbConnection, string?, bool> change,
        CancellationToken cancel) =>
        Act(entryId, seen, actor, (connection, entry) =>
        {
            var value = valueOf(entry);
            if (value is not null && FieldRules.TextRefusal(value) is { } refused)
                return ActionResult.No(entry, refused);
            if (!change(connection, value))
                return null;
            EntryTable.AddEvent(connection, entry, entry.State, actor, kind, null, text, new() { Value = value });
            return Now(connection, entryId, actor);
        }, cancel);

    // One action in one transaction. 'act' gives null where its conditional update found another revision.
    private async Task<ActionResult> Act(
        string entryId, EntrySeen seen, EntryActor actor, Func<DbConnection, EntryRow, ActionResult?> act, CancellationToken cancel)
    {
        try
        {
            return await database.Write(connection =>
            {
                // What who acts may not see is not there for that person.
                if (EntryTable.Find(connection, entryId, actor.Today, sight) is not { } entry)
                    return ActionResult.NotThere(entryId);
                // A commit whose answer was lost, or a form that was sent twice: it is done already.
                if (WasDone(connection, actor))
                    return Now(connection, entryId, actor);
                var result = entry.Revision == seen.Revision ? act(connection, entry) : null;
                return result ?? (WasDone(connection, actor) ? Now(connection, entryId, actor) : Conflict(connection, entryId, seen, actor));
            }, cancel);
        }
        catch (DbException e) when (e.SqlState == UniqueViolation || e is SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation })
        {
            // The database's own word on one open entry a patient and pathway: another one was opened in the same moment.
            return await database.Read(connection => ActionResult.No(EntryTable.Find(connection, entryId, actor.Today, Sight.Everything)!, "another entry of this patient in the pathway was just opened; look at that one"), cancel);
        }
    }

    private static bool WasDone(DbConnection connection, EntryActor actor) => EntryTable.EventsOfRequest(connection, actor.RequestId).Count > 0;

    private static ActionResult Now(DbConnection connection, string entryId, EntryActor actor) =>
        new() { Outcome = ActionOutcome.Done, Entry = EntryTable.Find(connection, entryId, actor.Today, Sight.Everything) };

    private static ActionResult Conflict(DbConnection connection, string entryId, EntrySeen seen, EntryActor actor)
    {
        var entry = EntryTable.Find(connection, entryId, actor.Today, Sight.Everything)!;
        // Each event of these kinds raised the revision by one, so a revision is a place in their order.
        var meanwhile = EntryTable.Events(connection, entryId).Where(e => e.IsRevision).Skip((int)Math.Clamp(seen.Revision, 0, int.MaxValue)).ToList();
        var who = meanwhile.Count == 0
            ? $"it is at revision {entry.Revision}, not {seen.Revision}"
            : string.Join("; ", meanwhile.Select(e => $"{e.Actor}: {e.Text}{(e.StateBefore == e.StateAfter ? "" : $" ({e.StateBefore} to {e.StateAfter})")}"));
        return new() { Outcome = ActionOutcome.Conflict, Message = $"changed meanwhile: {who}. Look at it again and decide then", Entry = entry, Meanwhile = meanwhile };
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
