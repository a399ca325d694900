using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Opportune.Core;

namespace Opportune.Database.Accounts;

/// <summary>The people who may sign in. Passwords come and go as hashes; what a hash is, is not this table's business.</summary>
public sealed class UserTable(OpportuneDatabase database)
{
    /// <summary>After so many wrong passwords in a row the person waits.</summary>
    public const int MostFailures = 5;

    /// <summary>How long.</summary>
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    /// <summary>The person of that id; null where there is none.</summary>
    public Task<UserRow?> Find(string userId, CancellationToken cancel = default) => Find(userId, null, cancel);

    /// <summary>The person who signs in with that name, in any case; null where there is none.</summary>
    public Task<UserRow?> FindByName(string name, CancellationToken cancel = default) => Find(null, NameOf(name), cancel);

    /// <summary>Everybody, by name.</summary>
    public Task<IReadOnlyList<UserRow>> List(CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<UserRow>>(connection => connection.Query<UserRow>(Sql.Load("accounts/list-users.sql")).AsList(), cancel);

    /// <summary>Adds a person, without a password.</summary>
    /// <returns>The id; null where the name is taken.</returns>
    public Task<string?> Add(string name, string displayName, Grants grants, string by, CancellationToken cancel = default) =>
        database.Write(connection => Add(connection, name, displayName, grants, by), cancel);

    /// <summary>Gives a person a password; all sessions of that person end.</summary>
    public Task SetPassword(string userId, string passwordHash, CancellationToken cancel = default) =>
        Do("accounts/set-password.sql", new { user_id = userId, password_hash = passwordHash, stamp = NewStamp() }, cancel);

    /// <summary>Changes what a person may do and about whom, or whether the person may sign in; all sessions of that person end.</summary>
    public Task Change(string userId, Grants grants, bool disabled, CancellationToken cancel = default) =>
        database.Write(connection =>
        {
            Keep(connection, grants.Scope);
            return connection.Execute(Sql.Load("accounts/change-user.sql"), new
            {
                user_id = userId,
                roles = grants.Roles.ToString(),
                scope = grants.Scope.Text,
                may_open_restricted = grants.MayOpenRestricted ? 1L : 0L,
                patient_id = grants.PatientId,
                disabled_at = disabled ? connection.Now() : (DateTimeOffset?)null,
                stamp = NewStamp(),
            });
        }, cancel);

    /// <summary>Ends all sessions of a person, who may sign in again.</summary>
    public Task EndSessions(string userId, CancellationToken cancel = default) => Do("accounts/end-sessions.sql", new { user_id = userId, stamp = NewStamp() }, cancel);

    /// <summary>A wrong password was given.</summary>
    public Task NoteFailure(string userId, CancellationToken cancel = default) =>
        database.Write(connection => connection.Execute(Sql.Load("accounts/note-failure.sql"), new { user_id = userId, most = (long)MostFailures, locked_until = connection.Now() + Lockout }), cancel);

    /// <summary>The person signed in.</summary>
    public Task NoteSignIn(string userId, CancellationToken cancel = default) =>
        database.Write(connection => connection.Execute(Sql.Load("accounts/note-sign-in.sql"), new { user_id = userId, now = connection.Now() }), cancel);

    /// <summary>The person has seen what is new, up to that instant; never moves back.</summary>
    public Task NoteSeen(string userId, DateTimeOffset upTo, CancellationToken cancel = default) => Do("accounts/note-seen.sql", new { user_id = userId, seen_at = upTo }, cancel);

    /// <summary>Makes what a link holds that signs the person in once.</summary>
    /// <returns>The secret part; only its hash is kept.</returns>
    public async Task<string> AddLink(string userId, TimeSpan life, CancellationToken cancel = default)
    {
        var token = RandomNumberGenerator.GetHexString(48, lowercase: true);
        await database.Write(connection =>
        {
            var now = connection.Now();
            return connection.Execute(Sql.Load("accounts/add-link.sql"), new { token_sha256 = HashOf(token), user_id = userId, created_at = now, expires_at = now + life });
        }, cancel);
        return token;
    }

    /// <summary>Whose link it is, and whether it is still good (else null); it stays good.</summary>
    public Task<string?> FindLink(string token, CancellationToken cancel = default) =>
        database.Read(connection => connection.QuerySingleOrDefault<string>(Sql.Load("accounts/find-link.sql"), new { token_sha256 = HashOf(token), now = connection.Now() }), cancel);

    /// <summary>Uses a link up.</summary>
    /// <returns>Whose it was; null where it was not, or no longer, good.</returns>
    public Task<string?> UseLink(string token, CancellationToken cancel = default) =>
        database.Write(connection => connection.QuerySingleOrDefault<string>(Sql.Load("accounts/use-link.sql"), new { token_sha256 = HashOf(token), now = connection.Now() }), cancel);

    /// <summary>The same in a transaction of the caller's.</summary>
    internal static string? Add(DbConnection connection, string name, string displayName, Grants grants, string by)
    {
        Keep(connection, grants.Scope);
        return connection.QuerySingleOrDefault<string>(Sql.Load("accounts/add-user.sql"), new
        {
            user_id = RandomNumberGenerator.GetHexString(16, lowercase: true),
            name = NameOf(name),
            display_name = displayName,
            roles = grants.Roles.ToString(),
            scope = grants.Scope.Text,
            may_open_restricted = grants.MayOpenRestricted ? 1L : 0L,
            patient_id = grants.PatientId,
            stamp = NewStamp(),
            created_at = connection.Now(),
            created_by = by,
        });
    }

    // The places of a scope stand beside it, so that a statement can ask for them; accounts of the same scope share them.
    private static void Keep(DbConnection connection, Scope scope)
    {
        foreach (var (kind, place) in scope.Sites.Select(s => ("site", s)).Concat(scope.Panels.Select(p => ("panel", p))))
            connection.Execute(Sql.Load("accounts/add-scope-place.sql"), new { scope = scope.Text, kind, place });
    }

    private Task<UserRow?> Find(string? userId, string? name, CancellationToken cancel) =>
        database.Ask(connection => connection.QuerySingleOrDefault<UserRow>(Sql.Load("accounts/find-user.sql"), new { user_id = userId, name }), cancel);

    private Task<int> Do(string file, object parameters, CancellationToken cancel) => database.Write(connection => connection.Execute(Sql.Load(file), parameters), cancel);

    private static string NameOf(string name) => name.Trim().ToLowerInvariant();

    private static string NewStamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
