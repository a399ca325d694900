using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opportune.App;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Web;

namespace Opportune.Tests.Benchmarks.Pages;

/// <summary>The pages in a process of their own, as <c>serve</c> has them, on a free port of this machine; they note how long each answer took.</summary>
internal static class PagesHost
{
    /// <summary>Header in which a visitor says what kind of question it is, and the paths that tell how long they took and what it cost.</summary>
    public const string Kind = "X-Benchmark-Kind", Times = "/benchmark-times", Cost = "/benchmark-cost";

    /// <summary>Serves until standard input ends; prints the address, and one link for each visitor with which to sign in.</summary>
    public static async Task<int> Serve(string url, int users, Role role, CancellationToken cancel)
    {
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, cancel);
        var keys = Directory.CreateTempSubdirectory("opportune-pages-");
        try
        {
            var times = new ConcurrentQueue<string>();
            var begun = Stopwatch.GetTimestamp();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
            await using var trail = await AuditTrail.Open(database, AuditFolder.Open(Path.Combine(keys.FullName, "audit")), "benchmark", cancel: cancel);
            builder.Services.AddSingleton(database).AddSingleton(trail).AddSingleton<TimeProvider>(new Day());
            builder.Services.AddOpportunePages(PagesOf.Workplace(LoadedJobs.Load(null, null), TimeZoneInfo.Utc, keys.FullName));
            var app = builder.Build();
            // Counting is told apart: each answer has a box of its own, and what it counts falls into it.
            var counting = new AsyncLocal<StrongBox<double>?>();
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == WebPages.Activities,
                Sample = (ref _) => ActivitySamplingResult.PropagationData,
                ActivityStopped = activity => counting.Value!.Value += activity.Duration.TotalMilliseconds,
            };
            ActivitySource.AddActivityListener(listener);
            app.Use(async (context, next) =>
            {
                var counted = counting.Value = new(0);
                var start = Stopwatch.GetTimestamp();
                await next(context);
                if (context.Request.Headers[Kind] is [{ } kind])
                    times.Enqueue(FormattableString.Invariant($"{kind} {Stopwatch.GetElapsedTime(start).TotalMilliseconds} {counted.Value} {Stopwatch.GetElapsedTime(begun, start).TotalSeconds} {context.Request.Path}{context.Request.QueryString}"));
                if (context.Features.Get<IExceptionHandlerFeature>() is { } failed)
                    await Console.Error.WriteLineAsync($"{context.Request.Path}{context.Request.QueryString}: {failed.Error.GetType().Name}: {failed.Error.Message}");
            });
            app.MapGet(Times, () => Results.Text(string.Join('\n', times))).AllowAnonymous();
            app.MapGet(Cost, () => Results.Text(string.Create(CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalSeconds} {GC.GetTotalPauseDuration().TotalSeconds}"))).AllowAnonymous();
            app.MapOpportunePages();
            await app.StartAsync(cancel);
            Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            var accounts = new UserTable(database);
            for (var i = 0; i < users; i++)
            {
                var name = $"{EntryNames.Of(role)} {i}";
                var id = await accounts.Add(name, name, new(role, Scope.All), "benchmark", cancel) ?? (await accounts.FindByName(name, cancel))!.UserId;
                Console.WriteLine(await accounts.AddLink(id, TimeSpan.FromHours(1), cancel));
            }
            await Console.In.ReadToEndAsync(cancel);
            await app.StopAsync(cancel);
            return 0;
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }

    // The invented list ends on a day of its own; the hours go on.
    private sealed class Day : TimeProvider
    {
        private readonly TimeSpan _off = new DateTimeOffset(LongList.Today, new(9, 0), TimeSpan.Zero) - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _off;
    }
}
