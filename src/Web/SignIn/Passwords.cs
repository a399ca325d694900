using Microsoft.AspNetCore.Identity;
using Opportune.Core;
using Opportune.Database.Accounts;

namespace Opportune.Web.SignIn;

/// <summary>Looks at passwords, and says which are good enough.</summary>
internal sealed class Passwords(UserTable users, IPasswordHasher<UserRow> hasher, TimeProvider time)
{
    /// <summary>Fewer characters are refused.</summary>
    public const int Least = 12;

    // What a wrong name is compared with, so that it takes as long as a wrong password.
    private readonly string _nobody = hasher.HashPassword(new(), Guid.NewGuid().ToString());

    /// <summary>The person of that name and password; null where either is wrong, or the person has to wait, or may not sign in.</summary>
    public async Task<UserRow?> Check(string name, string password, CancellationToken cancel)
    {
        // What no database keeps is nobody's name.
        var user = FieldRules.TextRefusal(name) is null ? await users.FindByName(name, cancel) : null;
        if (user is not { PasswordHash: { } hash, DisabledAt: null } || user.LockedUntil > time.GetUtcNow())
        {
            hasher.VerifyHashedPassword(new(), _nobody, password);
            return null;
        }
        if (hasher.VerifyHashedPassword(user, hash, password) == PasswordVerificationResult.Failed)
        {
            await users.NoteFailure(user.UserId, cancel);
            return null;
        }
        return user;
    }

    /// <summary>Gives a person a password.</summary>
    /// <returns>Why not, in one line; null: done.</returns>
    public async Task<string?> Set(UserRow user, string password, CancellationToken cancel)
    {
        if (Refusal(user, password) is { } refused)
            return refused;
        await users.SetPassword(user.UserId, hasher.HashPassword(user, password), cancel);
        return null;
    }

    // Length is what counts; the rest only catches what is guessed first.
    private static string? Refusal(UserRow user, string password)
    {
        if (password.Length < Least)
            return $"use at least {Least} characters; some words in a row are easy to remember";
        if (password.Distinct().Count() < 5)
            return "use more different characters";
        if (CommonPasswords.Has(password, user.Name))
            return "that is what is guessed first: use some words in a row that only you put together";
        return password.Contains(user.Name, StringComparison.OrdinalIgnoreCase) || password.Contains("opportune", StringComparison.OrdinalIgnoreCase)
            ? "leave your name and the program's out of it"
            : null;
    }
}
