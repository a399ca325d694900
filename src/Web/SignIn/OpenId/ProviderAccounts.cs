using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Database.Accounts;

namespace Opportune.Web.SignIn.OpenId;

/// <summary>Why somebody whom the provider knows does not come in.</summary>
internal enum Refusal
{
    /// <summary>None of the person's groups may do anything here.</summary>
    NoGroup,

    /// <summary>An administrator disabled the account here.</summary>
    Disabled,
}

/// <summary>
/// The accounts that the provider vouches for: made when a person comes for the first time, given what the person's groups may do, and asked about again
/// while the person works.
/// </summary>
internal sealed partial class ProviderAccounts(
    Provider provider, ProviderTable table, UserTable users, IDataProtectionProvider protection, TimeProvider time, ILogger<ProviderAccounts> log)
{
    /// <summary>So long the provider's word holds; then it is asked again.</summary>
    public static readonly TimeSpan AskedEvery = TimeSpan.FromMinutes(10);

    /// <summary>So long it holds while the provider does not answer, or cannot be asked; then the session is over.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _seal = protection.CreateProtector("Opportune.ProviderAccounts");
    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _asking = new(StringComparer.Ordinal);

    /// <summary>The account of somebody who signed in at the provider.</summary>
    /// <returns>The account, or why the person does not come in.</returns>
    public async Task<(UserRow? User, Refusal? Refused)> Enter(Vouched person, string? refreshToken, CancellationToken cancel)
    {
        var issuer = (await provider.Find(cancel)).Issuer;
        var known = await table.Find(issuer, person.Subject, cancel);
        if (Grants(person) is not { } grants)
        {
            if (known is not null)
                await users.EndSessions(known.UserId, cancel);
            return (null, Refusal.NoGroup);
        }
        var id = known?.UserId ?? await Add(person, grants, issuer, Seal(refreshToken), cancel);
        var user = (await users.Find(id, cancel))!;
        if (user.DisabledAt is not null)
            return (null, Refusal.Disabled);
        await table.NoteChecked(id, Seal(refreshToken), time.GetUtcNow(), cancel);
        await Give(user, grants, cancel);
        await users.NoteSignIn(id, cancel);
        return (await users.Find(id, cancel), null);
    }

    /// <summary>Whether an account's session goes on: the provider said not long ago that the person belongs, or says so now.</summary>
    public async Task<bool> IsCurrent(UserRow user, CancellationToken cancel)
    {
        if (await table.Find(user.UserId, cancel) is not { } row || time.GetUtcNow() - row.CheckedAt < AskedEvery)
            return true;
        // Several pages at once ask once: many providers take a renewal that is used twice for a stolen one.
        var asking = _asking.GetOrAdd(user.UserId, _ => new(() => Ask(user)));
        try
        {
            return await asking.Value.WaitAsync(cancel);
        }
        finally
        {
            _asking.TryRemove(KeyValuePair.Create(user.UserId, asking));
        }
    }

    private async Task<bool> Ask(UserRow user)
    {
        // What was found before the turn came may be what another page renewed meanwhile.
        var row = (await table.Find(user.UserId))!;
        var age = time.GetUtcNow() - row.CheckedAt;
        if (age < AskedEvery)
            return true;
        try
        {
            if (Open(row.RefreshToken) is not { } refreshToken || row.Issuer != (await provider.Find(default)).Issuer)
                return age < Longest;
            if (await provider.Renew(refreshToken, default) is not { } said)
                return await End(user, "the provider no longer vouches for the person");
            var person = IdToken.Text(said, "id_token") is { } token ? await provider.Check(token, null, IdToken.Text(said, "access_token"), default) : null;
            if (person is not null && person.Subject != row.Subject)
                return await End(user, "the provider renewed for another person");
            if (person?.Groups is null)
                return age < Longest;
            if (Grants(person) is not { } grants)
                return await End(user, "none of the person's groups may do anything here");
            await table.NoteChecked(row.UserId, Seal(IdToken.Text(said, "refresh_token") ?? refreshToken), time.GetUtcNow(), default);
            return !await Give(user, grants, default);
        }
        catch (Exception e) when (e is OpenIdException or InputException or InvalidOperationException)
        {
            Unanswered(log, e is OpenIdException or InputException ? e.Message : e.GetType().Name);
            return age < Longest;
        }
    }

    private Grants? Grants(Vouched person) => provider.Settings.Groups.GrantsOf(person.Groups ?? []);

    private async Task<string> Add(Vouched person, Grants grants, string issuer, string? refreshToken, CancellationToken cancel)
    {
        // A name that somebody else has is never a way into that account: the subject alone says who it is.
        var told = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{person.Subject}")))[..8];
        var others = (await users.List(cancel)).Select(u => u.DisplayName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (name, shown) = (Line(person.Name), Line(person.DisplayName));
        shown = others.Contains(shown) ? $"{shown} ({told})" : shown;
        return await table.Add(name, shown, grants, issuer, person.Subject, refreshToken, time.GetUtcNow(), cancel)
            ?? await table.Add($"{name} ({told})", shown, grants, issuer, person.Subject, refreshToken, time.GetUtcNow(), cancel)
            ?? throw new OpenIdException("an account of that name was made at the same time");
    }

    // Whether something was given or taken.
    private async Task<bool> Give(UserRow user, Grants grants, CancellationToken cancel)
    {
        // A person's own id as a patient is known here, not there.
        grants = grants with { PatientId = user.PatientId };
        if (grants == user.Grants)
            return false;
        await users.Change(user.UserId, grants, disabled: false, cancel);
        return true;
    }

    private async Task<bool> End(UserRow user, string why)
    {
        await users.EndSessions(user.UserId);
        Ended(log, user.UserId, why);
        return false;
    }

    // One line that every database keeps.
    private static string Line(string text)
    {
        var line = new string([.. text.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate)).Take(80)]).Trim();
        return line.Length > 0 ? line : "unnamed";
    }

    private string? Seal(string? refreshToken) => refreshToken is null ? null : _seal.Protect(refreshToken);

    private string? Open(string? held)
    {
        try
        {
            return held is null ? null : _seal.Unprotect(held);
        }
        catch (CryptographicException)
        {
            // The keys were made anew since.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the provider of single sign-on could not be asked whether people still belong: {Why}")]
    private static partial void Unanswered(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "all sessions of account {User} have ended: {Why}")]
    private static partial void Ended(ILogger log, string user, string why);
}
