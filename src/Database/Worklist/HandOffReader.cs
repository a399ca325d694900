using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Reads what was handed to clinicians, and what there is to hand over.</summary>
public sealed class HandOffReader(OpportuneDatabase database, Dispositions dispositions, Sight sight)
{
    private const int MostRows = 500;

    /// <summary>What was sent about an entry, oldest first; what was taken back since is among it.</summary>
    public Task<IReadOnlyList<HandOffRow>> Of(string entryId, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<HandOffRow>>(connection => Of(connection, entryId), cancel);

    /// <summary>How far the data reaches by which an entry is listed: of its oldest part, at the site; null: nothing of it is published.</summary>
    public Task<DateOnly?> DataDay(string entryId, TimeZoneInfo zone, CancellationToken cancel = default) => database.Ask(connection => DataDay(connection, entryId, zone), cancel);

    /// <summary>Clinicians with patients to hand over or replies to come, those with most to hand over first; or of one clinician alone. Of all it takes seconds over a long list.</summary>
    public Task<IReadOnlyList<ClinicianRow>> Clinicians(DateOnly today, string? clinicianId = null, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<ClinicianRow>>(connection => connection.Query<ClinicianRow>(sight.LoadByPanel("hand-offs/list-waiting-clinicians.sql"), sight.With(new
        {
            today,
            first = dispositions.Of(HandOffStep.First)?.Id ?? "",
            reminder = dispositions.Of(HandOffStep.Reminder)?.Id ?? "",
            from = clinicianId ?? "",
            to = clinicianId ?? "\U0010FFFF",
        })).AsList(), cancel);

    /// <summary>Whose patients something happened to after that event, event by event.</summary>
    public Task<IReadOnlyList<TouchedClinician>> Touched(long after, int limit, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<TouchedClinician>>(connection => connection.Query<TouchedClinician>(
            Sql.Load("hand-offs/list-touched-clinicians.sql"), new { after, limit = (long)limit }).AsList(), cancel);

    /// <summary>Entries whose clinician was reminded and did not reply: the lead's. The longest ago first, at most 500.</summary>
    public Task<IReadOnlyList<EntryRow>> ForLead(DateOnly today, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<EntryRow>>(connection => connection.Query<EntryRow>(
            sight.Load("hand-offs/list-for-lead.sql"), sight.With(new { today, reminder = dispositions.Of(HandOffStep.Reminder)?.Id ?? "", limit = (long)MostRows })).AsList(), cancel);

    /// <summary>Ids of a clinician's entries to hand over, in the order of the list.</summary>
    public Task<IReadOnlyList<string>> ToSend(string clinicianId, DateOnly today, int limit, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<string>>(connection => connection.Query<string>(sight.Load("hand-offs/list-to-send.sql"), sight.With(new
        {
            today,
            clinician_id = clinicianId,
            reminder = dispositions.Of(HandOffStep.Reminder)?.Id ?? "",
            limit = (long)limit,
        })).AsList(), cancel);

    /// <summary>When the clinician last got a summary; null: never.</summary>
    public Task<DateOnly?> LastSummary(string clinicianId, CancellationToken cancel = default) => database.Ask(connection => LastSummary(connection, clinicianId, ""), cancel);

    /// <summary>Somebody who may be responsible for patients; null: there is nobody of that id.</summary>
    public Task<ClinicianRow?> Find(string clinicianId, CancellationToken cancel = default) => database.Ask(connection => Find(connection, clinicianId), cancel);

    /// <summary>Those who may be responsible for patients and whose name or role holds the words; those of the site first.</summary>
    public Task<IReadOnlyList<ClinicianRow>> Search(string? words, string site, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<ClinicianRow>>(connection =>
            [.. connection.Query<ClinicianRow>(Sql.Load("hand-offs/list-clinicians-of-site.sql"), new { site }).Where(c => words is null || c.IsCalled(words)).Take(MostRows)], cancel);

    internal static List<HandOffRow> Of(DbConnection connection, string entryId) =>
        connection.Query<HandOffRow>(Sql.Load("hand-offs/list-of-entry.sql"), new { entry_id = entryId }).AsList();

    internal static DateOnly? DataDay(DbConnection connection, string entryId, TimeZoneInfo zone) =>
        connection.Query<DataPart>(Sql.Load("hand-offs/list-data-ends.sql"), new { entry_id = entryId }).Select(p => (DateOnly?)DataEnd.Of(p.AsOf, p.InputsChangedAt, zone).Day).Min();

    internal static DateOnly? LastSummary(DbConnection connection, string clinicianId, string except) =>
        connection.ExecuteScalar<DateOnly?>(Sql.Load("hand-offs/find-last-summary.sql"), new { recipient_id = clinicianId, summary_id = except });

    internal static ClinicianRow? Find(DbConnection connection, string clinicianId) =>
        connection.QuerySingleOrDefault<ClinicianRow>(Sql.Load("hand-offs/find-clinician.sql"), new { clinician_id = clinicianId });

    private sealed record DataPart(DateOnly AsOf, DateTimeOffset? InputsChangedAt);
}
