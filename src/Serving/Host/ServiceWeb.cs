using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Serving;

/// <summary>What is answered: health and a start page, by GET; nothing else is there.</summary>
internal static class ServiceWeb
{
    private const int MostConnections = 200;
    // A comment of 10,000 characters, each of them twelve bytes as a form sends it, twice.
    private const long MostBody = 256 * 1024;

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Makes it; it listens when it is started.</summary>
    /// <exception cref="InputException">The address is none to listen at.</exception>
    public static WebApplication Create(
        OpportuneDatabase database, ServeSettings settings, ServiceWork work, string program, Readiness readiness, ServiceMeter meter, ILoggerFactory logs)
    {
        var (address, port) = Parse(settings.Listen);
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(database.Time);
        builder.Services.AddRoutingCore();
        work.AddPages?.Invoke(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = MostBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(address, port);
        });
        var app = builder.Build();
        var log = logs.CreateLogger("Opportune.Serving");
        app.Use(next => context => Guarded(context, next, log));
        if (work.MapPages is null)
            app.UseRouting();
        app.MapGet("/health/live", context => Json(context, StatusCodes.Status200OK, new { Status = "live" })).AllowAnonymous();
        app.MapGet("/health/ready", async context =>
        {
            var checks = await readiness.Look(context.RequestAborted);
            var isReady = checks.All(c => c.IsReady);
            await Json(context, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, new
            {
                Status = isReady ? "ready" : "not-ready",
                Reasons = checks.Where(c => !c.IsWell).Select(c => c.Reason),
                Checks = checks,
            });
        }).AllowAnonymous();
        if (work.MapPages is { } mapPages)
            mapPages(app);
        else
            MapStartPage(app, program, readiness, meter, database.Time);
        app.UseEndpoints(_ => { });
        return app;
    }

    /// <summary>The address and port of <c>http://ADDRESS:PORT</c>.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static (IPAddress Address, int Port) Parse(string listen)
    {
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var uri) || uri.Scheme != "http" || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            throw new InputException($"--listen: '{listen}' is no address to listen at; write http://127.0.0.1:5080");
        if (uri.Host == "localhost")
            return (IPAddress.Loopback, uri.Port);
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
            ? (address, uri.Port)
            : throw new InputException($"--listen: '{uri.Host}' is no address of this machine; write numbers, such as http://127.0.0.1:5080");
    }

    /// <summary>Asks whether the address can be listened at, before anything is begun that would have to be undone.</summary>
    /// <exception cref="InputException">Somebody listens there, or nobody can.</exception>
    public static void RequireFree(string listen)
    {
        var (address, port) = Parse(listen);
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new InputException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"--listen: {listen} is taken, by another 'serve' or another program; stop that one, or name another port (listen in the settings)"
                : $"--listen: {listen} cannot be listened at ({e.SocketErrorCode}); name an address of this machine and a port from 1024");
        }
    }

    private static void MapStartPage(WebApplication app, string program, Readiness readiness, ServiceMeter meter, TimeProvider time) => app.MapGet("/", async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(StartPage.Of(program, await readiness.Look(context.RequestAborted), meter.Facts, time.GetUtcNow()), context.RequestAborted);
    });

    private static async Task Guarded(HttpContext context, RequestDelegate next, ILogger log)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // Too large, too slow or cut off: the asker's fault, and told as such.
            context.Response.Clear();
            context.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // The message may hold anything, so only the kind is told.
            ServiceLog.RequestFailed(log, e.GetType().Name);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static Task Json(HttpContext context, int status, object answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer, Form), context.RequestAborted);
    }
}
