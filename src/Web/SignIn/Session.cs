using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Web.Audit;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Web.SignIn;

/// <summary>A person's session: a cookie that names the person and the account's stamp, and is over when the stamp has changed.</summary>
internal static class Session
{
    private const string Stamp = "stamp", Since = "since", RolesClaim = "roles", ScopeClaim = "scope", OwnClaim = "own", RestrictedClaim = "restricted", Way = "way";

    /// <summary>The way in that is this installation's own: a password, or a link.</summary>
    public const string OwnWay = "own";

    public static void Configure(CookieAuthenticationOptions options, Workplace workplace)
    {
        options.Cookie.Name = "opportune";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "to";
        options.ExpireTimeSpan = workplace.SessionIdle;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = Validate;
        // Told where the person is, with the page that says why.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        // A page that looks again by itself is no person at work: left open, it does not keep the session for ever.
        options.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew &= !context.Request.Query.ContainsKey("handler") || !HttpMethods.IsGet(context.Request.Method);
            return Task.CompletedTask;
        };
    }

    /// <summary>Signs a person in.</summary>
    public static Task Begin(HttpContext context, UserRow user, string way = OwnWay)
    {
        if (context.Features.Get<RequestPerson>() is { } person)
            person.User = user;
        return context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Of(context, user, way));
    }

    /// <summary>What a session says of a person who comes in now.</summary>
    public static ClaimsPrincipal Of(HttpContext context, UserRow user, string way) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, user.UserId),
            new(ClaimTypes.Name, user.DisplayName),
            new(RolesClaim, user.Roles),
            new(ScopeClaim, user.Scope),
            new(OwnClaim, user.PatientId ?? ""),
            new(RestrictedClaim, user.MayOpenRestricted == 1 ? "1" : ""),
            new(Stamp, user.Stamp),
            new(Since, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new(Way, way),
        ], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Signs the person out.</summary>
    public static Task End(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    /// <summary>Id of the person.</summary>
    public static string IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";

    /// <summary>By which way the person came in.</summary>
    public static string WayOf(ClaimsPrincipal user) => user.FindFirstValue(Way) ?? OwnWay;

    /// <summary>The person's name, as it stands in histories.</summary>
    public static string NameOf(ClaimsPrincipal user) => user.Identity?.Name ?? "";

    /// <summary>The roles that the person holds.</summary>
    public static Roles RolesOf(ClaimsPrincipal user) => Roles.Parse(user.FindFirstValue(RolesClaim) ?? "");

    /// <summary>Whether one of the person's roles allows it.</summary>
    public static bool May(ClaimsPrincipal user, Permission permission) => RolesOf(user).May(permission);

    /// <summary>What the person may do, and about whom. A session that does not say it is nobody's.</summary>
    public static Grants GrantsOf(ClaimsPrincipal user) => new(RolesOf(user), Scope.Parse(user.FindFirstValue(ScopeClaim) ?? ""))
    {
        PatientId = user.FindFirstValue(OwnClaim) is { Length: > 0 } own ? own : null,
        MayOpenRestricted = user.FindFirstValue(RestrictedClaim) == "1",
    };

    /// <summary>The patients whom the person sees at this moment: the one place where a person becomes a scope.</summary>
    public static Sight SightOf(ClaimsPrincipal user, TimeProvider time) => Sight.Of(IdOf(user), GrantsOf(user), time.GetUtcNow());

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var person = context.Principal!;
        if (IsWithin(person, services.GetRequiredService<TimeProvider>().GetUtcNow() - services.GetRequiredService<Workplace>().SessionLongest))
        {
            var user = await services.GetRequiredService<UserTable>().Find(IdOf(person), context.HttpContext.RequestAborted);
            if (user is { DisabledAt: null } && user.Stamp == person.FindFirstValue(Stamp) && await IsVouchedFor(context.HttpContext, user, WayOf(person)))
                return;
        }
        context.RejectPrincipal();
        await End(context.HttpContext);
    }

    // Who else let the person in still does.
    private static async Task<bool> IsVouchedFor(HttpContext context, UserRow user, string way) => way switch
    {
        OpenIdHandler.Way => context.RequestServices.GetService<ProviderAccounts>() is { } accounts && await accounts.IsCurrent(user, context.RequestAborted),
        ProxyHeader.Way => ProxyHeader.Names(context, user),
        _ => true,
    };

    private static bool IsWithin(ClaimsPrincipal person, DateTimeOffset earliest) =>
        long.TryParse(person.FindFirstValue(Since), NumberStyles.None, CultureInfo.InvariantCulture, out var since) && since >= earliest.ToUnixTimeSeconds();
}
