using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Opportune.Core;
using Opportune.Database.Accounts;

namespace Opportune.Web.SignIn.Codes;

/// <summary>A key that is offered to a person, who has it in an app when the app's first code comes back with it.</summary>
/// <param name="Spelled">The key, to type.</param>
/// <param name="Link">The key, to open on the device that has the app.</param>
/// <param name="Sealed">The key, sealed for that person, for the form.</param>
internal sealed record OfferedKey(string Spelled, string Link, string Sealed);

/// <summary>The second proof beside a password: a one-time code of an app, or a recovery code.</summary>
internal sealed class SecondStep(CodeTable table, UserTable users, IDataProtectionProvider protection, Workplace workplace, TimeProvider time)
{
    private const int RecoveryCodes = 10, RecoveryBytes = 10;

    // An offer that lies about is no way in.
    private static readonly TimeSpan OfferLife = TimeSpan.FromMinutes(30);

    private readonly IDataProtector _kept = protection.CreateProtector("Opportune.CodeKeys");
    private readonly IDataProtector _offered = protection.CreateProtector("Opportune.CodeKeys.Offered");

    /// <summary>Whether a person has a key.</summary>
    public async Task<bool> IsSet(UserRow user, CancellationToken cancel) => await table.Find(user.UserId, cancel) is not null;

    /// <summary>Whether a person may not sign in by a password alone.</summary>
    public bool IsDemanded(UserRow user) => workplace.SignIn.CodeFor.Any(role => user.Grants.Roles.Has(role));

    /// <summary>A new key for a person; kept only when <see cref="Accept"/> has seen a code of it.</summary>
    public OfferedKey Offer(UserRow user)
    {
        var key = RandomNumberGenerator.GetBytes(OneTimeCode.KeyLength);
        return Offer(user, key, _offered.Protect($"{user.UserId} {time.GetUtcNow().ToUnixTimeSeconds()} {Convert.ToHexString(key)}"));
    }

    /// <summary>The same key once more, after a code that was wrong; null: it is too old, or was another person's.</summary>
    public OfferedKey? OfferAgain(UserRow user, string held) => Open(user, held) is { } key ? Offer(user, key, held) : null;

    /// <summary>Keeps an offered key whose code the person brought.</summary>
    /// <returns>The recovery codes, which nobody can ask for again; null: the code was wrong.</returns>
    public async Task<IReadOnlyList<string>?> Accept(UserRow user, string held, string code, CancellationToken cancel)
    {
        if (Open(user, held) is not { } key || OneTimeCode.Find(key, Plain(code), time.GetUtcNow()) is not { } step)
            return null;
        List<string> recovery = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => OneTimeCode.Spell(RandomNumberGenerator.GetBytes(RecoveryBytes)))];
        await table.Set(user.UserId, _kept.Protect(Convert.ToHexString(key)), step, [.. recovery.Select(HashOf)], cancel);
        return recovery;
    }

    /// <summary>Whether it is the person's code of now, or a recovery code, and was not brought before. Wrong ones count like wrong passwords.</summary>
    public async Task<bool> Check(UserRow user, string code, CancellationToken cancel)
    {
        if (user.LockedUntil > time.GetUtcNow() || await table.Find(user.UserId, cancel) is not { } held)
            return false;
        var plain = Plain(code);
        var isRight = plain.Length == OneTimeCode.Digits
            ? KeyOf(held) is { } key && OneTimeCode.Find(key, plain, time.GetUtcNow()) is { } step && await table.UseStep(user.UserId, step, cancel)
            : await table.UseRecovery(user.UserId, HashOf(code), cancel);
        if (!isRight)
            await users.NoteFailure(user.UserId, cancel);
        return isRight;
    }

    /// <summary>Takes a person's key away.</summary>
    public Task Remove(UserRow user, CancellationToken cancel) => table.Remove(user.UserId, cancel);

    private static OfferedKey Offer(UserRow user, byte[] key, string held) => new(OneTimeCode.Spell(key), OneTimeCode.Link(key, user.Name), held);

    private byte[]? Open(UserRow user, string held)
    {
        try
        {
            return _offered.Unprotect(held).Split(' ') is [var id, var at, var key] && id == user.UserId
                && time.GetUtcNow().ToUnixTimeSeconds() - long.Parse(at, System.Globalization.CultureInfo.InvariantCulture) <= OfferLife.TotalSeconds
                ? Convert.FromHexString(key)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // The keys that seal were made anew since: nobody's codes are right, the recovery codes are.
    private byte[]? KeyOf(string held)
    {
        try
        {
            return Convert.FromHexString(_kept.Unprotect(held));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // As people type them: with spaces, in any case.
    private static string Plain(string code) => new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    // Eighty random bits: nothing is won by a slow hash.
    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(code))));
}
