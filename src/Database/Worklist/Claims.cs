using System.Data.Common;
using Dapper;

namespace Opportune.Database;

/// <summary>Who has an entry open.</summary>
/// <param name="UserId">The person's id.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="Since">Since when.</param>
public sealed record Claim(string UserId, string DisplayName, DateTimeOffset Since);

/// <summary>
/// Keeps two people from working on one entry, and says which entry is the most useful next one. A claim holds for some minutes and is renewed
/// while the page is open; it keeps nobody from deciding, since people find each other by it, and the entry's revision keeps their decisions apart.
/// </summary>
public sealed class Claims(OpportuneDatabase database, Sight sight)
{
    /// <summary>How long a page holds an entry without a word from it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>So long "next" leads past what the person went past.</summary>
    public static readonly TimeSpan PassedFor = TimeSpan.FromHours(12);

    /// <summary>A visit within so many days makes an entry more useful.</summary>
    public const int SoonDays = 7;

    // Colleagues who press the same key at once take the first ones away from each other.
    private const int Candidates = 40;

    /// <summary>Opens an entry for a person, unless a colleague has it open.</summary>
    /// <returns>Who has it open now; null where there is no such entry.</returns>
    public Task<Claim?> Open(string entryId, string userId, string page, CancellationToken cancel = default) =>
        database.Write(connection =>
        {
            var now = Take(connection, entryId, userId, page).Now;
            return connection.QuerySingleOrDefault<Claim>(Sql.Load("claims/find.sql"), new { entry_id = entryId, now });
        }, cancel);

    /// <summary>Who has it open; null: nobody.</summary>
    public Task<Claim?> Find(string entryId, CancellationToken cancel = default) =>
        database.Read(connection => connection.QuerySingleOrDefault<Claim>(Sql.Load("claims/find.sql"), new { entry_id = entryId, now = connection.Now() }), cancel);

    /// <summary>Holds an entry longer.</summary>
    /// <returns>False: the page no longer has it.</returns>
    public Task<bool> Renew(string entryId, string userId, string page, CancellationToken cancel = default) =>
        database.Write(connection =>
        {
            var now = connection.NowInPassing();
            return connection.Execute(Sql.Load("claims/renew.sql"), new { entry_id = entryId, user_id = userId, page, now, until = now + Lease }) == 1;
        }, cancel);

    /// <summary>Gives an entry back, if the page has it; without a page, whichever of the person's has it.</summary>
    public Task Leave(string entryId, string userId, string? page, CancellationToken cancel = default) =>
        database.Write(connection => connection.Execute(Sql.Load("claims/leave.sql"), new { entry_id = entryId, user_id = userId, page }), cancel);

    /// <summary>Takes the first of these entries that no colleague has open, for a page that will show it.</summary>
    /// <returns>Its id; null: colleagues have them all.</returns>
    public async Task<string?> TakeFirst(IEnumerable<string> entryIds, string userId, string page, CancellationToken cancel = default)
    {
        // Each try is a transaction of its own: one that failed would keep the row until the end, and two people could wait for each other.
        foreach (var entryId in entryIds)
        {
            if (await Take(entryId, userId, page, cancel))
                return entryId;
        }
        return null;
    }

    /// <summary>
    /// Takes the most useful next entry: what is back before what is new, by tier, a visit within <see cref="SoonDays"/> days, the due date, the
    /// newest index; never what a colleague has open or was given, nor what the person went past, until there is nothing else.
    /// </summary>
    /// <param name="userId">The person.</param>
    /// <param name="name">The person's name, as entries are given to people.</param>
    /// <param name="today">The day by which the person works.</param>
    /// <param name="past">The entry that the person goes past; null: none.</param>
    /// <param name="page">Names the page that will show it.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Its id; null: there is nothing left to do, but what colleagues have open.</returns>
    public async Task<string?> TakeNext(string userId, string name, DateOnly today, string? past, string page, CancellationToken cancel = default)
    {
        if (past is not null)
            await Pass(userId, past, cancel);
        if (await TryNext(userId, name, today, page, cancel) is { } next)
            return next;
        // All the way round: from the beginning again.
        return await database.Write(connection => Forget(connection, userId, connection.Now().AddDays(1)), cancel) > 0 ? await TryNext(userId, name, today, page, cancel) : null;
    }

    private async Task<string?> TryNext(string userId, string name, DateOnly today, string page, CancellationToken cancel)
    {
        // Where all that were found are gone, others follow; the table of entries is finite, and so is this.
        while (true)
        {
            var candidates = await database.Read(connection => connection.Query<string>(sight.Load("claims/list-next.sql"), sight.With(new
            {
                user_id = userId,
                name,
                today,
                soon = today.AddDays(SoonDays),
                now = connection.Now(),
                limit = (long)Candidates,
            })).AsList(), cancel);
            if (candidates.Count == 0)
                return null;
            if (await TakeFirst(candidates, userId, page, cancel) is { } taken)
                return taken;
        }
    }

    private Task<bool> Take(string entryId, string userId, string page, CancellationToken cancel) =>
        database.Write(connection => Take(connection, entryId, userId, page).IsTaken, cancel);

    private static (bool IsTaken, DateTimeOffset Now) Take(DbConnection connection, string entryId, string userId, string page)
    {
        var now = connection.NowInPassing();
        return (connection.Execute(Sql.Load("claims/take.sql"), new { entry_id = entryId, user_id = userId, page, now, until = now + Lease }) == 1, now);
    }

    private Task<int> Pass(string userId, string entryId, CancellationToken cancel) =>
        database.Write(connection =>
        {
            var now = connection.Now();
            Forget(connection, userId, now - PassedFor);
            return connection.Execute(Sql.Load("claims/pass.sql"), new { user_id = userId, entry_id = entryId, now });
        }, cancel);

    private static int Forget(DbConnection connection, string userId, DateTimeOffset before) =>
        connection.Execute(Sql.Load("claims/forget-passed.sql"), new { user_id = userId, before });
}
