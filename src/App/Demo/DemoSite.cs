using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Web;

namespace Opportune.App.Demo;

/// <summary>The pages over the invented hospital, for this computer only, until they are stopped.</summary>
internal static class DemoSite
{
    private const string Person = "reviewer";

    private static readonly string[] Addresses = ["http://127.0.0.1:5080", "http://127.0.0.1:0"];

    /// <summary>Serves until <paramref name="stop"/>.</summary>
    public static async Task Serve(OpportuneDatabase database, LoadedJobs loaded, string folder, CancellationToken stop)
    {
        await using var trail = await AuditTrail.Open(database, AuditFolder.Open(AuditFolder.PathFor(database.Url)), "demo", cancel: stop);
        await using var app = await Start(database, trail, loaded, folder, stop);
        var users = new UserTable(database);
        var id = await users.Add(Person, "Rae Reviewer", new Grants(Roles.Of(Enum.GetValues<Role>()), Scope.All) { MayOpenRestricted = true }, "demo", stop) ?? (await users.FindByName(Person, stop))!.UserId;
        Screens.Line("");
        Screens.Line("The worklists in the browser (invented patients, this computer only). This link signs you in once:");
        Screens.Line($"  {app.Urls.First()}/sign-in/link/{await users.AddLink(id, TimeSpan.FromHours(24), stop)}");
        Screens.Line("Ctrl+C ends it.");
        await app.WaitForShutdownAsync(stop);
    }

    private static async Task<WebApplication> Start(OpportuneDatabase database, AuditTrail trail, LoadedJobs loaded, string folder, CancellationToken stop)
    {
        for (var i = 0; ; i++)
        {
            var app = Create(database, trail, loaded, folder, Addresses[i]);
            try
            {
                await app.StartAsync(stop);
                return app;
            }
            catch (IOException) when (i + 1 < Addresses.Length)
            {
                // The usual port belongs to somebody else; any other will do.
                await app.DisposeAsync();
            }
            catch (SocketException e)
            {
                throw new IOException($"cannot listen on this computer: {e.Message}");
            }
        }
    }

    private static WebApplication Create(OpportuneDatabase database, AuditTrail trail, LoadedJobs loaded, string folder, string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.Services.AddSingleton(database).AddSingleton(trail).AddSingleton(TimeProvider.System);
        builder.Services.AddOpportunePages(PagesOf.Workplace(loaded, TimeZoneInfo.Local, Path.Combine(folder, "keys")) with { Banner = "Demo: invented patients" });
        var app = builder.Build();
        app.MapOpportunePages();
        return app;
    }
}
