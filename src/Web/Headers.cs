using Microsoft.AspNetCore.Http;

namespace Opportune.Web;

/// <summary>What every answer says to the browser: nothing from elsewhere, nothing to elsewhere, nothing kept.</summary>
internal static class Headers
{
    public static Task Write(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        headers.XContentTypeOptions = "nosniff";
        // An address may hold what was searched for.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // A page shows patients; the next person at this computer must not find it in the cache.
        headers.CacheControl = "no-cache, no-store";
        // Once seen over HTTPS, never again without it.
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    }
}
