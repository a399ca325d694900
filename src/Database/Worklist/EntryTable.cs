using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>The statements behind reading and writing entries, inside a transaction of the caller's.</summary>
internal static class EntryTable
{
    public static EntryRow? Find(DbConnection connection, string entryId, DateOnly today, Sight sight) =>
        connection.QuerySingleOrDefault<EntryRow>(sight.Load("worklist/find-entry.sql"), sight.With(new { entry_id = entryId, today }));

    /// <summary>The entry and all others of its patient.</summary>
    public static List<EntryRow> OfPatient(DbConnection connection, string entryId, DateOnly today, Sight sight) =>
        connection.Query<EntryRow>(sight.Load("worklist/list-entries-of-patient.sql"), sight.With(new { entry_id = entryId, today })).AsList();

    public static List<EventRow> Events(DbConnection connection, string entryId) =>
        connection.Query<EventRow>(Sql.Load("worklist/list-events.sql"), new { entry_id = entryId }).AsList();

    public static List<EventRow> EventsOfRequest(DbConnection connection, string requestId) =>
        connection.Query<EventRow>(Sql.Load("worklist/list-events-of-request.sql"), new { request_id = requestId }).AsList();

    /// <returns>False: somebody was quicker.</returns>
    public static bool Decide(DbConnection connection, string entryId, long seenRevision, DecisionMade made) =>
        connection.Execute(Sql.Load("worklist/decide-entry.sql"), new
        {
            entry_id = entryId,
            seen_revision = seenRevision,
            decision = made.Decision == EntryDecision.None ? null : EntryNames.Of(made.Decision),
            reason = made.Reason,
            expects = made.Expects,
            on_episode = made.Decision == EntryDecision.None ? null : (long?)made.Seen.Episode,
            on_news = made.Decision == EntryDecision.None ? null : (long?)made.Seen.News,
            on_reopenings = made.Decision == EntryDecision.None ? null : (long?)made.Seen.Reopenings,
            returns_on = made.ReturnsOn,
            attempts = made.Attempts,
            decided_by = made.By,
            decided_at = made.At,
            decided_on = made.On,
        }) == 1;

    /// <inheritdoc cref="Decide"/>
    public static bool Assign(DbConnection connection, string entryId, long seenRevision, string? assignee) =>
        connection.Execute(Sql.Load("worklist/assign-entry.sql"), new { entry_id = entryId, seen_revision = seenRevision, assignee }) == 1;

    /// <inheritdoc cref="Decide"/>
    public static bool Note(DbConnection connection, string entryId, long seenRevision, string? note) =>
        connection.Execute(Sql.Load("worklist/note-entry.sql"), new { entry_id = entryId, seen_revision = seenRevision, note }) == 1;

    public static void AddEvent(
        DbConnection connection, EntryRow before, string stateAfter, EntryActor actor, string kind, string? reason, string text, EventDetail detail) =>
        connection.Execute(Sql.Load("worklist/add-event.sql"), new
        {
            entry_id = before.EntryId,
            at = actor.At,
            as_of = actor.Today,
            kind,
            actor = actor.By,
            role = (actor.As ?? actor.Roles.For(Permission.DecideEntries)) is { } role ? EntryNames.Of(role) : null,
            reason,
            state_before = before.State,
            state_after = stateAfter,
            text,
            request_id = actor.RequestId,
            detail = detail.ToText(),
        });

    public static long AddEvidence(DbConnection connection, EntryRow entry, EntryActor actor, ReportedFact fact) =>
        connection.ExecuteScalar<long>(Sql.Load("worklist/add-reported-row.sql"), new
        {
            entry_id = entry.EntryId,
            patient_id = entry.PatientNow,
            table_name = CanonicalTable.Of(fact.Rule.Table).Name,
            code_system = fact.Rule.CodeSystem,
            code = fact.Rule.Code,
            display = fact.Rule.Display,
            event_date = fact.Date,
            value = fact.Value,
            unit = fact.Rule.Unit,
            entered_by = actor.By,
            entered_at = actor.At,
            request_id = actor.RequestId,
        });

    public static List<EnteredEvidence> WithdrawEvidence(DbConnection connection, string requestId, EntryActor actor) =>
        connection.Query<EnteredEvidence>(
            Sql.Load("worklist/withdraw-reported-rows.sql"), new { request_id = requestId, withdrawn_by = actor.By, withdrawn_at = actor.At }).AsList();
}
