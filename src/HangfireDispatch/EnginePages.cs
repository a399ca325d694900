using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Opportune.HangfireDispatch;

/// <summary>
/// Hangfire's dashboard, to look at. Who may is for the site's own policy to say: what it asks itself, whether somebody sits at this machine,
/// says nothing behind a proxy. What it sends is checked for the site's token against forgery, as every form is.
/// </summary>
internal static class EnginePages
{
    private const int LookEveryMilliseconds = 5000;

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder app, string path, JobStorage storage)
    {
        var options = new DashboardOptions
        {
            Authorization = [],
            IsReadOnlyFunc = _ => true,
            DisplayStorageConnectionString = false,
            DashboardTitle = "Opportune: messages",
            AppPath = "/",
            FaviconPath = "/looks/icon.svg",
            StatsPollingInterval = LookEveryMilliseconds,
        };
        var pages = app.CreateApplicationBuilder();
        pages.UsePathBase(path);
        pages.Use((context, next) =>
        {
            // The site's own, and what these pages need besides: a font of their own, and colours that stand in the page. What their charts add
            // to the page by script is refused: it is in their sheet already.
            context.Response.Headers.ContentSecurityPolicy = $"{context.Response.Headers.ContentSecurityPolicy}; font-src 'self'; style-src-attr 'unsafe-inline'";
            return next(context);
        });
        pages.UseMiddleware<AspNetCoreDashboardMiddleware>(storage, options, DashboardRoutes.Routes, true);
        return app.Map(path + "/{**page}", pages.Build());
    }
}
