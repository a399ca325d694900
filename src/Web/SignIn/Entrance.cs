using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Opportune.Database.Accounts;
using Opportune.Web.Audit;
using Opportune.Web.SignIn.Codes;

namespace Opportune.Web.SignIn;

/// <summary>What comes after a right password, or a good link: the session, or first the second step.</summary>
internal sealed class Entrance(UserTable users, SecondStep second)
{
    /// <summary>The scheme of who has shown one proof of two: good for nothing but to show the other.</summary>
    public const string Half = "half";

    /// <summary>Where the other is shown.</summary>
    public const string CodePath = "/sign-in/code";

    private const string Stamp = "stamp", To = "to";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "opportune-half";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(10);
        options.SlidingExpiration = false;
    }

    /// <summary>Lets a person in, or asks for the second proof.</summary>
    /// <returns>Where to go.</returns>
    public async Task<string> Enter(HttpContext context, UserRow user, string to, CancellationToken cancel)
    {
        if (second.IsDemanded(user) || await second.IsSet(user, cancel))
        {
            if (context.Features.Get<RequestPerson>() is { } person)
                (person.User, person.IsHalf) = (user, true);
            await context.SignInAsync(Half, new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user.UserId), new(Stamp, user.Stamp), new(To, to)], Half)));
            return CodePath;
        }
        await Complete(context, user, cancel);
        return to;
    }

    /// <summary>Lets a person in who has shown everything.</summary>
    public async Task Complete(HttpContext context, UserRow user, CancellationToken cancel)
    {
        await users.NoteSignIn(user.UserId, cancel);
        await context.SignOutAsync(Half);
        await Session.Begin(context, user);
    }

    /// <summary>Who has shown one proof of two, and where that person wanted to go; null: nobody.</summary>
    public async Task<(UserRow User, string To)?> Find(HttpContext context, CancellationToken cancel) =>
        (await context.AuthenticateAsync(Half)).Principal is { } half && await users.Find(half.FindFirstValue(ClaimTypes.NameIdentifier)!, cancel) is { DisabledAt: null } user
            && user.Stamp == half.FindFirstValue(Stamp)
            ? (user, half.FindFirstValue(To) ?? "/")
            : null;
}
