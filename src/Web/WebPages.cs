using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Standings;
using Opportune.Database.Validation;
using Opportune.Database.Views;
using Opportune.Runs;
using Opportune.Runs.Exports;
using Opportune.Schedules;
using Opportune.Web.Access;
using Opportune.Web.Audit;
using Opportune.Web.Looks;
using Opportune.Web.Show;
using Opportune.Web.SignIn;
using Opportune.Web.SignIn.Codes;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Web;

/// <summary>Puts the pages into a host: what they need, and where they are. Nothing of them is reachable without a session but the way to one.</summary>
public static class WebPages
{
    /// <summary>Name of the source of activities: "count" is the counting of lists for one page.</summary>
    public const string Activities = "Opportune.Web";

    // So many questions to the database may be waited for at once.
    private const int Waiting = 32;

    /// <summary>Adds what the pages need. The host brings <see cref="OpportuneDatabase"/>, <see cref="Database.Audit.AuditTrail"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddOpportunePages(this IServiceCollection services, Workplace workplace)
    {
        services.AddSingleton(workplace);
        services.AddSingleton(workplace.Dispositions);
        services.AddSingleton<UserTable>();
        services.AddSingleton<StandingTable>();
        services.AddSingleton<PauseTable>();
        services.AddSingleton<RecallTable>();
        services.AddSingleton<ValidationTable>();
        // Who reads or changes entries does so as one person, and sees what that person may see.
        services.AddHttpContextAccessor();
        services.AddScoped(given => Session.SightOf(given.GetRequiredService<IHttpContextAccessor>().HttpContext!.User, given.GetRequiredService<TimeProvider>()));
        services.AddScoped<RestrictedRecords>();
        services.AddScoped<WorklistReader>();
        services.AddScoped<WorklistWriter>();
        services.AddScoped<HandOffReader>();
        services.AddScoped<BulkWriter>();
        services.AddScoped<Claims>();
        services.AddScoped<DayReader>();
        services.AddScoped<QueueReader>();
        services.AddScoped<ExportBook>();
        services.AddScoped(given => new WorklistExport(given.GetRequiredService<ExportBook>(), workplace.Freshness, workplace.Identifiers, workplace.TitleOf, given.GetRequiredService<TimeProvider>()));
        services.AddScoped(given => new TaskReturn(
            given.GetRequiredService<ExportBook>(), given.GetRequiredService<WorklistWriter>(), workplace.Dispositions, workplace.Identifiers, given.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PublicationNews>();
        services.AddSingleton<ListCounts>();
        services.AddSingleton<FilterChoices>();
        services.AddSingleton<HandOffCounts>();
        services.AddHostedService(given => given.GetRequiredService<HandOffCounts>());
        services.AddScoped<HandOverPlanner>();
        services.AddSingleton<ViewTable>();
        services.AddSingleton<ListWords>();
        if (workplace.Office is { } office)
            services.AddSingleton(given => new ScheduleDesk(given.GetRequiredService<OpportuneDatabase>(), office.Duty, given.GetRequiredService<TimeProvider>()));
        if (workplace.Office?.Rules is { } rules)
            services.AddSingleton(given => new RuleDesk(given.GetRequiredService<OpportuneDatabase>(), rules)).AddSingleton<Trials>();
        services.AddSingleton<IPasswordHasher<UserRow>, PasswordHasher<UserRow>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<CodeTable>();
        services.AddSingleton<SecondStep>();
        services.AddSingleton<Entrance>();
        services.AddSingleton<ProviderTable>();
        services.AddDataProtection().SetApplicationName("opportune").PersistKeysToFileSystem(OwnersOnly.Folder(workplace.KeysFolder));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options => Session.Configure(options, workplace)).AddCookie(Entrance.Half, Entrance.Configure);
        if (workplace.SignIn.OpenId is { } openId)
            AddProvider(services, openId);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PageGate.Requirement()).Build());
        services.AddSingleton<IAuthorizationHandler, PageGate>();
        services.AddRateLimiter(Limits.Configure);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "opportune-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorPages().AddApplicationPart(typeof(WebPages).Assembly);
        return services;
    }

    /// <summary>Maps the pages and what they look like.</summary>
    public static WebApplication MapOpportunePages(this WebApplication app)
    {
        // A page waits for the database on its thread. With a thread for each processor two slow questions would hold up everybody, until the
        // pool notices that nothing moves: it adds a thread every half second.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Waiting), ports);
        app.Use(ProxyHeader.Guard);
        if (app.Services.GetRequiredService<Workplace>().Proxies is { Count: > 0 } proxies)
            app.UseForwardedHeaders(ForwardedBy(proxies));
        app.Use(Headers.Write);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            // What the asker sent was too large, too slow or cut off.
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/error", "?code={0}");
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use(RequestAudit.Keep);
        app.UseAuthorization();
        app.MapGet("/looks/{name}", Look.Serve).AllowAnonymous();
        app.MapRazorPages();
        return app;
    }

    /// <summary>Lets those in who may do that, to an address that is none of the pages; without it nobody comes in.</summary>
    public static void OnlyWith(this IEndpointConventionBuilder address, Permission permission) => address.WithMetadata(PageRule.Any(permission));

    private static void AddProvider(IServiceCollection services, OpenIdSettings settings)
    {
        // A secret that is missing is told when the program starts, not to the first who signs in.
        settings.Secret.Read();
        services.AddSingleton(given => new Provider(settings, given.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProviderAccounts>();
        services.AddAuthentication().AddOAuth<OAuthOptions, OpenIdHandler>(OpenIdHandler.Way, _ => { });
        services.AddOptions<OAuthOptions>(OpenIdHandler.Way).Configure<Provider>(OpenIdHandler.Configure);
    }

    // Who says that it speaks for somebody else is believed only where it is named: else anybody could write any address into the audit trail.
    private static ForwardedHeadersOptions ForwardedBy(IReadOnlyCollection<IPAddress> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies)
            options.KnownProxies.Add(proxy);
        return options;
    }
}
