using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Web.Access;

/// <summary>The pages of the engine that carries messages: where the program was built with one that has some, administrators may look at them; where not, it is said.</summary>
public sealed partial class EnginePagesTests
{
    private const string Path = "/dispatch";
    private static readonly ServeSettings Asked = new() { Dashboard = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrators_alone_look_at_them_and_change_nothing_or_it_is_said_that_there_are_none()
    {
        await using var engine = new Opened();
        if (typeof(Dispatcher).Name == "QuartzDispatcher")
        {
            var refused = await Assert.ThrowsAsync<InputException>(() => Open(engine));
            Assert.Equal("dashboard: there is none in this program, which was not built with Hangfire; take the line out of the settings", refused.Message);
            return;
        }
        await using var site = await Open(engine);
        await engine.Engine!.StartRun("run-of-the-test", Cancel);
        using var nobody = new Caller(site);
        Assert.Equal(HttpStatusCode.Redirect, (await nobody.Get(Path)).StatusCode);
        foreach (var role in Enum.GetValues<Role>().Where(r => r != Role.Administrator))
        {
            using var other = new Caller(site);
            await other.SignIn($"only {role}", role);
            foreach (var address in new[] { Path, $"{Path}/jobs/enqueued/default", $"{Path}/servers" })
                Assert.Equal((role, HttpStatusCode.Forbidden), (role, (await other.Get(address)).StatusCode));
        }
        using var administrator = new Caller(site);
        await administrator.SignIn("ada", Role.Administrator);
        var answer = await administrator.Get($"{Path}/jobs/enqueued/default");
        var page = await Caller.Text(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("RunMessages.StartRun", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("data-url=\"/dispatch/jobs/enqueued/delete\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.Get($"{Path}/nothing-there")).StatusCode);
        // What its own script sends has the site's token, and is answered; without it nothing is.
        var header = Token().Match(page);
        Assert.True(header.Success);
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(administrator, $"{Path}/stats", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(administrator, $"{Path}/stats", header)).StatusCode);
        await ShowsItselfInABrowser(site);
        // And with it nothing is changed either.
        foreach (var command in new[] { "jobs/enqueued/delete", "jobs/enqueued/requeue", "jobs/actions/delete/1", "recurring/trigger", "recurring/remove" })
            Assert.Equal((command, HttpStatusCode.Unauthorized), (command, (await Send(administrator, $"{Path}/{command}", header)).StatusCode));
        Assert.Contains("RunMessages.StartRun", await administrator.Read($"{Path}/jobs/enqueued/default"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_shared_folder_or_without_being_asked_for_they_are_not_there()
    {
        await using var site = await Site.Open(also: app =>
        {
            Installation.MapEnginePages(app, new(), null);
            Assert.Contains("without 'shared'", Assert.Throws<InputException>(() => Installation.MapEnginePages(app, Asked, null)).Message, StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        using var administrator = new Caller(site);
        await administrator.SignIn("ada", Role.Administrator);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.Get(Path)).StatusCode);
    }

    // The site's policy on what a page may load lets all of it in.
    private static async Task ShowsItselfInABrowser(Site site)
    {
        await using var context = await (await Browser.Running()).NewContextAsync();
        var page = await context.NewPageAsync();
        var heard = new List<string>();
        page.PageError += (_, error) => heard.Add(error);
        page.Console += (_, message) =>
        {
            // What the charts' script would add stands in their sheet.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Applying inline style", StringComparison.Ordinal))
                heard.Add(message.Text);
        };
        await page.GotoAsync(await site.Invite("ada", Role.Administrator));
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        foreach (var address in new[] { Path, $"{Path}/jobs/details/1", $"{Path}/servers" })
        {
            await page.GotoAsync($"{site.Address}{address}", new() { WaitUntil = WaitUntilState.NetworkIdle });
            Assert.Contains("Opportune: messages", await page.TitleAsync() + await page.InnerTextAsync("body"), StringComparison.Ordinal);
        }
        Assert.Empty(heard);
    }

    private static Task<Site> Open(Opened engine) =>
        Site.Open(also: app => engine.Map(app.Services.GetRequiredService<OpportuneDatabase>(), opened => Installation.MapEnginePages(app, Asked, opened)));

    private static Task<HttpResponseMessage> Send(Caller caller, string path, Match? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("metrics[]", "enqueued:count-or-null"), new("jobs[]", "1")]) };
        if (token is not null)
            request.Headers.TryAddWithoutValidation(token.Groups[1].Value, WebUtility.HtmlDecode(token.Groups[2].Value));
        return caller.Send(request);
    }

    [GeneratedRegex("<meta name=\"csrf-header\" content=\"([^\"]+)\">\\s*<meta name=\"csrf-token\" content=\"([^\"]+)\">")]
    private static partial Regex Token();

    /// <summary>An engine that is closed with its test, whether or not its pages could be mapped.</summary>
    private sealed class Opened : IAsyncDisposable
    {
        public Dispatcher? Engine { get; private set; }

        public async Task Map(OpportuneDatabase database, Action<Dispatcher> map)
        {
            Engine = await Dispatcher.Open(database, "web", 1, Cancel);
            map(Engine);
        }

        public async ValueTask DisposeAsync()
        {
            if (Engine is not null)
                await Engine.DisposeAsync();
        }
    }
}
