using Dapper;
using Opportune.Core;

namespace Opportune.Database.Accounts;

/// <summary>What vouches for an account.</summary>
public sealed record ProviderRow
{
    /// <summary>The account.</summary>
    public string UserId { get; init; } = "";

    /// <summary>Who vouches.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What the issuer calls the person, for ever.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When the issuer last said that this person belongs.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>With what it is asked again, sealed; null: it gave nothing.</summary>
    public string? RefreshToken { get; init; }
}

/// <summary>The accounts that a provider of single sign-on vouches for. They have no password here.</summary>
public sealed class ProviderTable(OpportuneDatabase database)
{
    /// <summary>What vouches for an account; null: nothing does, the account is this installation's own.</summary>
    public Task<ProviderRow?> Find(string userId, CancellationToken cancel = default) => Find(userId, null, null, cancel);

    /// <summary>The account of what an issuer calls a person; null: the person was never here.</summary>
    public Task<ProviderRow?> Find(string issuer, string subject, CancellationToken cancel = default) => Find(null, issuer, subject, cancel);

    /// <summary>Adds the account of a person who comes for the first time.</summary>
    /// <returns>Its id; null where the name is taken.</returns>
    public Task<string?> Add(string name, string displayName, Grants grants, string issuer, string subject, string? refreshToken, DateTimeOffset now, CancellationToken cancel = default) =>
        database.Write(connection =>
        {
            if (UserTable.Add(connection, name, displayName, grants, issuer) is not { } id)
                return null;
            connection.Execute(Sql.Load("accounts/add-provider.sql"), new { user_id = id, issuer, subject, checked_at = now, refresh_token = refreshToken });
            return id;
        }, cancel);

    /// <summary>The issuer said that the person belongs.</summary>
    public Task NoteChecked(string userId, string? refreshToken, DateTimeOffset now, CancellationToken cancel = default) => database.Write(
        connection => connection.Execute(Sql.Load("accounts/note-checked.sql"), new { user_id = userId, checked_at = now, refresh_token = refreshToken }), cancel);

    private Task<ProviderRow?> Find(string? userId, string? issuer, string? subject, CancellationToken cancel) =>
        database.Ask(connection => connection.QuerySingleOrDefault<ProviderRow>(Sql.Load("accounts/find-provider.sql"), new { user_id = userId, issuer, subject }), cancel);
}
