using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database.Ledger;

namespace Opportune.Database;

/// <summary>An entry that is asked for, as it is handed to whoever writes the file.</summary>
/// <param name="Entry">The entry, with who the patient is.</param>
/// <param name="LeftOut">Why it does not leave the house, in a word or two; null: it may.</param>
/// <param name="Lines">Reads its gaps, the leading one first; only while it is being handed over.</param>
public sealed record ExportItem(EntryRow Entry, string? LeftOut, Func<IReadOnlyList<EntryLine>> Lines);

/// <summary>What leaves the house: reads it as it stands at that moment, checks it once more, and keeps who took what.</summary>
public sealed class ExportBook(OpportuneDatabase database, Dispositions dispositions, Sight sight)
{
    private const int PageRows = 1000;

    /// <summary>
    /// Hands over the entries that a filter keeps, in the order of the list, all as of one moment. Death, hospice, restriction and activity are
    /// looked at again there and then, over everything that the database knows of the patient. No more than a page is held at a time.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="today">The day on which their states are looked at.</param>
    /// <param name="work">Takes them, and the as-of date of the oldest part that they come from (null: nothing is published); it is done again from the start after a transient fault.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<T> Read<T>(WorklistFilter filter, DateOnly today, Func<IEnumerable<ExportItem>, DateOnly?, T> work, CancellationToken cancel = default) =>
        database.Read(connection =>
        {
            var withheld = connection.Query<(string PatientId, string Reason)>(
                Sql.Load("exports/list-withheld-patients.sql"), new { dispositions = $",{string.Join(',', dispositions.All.Where(d => d.WholePatient).Select(d => d.Id))}," })
                .GroupBy(p => p.PatientId, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Select(p => p.Reason).Min(StringComparer.Ordinal)!, StringComparer.Ordinal);
            return work(Items(connection, filter, today, withheld, cancel), UpTo(connection, filter));
        }, cancel);

    /// <summary>As-of date of the oldest part that a filter's entries come from; null: nothing is published.</summary>
    public Task<DateOnly?> UpTo(WorklistFilter filter, CancellationToken cancel = default) => database.Read(connection => UpTo(connection, filter), cancel);

    /// <summary>Keeps that a file was made or taken in; before it is handed over.</summary>
    public Task<int> Add(ExportRow row, CancellationToken cancel = default) => database.Write(connection => connection.Execute(Sql.Load("exports/add-export.sql"), new
    {
        export_id = row.ExportId,
        direction = row.Direction,
        made_by = row.MadeBy,
        made_at = row.MadeAt,
        format = row.Format,
        filter = row.Filter,
        rows_written = row.RowsWritten,
        left_out = row.LeftOut,
        data_up_to = row.DataUpTo,
        confirmed = row.Confirmed,
        file_sha256 = row.FileSha256,
    }), cancel);

    /// <summary>What left the house and came back, the newest first.</summary>
    public Task<IReadOnlyList<ExportRow>> List(int limit, CancellationToken cancel = default) =>
        database.Read<IReadOnlyList<ExportRow>>(connection => connection.Query<ExportRow>(Sql.Load("exports/list-exports.sql"), new { limit = (long)limit }).AsList(), cancel);

    // Of the parts that the entries may come from the oldest: of a measure that is not asked for it does not matter.
    private static DateOnly? UpTo(DbConnection connection, WorklistFilter filter) =>
        RunCatalog.Publications(connection)
            .Where(p => (filter.Measure is null || p.Measure == filter.Measure) && (filter.Site is null || p.Site == filter.Site))
            .Select(p => (DateOnly?)p.AsOf).Min();

    private IEnumerable<ExportItem> Items(
        DbConnection connection, WorklistFilter filter, DateOnly today, Dictionary<string, string> withheld, CancellationToken cancel)
    {
        ListPosition? after = null;
        do
        {
            cancel.ThrowIfCancellationRequested();
            var rows = WorklistReader.Rows(connection, filter, sight, today, PageRows, after);
            foreach (var row in rows.Take(PageRows))
                yield return new(row, LeftOut(row, withheld), () => connection.Query<EntryLine>(Sql.Load("worklist/list-lines.sql"), new { entry_id = row.EntryId }).AsList());
            after = rows.Count > PageRows ? ListPosition.After(rows[PageRows - 1], null, ListOrder.Tier) : null;
        }
        while (after is not null);
    }

    private static string? LeftOut(EntryRow row, Dictionary<string, string> withheld) =>
        withheld.TryGetValue(row.PatientNow, out var reason) ? reason
        : row.Finding == EntryNames.Of(EntryFinding.NotActiveHere) ? "not active here"
        : row.State == EntryNames.Of(EntryState.Withdrawn) ? "withdrawn"
        : row.Paused is not null ? "stopped"
        : null;
}
