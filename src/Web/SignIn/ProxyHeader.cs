using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opportune.Core;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;

namespace Opportune.Web.SignIn;

/// <summary>Sign-in by a header in which a proxy names who asks. From anybody else the header is taken away before anything looks at it.</summary>
internal static class ProxyHeader
{
    /// <summary>Name of this way in.</summary>
    public const string Way = "header";

    /// <summary>Takes the header away where it is not a named proxy's, or stands there twice. Comes first, while the address is still that of who connected.</summary>
    public static Task Guard(HttpContext context, RequestDelegate next)
    {
        var workplace = context.RequestServices.GetRequiredService<Workplace>();
        if (workplace.SignIn.Header is { } header && (context.Request.Headers[header].Count != 1 || !workplace.Proxies.Contains(Plain(context.Connection.RemoteIpAddress))))
            context.Request.Headers.Remove(header);
        return next(context);
    }

    /// <summary>Whether the proxy names that account.</summary>
    public static bool Names(HttpContext context, UserRow user) => NameOf(context) is { } name && string.Equals(name, user.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Signs in whom the proxy names.</summary>
    /// <returns>Whether it names somebody who may come in: an account of this installation's own that was made before.</returns>
    public static async Task<bool> SignIn(HttpContext context, CancellationToken cancel)
    {
        if (NameOf(context) is not { } name || FieldRules.TextRefusal(name) is not null)
            return false;
        var services = context.RequestServices;
        var (users, trail, origin) = (services.GetRequiredService<UserTable>(), services.GetRequiredService<AuditTrail>(), context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (await users.FindByName(name, cancel) is not { DisabledAt: null } user || await services.GetRequiredService<ProviderTable>().Find(user.UserId, cancel) is not null)
        {
            await trail.Write(new("", "", "signed-in", "", $"{Way} refused", origin));
            return false;
        }
        await trail.Write(new(user.DisplayName, user.Roles, "signed-in", user.UserId, Way, origin));
        await users.NoteSignIn(user.UserId, cancel);
        await Session.Begin(context, user, Way);
        return true;
    }

    private static string? NameOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<Workplace>().SignIn.Header is { } header && context.Request.Headers[header] is [{ Length: > 0 } name] ? name.Trim() : null;

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
