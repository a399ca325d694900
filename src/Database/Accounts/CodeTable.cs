using Dapper;

namespace Opportune.Database.Accounts;

/// <summary>What people's one-time codes are made of, sealed by who calls, and what is used up of them.</summary>
public sealed class CodeTable(OpportuneDatabase database)
{
    /// <summary>A person's key, sealed; null: the person has none.</summary>
    public Task<string?> Find(string userId, CancellationToken cancel = default) =>
        database.Ask(connection => connection.QuerySingleOrDefault<string>(Sql.Load("accounts/find-code-key.sql"), new { user_id = userId }), cancel);

    /// <summary>Gives a person a key and recovery codes, instead of what there was.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="sealedKey">The key.</param>
    /// <param name="lastStep">Codes up to this step are used up.</param>
    /// <param name="recovery">Hashes of the recovery codes.</param>
    /// <param name="cancel">Ends it.</param>
    public Task Set(string userId, string sealedKey, long lastStep, IReadOnlyList<string> recovery, CancellationToken cancel = default) => database.Write(connection =>
    {
        connection.Execute(Sql.Load("accounts/set-code-key.sql"), new { user_id = userId, sealed_key = sealedKey, last_step = lastStep });
        connection.Execute(Sql.Load("accounts/remove-recovery-codes.sql"), new { user_id = userId });
        return connection.Execute(Sql.Load("accounts/add-recovery-code.sql"), recovery.Select(code_sha256 => new { user_id = userId, code_sha256 }));
    }, cancel);

    /// <summary>Uses up the codes of a step and all before it.</summary>
    /// <returns>Whether they were good until now.</returns>
    public Task<bool> UseStep(string userId, long step, CancellationToken cancel = default) =>
        database.Write(connection => connection.QuerySingleOrDefault<string>(Sql.Load("accounts/use-step.sql"), new { user_id = userId, last_step = step }) is not null, cancel);

    /// <summary>Uses up a recovery code.</summary>
    /// <returns>Whether it was good until now.</returns>
    public Task<bool> UseRecovery(string userId, string sha256, CancellationToken cancel = default) =>
        database.Write(connection => connection.QuerySingleOrDefault<string>(Sql.Load("accounts/use-recovery-code.sql"), new { user_id = userId, code_sha256 = sha256 }) is not null, cancel);

    /// <summary>Takes a person's key away.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> Remove(string userId, CancellationToken cancel = default) =>
        database.Write(connection => connection.QuerySingleOrDefault<string>(Sql.Load("accounts/remove-code-key.sql"), new { user_id = userId }) is not null, cancel);
}
