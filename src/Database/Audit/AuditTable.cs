using Dapper;

namespace Opportune.Database.Audit;

/// <summary>Which records are looked for; null asks for all.</summary>
public sealed record AuditFilter
{
    /// <summary>The person, by the name in histories.</summary>
    public string? Who { get; init; }

    /// <summary>What was done.</summary>
    public string? Action { get; init; }

    /// <summary>What it was done to.</summary>
    public string? Subject { get; init; }

    /// <summary>The first day, UTC.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The last day, UTC, inclusive.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>So many of the newest are left out.</summary>
    public int Skip { get; init; }

    /// <summary>At most so many.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>Finds records of the audit trail.</summary>
public static class AuditTable
{
    /// <summary>The records that a filter keeps, the newest first.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public static Task<IReadOnlyList<AuditRow>> Find(OpportuneDatabase database, AuditFilter filter, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<AuditRow>>(connection => connection.Query<AuditRow>(Sql.Load("audit/find-records.sql"), new
        {
            who = filter.Who,
            action = filter.Action,
            subject = filter.Subject,
            since = Begin(filter.Since ?? DateOnly.FromDateTime(DateTime.UnixEpoch)),
            until = Begin(filter.Until?.AddDays(1) ?? new DateOnly(9999, 12, 31)),
            limit = (long)filter.Limit,
            skip = (long)filter.Skip,
        }).AsList(), cancel);

    private static DateTimeOffset Begin(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
