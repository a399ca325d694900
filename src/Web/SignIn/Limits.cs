using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Opportune.Web.SignIn;

/// <summary>How often one person, or one address without a person, may ask: far more than anybody clicks, far less than a program tries.</summary>
internal static class Limits
{
    /// <summary>Tries to sign in a minute from one address, whatever names are tried: a ward behind one address still comes in on a Monday.</summary>
    public const int SignInsPerMinute = 30;

    /// <summary>Pages and forms a minute of one person.</summary>
    public const int RequestsPerMinute = 600;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = ((int)Window.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        {
            // What a page looks like, and the page that says that it was too much.
            if (context.Request.Path.StartsWithSegments("/looks", StringComparison.Ordinal) || context.Request.Path == "/error")
                return RateLimitPartition.GetNoLimiter("");
            var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
            if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/sign-in", StringComparison.OrdinalIgnoreCase))
                return Within($"sign-in {address}", SignInsPerMinute);
            return context.User.Identity?.IsAuthenticated == true ? Within($"person {Session.IdOf(context.User)}", RequestsPerMinute) : Within($"address {address}", RequestsPerMinute);
        });
    }

    private static RateLimitPartition<string> Within(string key, int permits) => RateLimitPartition.GetFixedWindowLimiter(key, _ => new() { PermitLimit = permits, Window = Window, QueueLimit = 0 });
}
