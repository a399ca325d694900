using System.Data.Common;
using System.Globalization;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// One action on many entries: each entry in a transaction of its own, refused or done by itself, so that one that a colleague changed meanwhile
/// does not hold up the others. What came of each is kept, and all of it can be undone at once.
/// </summary>
public sealed class BulkWriter(OpportuneDatabase database, WorklistWriter writer, Sight sight)
{
    /// <summary>At most so many entries at once: beyond that nobody has looked at what is chosen.</summary>
    public const int MostEntries = 1000;

    /// <summary>At most so many are closed at once.</summary>
    public const int MostClosed = 50;

    /// <summary>At most so many days are they put off; the disposition may allow less.</summary>
    public const int LongestSnooze = 90;

    /// <summary>Whether a disposition may be given to many at once: putting off, and closing by a judgement on the entry alone.</summary>
    public static bool Offers(Disposition disposition, Roles roles) => disposition.Effect switch
    {
        DispositionEffect.Snooze => true,
        DispositionEffect.Close => roles.May(Permission.CloseSeveral) && disposition is { WholePatient: false, Reports.Count: 0 } && disposition.Required.All(f => f == DispositionField.Text),
        _ => false,
    };

    /// <summary>Why the whole of it is refused, in one line; null: it is not.</summary>
    /// <param name="action">What is to be done.</param>
    /// <param name="entries">To how many.</param>
    /// <param name="typed">Of closing: the number that the person typed.</param>
    /// <param name="roles">What the person may do.</param>
    /// <param name="today">The day by which the person works.</param>
    public static string? Refusal(BulkAction action, int entries, int? typed, Roles roles, DateOnly today)
    {
        if (entries == 0)
            return "no entry is chosen; tick some";
        if (entries > MostEntries)
            return string.Create(CultureInfo.InvariantCulture, $"at most {MostEntries} entries are changed at once; narrow the filter");
        if (action.Value is { } text && FieldRules.TextRefusal(text) is { } refused)
            return refused;
        return action.Kind switch
        {
            BulkKind.Note => string.IsNullOrWhiteSpace(action.Value) ? "the note is empty; write it" : null,
            BulkKind.Decide => DecisionRefusal(action, entries, typed, roles, today),
            _ => null,
        };
    }

    /// <summary>Does it, if it was not done before under this name; gives what came of each.</summary>
    /// <param name="action">What is to be done; not refused by <see cref="Refusal"/>.</param>
    /// <param name="entries">To which; one that is chosen twice counts once.</param>
    /// <param name="actor">Who; the name of the request becomes the action's.</param>
    /// <param name="cancel">Stops between two entries; asked for again under the same name it goes on there.</param>
    public async Task<BulkResult> Do(BulkAction action, IReadOnlyList<BulkChoice> entries, EntryActor actor, CancellationToken cancel = default)
    {
        if (await Find(actor.RequestId, cancel) is { } before)
            return before;
        var results = new List<(string EntryId, BulkOutcome Outcome, string? Message)>();
        foreach (var entry in entries.DistinctBy(e => e.EntryId))
        {
            var result = await Do(action, entry, actor with { RequestId = RequestOf(actor.RequestId, entry.EntryId) }, cancel);
            if (result.Outcome != ActionOutcome.Unknown)
                results.Add((entry.EntryId, OutcomeOf(result), result.Message));
        }
        await database.Write(connection =>
        {
            if (Add(connection, action, actor) == 0)
                return 0;
            foreach (var (i, (entryId, outcome, message)) in results.Index())
                connection.Execute(Sql.Load("bulk/add-item.sql"), new { bulk_id = actor.RequestId, ordinal = i + 1L, entry_id = entryId, outcome = EntryNames.Of(outcome), message });
            return results.Count;
        }, cancel);
        return (await Find(actor.RequestId, cancel))!;
    }

    /// <summary>Who they are, before anything is done; those that do not exist are left out.</summary>
    public Task<IReadOnlyList<BulkItemRow>> Look(IReadOnlyList<string> entryIds, CancellationToken cancel = default) => database.Read<IReadOnlyList<BulkItemRow>>(connection =>
        [.. entryIds.Select(id => connection.QuerySingleOrDefault<BulkItemRow>(sight.Load("bulk/find-chosen.sql"), sight.With(new { entry_id = id }))).OfType<BulkItemRow>()], cancel);

    /// <summary>What was done under that name; null: nothing.</summary>
    public Task<BulkResult?> Find(string bulkId, CancellationToken cancel = default) => database.Read(connection =>
        connection.QuerySingleOrDefault<BulkActionRow>(Sql.Load("bulk/find-action.sql"), new { bulk_id = bulkId }) is { } action
            ? new BulkResult(action, connection.Query<BulkItemRow>(sight.Load("bulk/list-items.sql"), sight.With(new { bulk_id = bulkId })).AsList())
            : null, cancel);

    /// <summary>Whether any of those entries was changed under that name already: it did not come to its end then.</summary>
    public Task<bool> IsBegun(string bulkId, IReadOnlyList<BulkChoice> entries, CancellationToken cancel = default) =>
        database.Read(connection => entries.Any(e => EntryTable.EventsOfRequest(connection, RequestOf(bulkId, e.EntryId)).Count > 0), cancel);

    /// <summary>Undoes it on every entry that nobody changed since; asked for again it changes nothing.</summary>
    /// <returns>What came of each; null where nothing was done under that name, or by somebody else.</returns>
    public async Task<BulkResult?> Undo(string bulkId, EntryActor actor, CancellationToken cancel = default)
    {
        if (await Find(bulkId, cancel) is not { } done || done.Action.AskedBy != actor.By)
            return null;
        if (done.Action.UndoneAt is not null)
            return done;
        var results = new List<(long Ordinal, BulkOutcome Outcome, string? Message)>();
        foreach (var item in done.Items.Where(i => i.Outcome == EntryNames.Of(BulkOutcome.Done)))
        {
            var (outcome, message) = await Undo(item.EntryId, RequestOf(bulkId, item.EntryId), actor with { RequestId = RequestOf(bulkId, item.EntryId) + ":undo" }, cancel);
            results.Add((item.Ordinal, outcome, message));
        }
        await database.Write(connection =>
        {
            if (connection.Execute(Sql.Load("bulk/note-undo.sql"), new { bulk_id = bulkId, undone_by = actor.By, undone_at = actor.At }) == 0)
                return 0;
            foreach (var (ordinal, outcome, message) in results)
                connection.Execute(Sql.Load("bulk/note-undone-item.sql"), new { bulk_id = bulkId, ordinal, undo_outcome = EntryNames.Of(outcome), undo_message = message });
            return results.Count;
        }, cancel);
        return await Find(bulkId, cancel);
    }

    private static string? DecisionRefusal(BulkAction action, int entries, int? typed, Roles roles, DateOnly today)
    {
        var chosen = action.Disposition!;
        if (chosen.Effect == DispositionEffect.Close)
        {
            if (!roles.May(Permission.CloseSeveral))
                return "only a clinician closes several entries at once; close them one by one";
            if (entries > MostClosed)
                return string.Create(CultureInfo.InvariantCulture, $"at most {MostClosed} entries are closed at once; choose fewer");
            if (typed != entries)
                return string.Create(CultureInfo.InvariantCulture, $"type how many entries you close; {entries} are chosen");
        }
        if (!Offers(chosen, roles))
            return $"'{chosen.Label}' is decided one by one";
        if (action.Until > today.AddDays(LongestSnooze))
            return string.Create(CultureInfo.InvariantCulture, $"several entries are put off for {LongestSnooze} days at most");
        return action.Until <= today ? "the date until which to put them off has to be after today" : null;
    }

    private Task<ActionResult> Do(BulkAction action, BulkChoice entry, EntryActor actor, CancellationToken cancel) => action.Kind switch
    {
        BulkKind.Assign => writer.Assign(entry.EntryId, action.Value, entry.Seen, actor, cancel),
        BulkKind.Note => writer.AddToNote(entry.EntryId, action.Value!, entry.Seen, actor, cancel),
        BulkKind.HandOver => HandOver(action, entry, actor, cancel),
        _ => writer.DecideAmongMany(entry.EntryId, action.Disposition!.Id, new() { Until = action.Until, Text = action.Value }, entry.Seen, actor, cancel),
    };

    private async Task<ActionResult> HandOver(BulkAction action, BulkChoice entry, EntryActor actor, CancellationToken cancel)
    {
        if (!action.HandOffs.TryGetValue(entry.EntryId, out var hand))
            return ActionResult.NotThere(entry.EntryId);
        if (hand.Sent is { } sent)
        {
            var result = await writer.Send(entry.EntryId, sent, entry.Seen, actor, cancel);
            return result.Outcome == ActionOutcome.Done ? result with { Message = result.Message ?? hand.Words } : result;
        }
        // It may have been sent under this very name before the program was stopped.
        return await database.Read(connection => EntryTable.EventsOfRequest(connection, actor.RequestId).Count > 0, cancel)
            ? new() { Outcome = ActionOutcome.Done }
            : new() { Outcome = ActionOutcome.Refused, Message = hand.Words };
    }

    private static BulkOutcome OutcomeOf(ActionResult result) => result.Outcome switch
    {
        ActionOutcome.Done => BulkOutcome.Done,
        ActionOutcome.Conflict => BulkOutcome.Changed,
        _ => BulkOutcome.Refused,
    };

    private static int Add(DbConnection connection, BulkAction action, EntryActor actor) => connection.Execute(Sql.Load("bulk/add-action.sql"), new
    {
        bulk_id = actor.RequestId,
        kind = EntryNames.Of(action.Kind),
        disposition = action.Disposition?.Id,
        value = action.Value,
        until = action.Until,
        chosen_by = action.ChosenBy,
        asked_by = actor.By,
        asked_at = actor.At,
    });

    private static string RequestOf(string bulkId, string entryId) => $"{bulkId}:{entryId}";

    private async Task<(BulkOutcome Outcome, string? Message)> Undo(string entryId, string request, EntryActor actor, CancellationToken cancel)
    {
        var (entry, events) = await database.Read(connection => (EntryTable.Find(connection, entryId, actor.Today, sight)!, EntryTable.Events(connection, entryId)), cancel);
        // Undone already, and only the answer was lost.
        if (events.Any(e => e.RequestId == actor.RequestId))
            return (BulkOutcome.Done, null);
        var mine = events.FindLast(e => e.RequestId == request && e.IsRevision)!;
        if (events.FindLast(e => e.IsRevision) is { } last && last != mine)
            return (BulkOutcome.Changed, $"changed since: {last.Actor}: {last.Text}");
        var before = events.FindLast(e => e.Kind == mine.Kind && e.EventId < mine.EventId) is { } earlier ? EventDetail.Of(earlier.Detail).Value : null;
        var result = await (mine.Kind switch
        {
            EventKinds.Assigned => writer.Assign(entryId, before, entry.Seen, actor, cancel),
            EventKinds.Noted => writer.Note(entryId, before, entry.Seen, actor, cancel),
            _ => writer.TakeBack(entryId, entry.Seen, actor, cancel),
        });
        return (OutcomeOf(result), result.Message);
    }
}
