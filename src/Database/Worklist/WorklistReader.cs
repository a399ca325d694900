using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Reads the worklist as it stands on a day, as far as somebody may see it; each question sees one state of the database.</summary>
public sealed class WorklistReader(OpportuneDatabase database, Dispositions dispositions, Sight sight)
{
    /// <summary>Who is seen by it.</summary>
    public Sight Sight => sight;

    /// <summary>A page of at most <paramref name="limit"/> entries in an order, from a place in that order on.</summary>
    public Task<EntryPage> List(
        WorklistFilter filter, DateOnly today, int limit, ListPosition? after = null, ListOrder order = ListOrder.Tier, CancellationToken cancel = default) =>
        database.Read(connection =>
        {
            var rows = Rows(connection, filter, sight, today, limit, after, order);
            return rows.Count <= limit ? new EntryPage(rows, null) : new EntryPage(rows[..limit], ListPosition.After(rows[limit - 1], rows[limit - 1].NextVisit, order));
        }, cancel);

    /// <summary>The rows of a page, and one more where there is another page.</summary>
    internal static List<EntryRow> Rows(DbConnection connection, WorklistFilter filter, Sight sight, DateOnly today, int limit, ListPosition? after, ListOrder order = ListOrder.Tier) =>
        new ListStatement(filter, sight, today).Page(connection, order, after?.Order == order ? after : null, limit).AsList();

    /// <summary>How many entries are in each state; of the filter, states, returned and unconfirmed do not count here.</summary>
    public Task<IReadOnlyList<StateCount>> Count(WorklistFilter filter, DateOnly today, CancellationToken cancel = default) =>
        database.Read<IReadOnlyList<StateCount>>(connection => new ListStatement(filter, sight, today).ByState(connection), cancel);

    /// <summary>How many entries a filter keeps, all of it; counted no further than <paramref name="most"/>, so that a long list costs no more than a short one.</summary>
    public Task<IReadOnlyList<long>> CountUpTo(IReadOnlyList<WorklistFilter> filters, DateOnly today, long most, CancellationToken cancel = default) =>
        database.Read<IReadOnlyList<long>>(connection => [.. filters.Select(f => new ListStatement(f, sight, today).UpTo(connection, most))], cancel);

    /// <summary>What changed the list last; the same as before as long as nothing did.</summary>
    public Task<ListChange> NewestChange(CancellationToken cancel = default) =>
        database.Ask(connection => connection.QuerySingle<ListChange>(Sql.Load("worklist/find-newest-change.sql")), cancel);

    /// <summary>One entry; null where there is none of that id.</summary>
    public Task<EntryRow?> Find(string entryId, DateOnly today, CancellationToken cancel = default) =>
        database.Read(connection => EntryTable.Find(connection, entryId, today, sight), cancel);

    /// <summary>One entry with its lines, its history and what else there is of the patient; null where there is none of that id.</summary>
    public Task<EntryView?> Show(string entryId, DateOnly today, CancellationToken cancel = default) =>
        database.Read(connection =>
        {
            var all = EntryTable.OfPatient(connection, entryId, today, sight);
            if (all.Find(e => e.EntryId == entryId) is not { } entry)
                return null;
            var contacts = $",{string.Join(',', dispositions.All.Where(d => d.Tries is not null).Select(d => d.Id))},";
            return new EntryView
            {
                Entry = entry,
                Person = PeopleTable.Find(connection, entry.PatientNow),
                Lines = connection.Query<EntryLine>(Sql.Load("worklist/list-lines.sql"), new { entry_id = entryId }).AsList(),
                History = EntryTable.Events(connection, entryId),
                Others = all.FindAll(e => e.EntryId != entryId),
                Reported = connection.Query<EnteredEvidence>(Sql.Load("worklist/list-reported-rows-of-patient.sql"), new { entry_id = entryId }).AsList(),
                LastContact = connection.QuerySingleOrDefault<EventRow>(Sql.Load("worklist/find-last-contact.sql"), new { entry_id = entryId, contacts }),
            };
        }, cancel);

    /// <summary>What people entered as evidence and did not withdraw, in the order of entering.</summary>
    public static Task<IReadOnlyList<EnteredEvidence>> Reported(OpportuneDatabase database, CancellationToken cancel = default) =>
        database.Read<IReadOnlyList<EnteredEvidence>>(connection => connection.Query<EnteredEvidence>(Sql.Load("worklist/list-reported-rows.sql")).AsList(), cancel);
}
