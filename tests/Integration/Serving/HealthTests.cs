using System.Net;
using System.Text.Json;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;

namespace Opportune.Tests.Integration.Serving;

/// <summary>What a running service answers, over the network.</summary>
public sealed class HealthTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_service_that_is_well_is_live_and_ready(DatabaseEngine engine)
    {
        await using var database = await BothEngines.Fresh(engine);
        await using var served = ServedHere.Prepare(database);
        await served.Start();
        Assert.Equal("{\"status\":\"live\"}", await served.Http.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.OK, "ready", ""), await Ready(served));
    }

    [Fact]
    public async Task Whatever_is_wrong_is_named_and_the_process_still_lives()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        served.Settings = served.Settings with { Health = new() { Tick = TimeSpan.Zero, LeastSpace = long.MaxValue } };
        served.Work = served.Work with { Beat = _ => served.Beat(TimeSpan.FromSeconds(-5)) };
        await served.Start();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not-ready", "schedules-silent space-low worker-stopped"), await Ready(served));
        await using (var connection = await database.Connect())
            await connection.ExecuteAsync("delete from schema_versions where version > 3");
        Assert.Contains(HealthReasons.SchemaDiffers, (await Ready(served)).Item3.Split(' '));
        Assert.Equal(HttpStatusCode.OK, (await served.Http.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_database_that_is_gone_is_told_within_seconds_and_the_rounds_go_on_when_it_is_back()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        await using var served = ServedHere.Prepare(database);
        await served.Start();
        Assert.Equal("ready", (await Ready(served)).Item2);
        var name = DatabaseUrl.Parse(database.Url).Name;
        await BothEngines.OnServer($"alter database {name} with allow_connections false");
        await BothEngines.OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await Soon.Until(async () => (await Ready(served)).Item3.Contains(HealthReasons.DatabaseUnreachable, StringComparison.Ordinal));
        await BothEngines.OnServer($"alter database {name} with allow_connections true");
        await Soon.Until(async () => (await Ready(served)).Item2 == "ready");
    }

    [Fact]
    public async Task Only_health_and_a_start_page_are_there_and_the_page_tells_nothing_but_names_of_jobs()
    {
        await using var database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var served = ServedHere.Prepare(database);
        await served.Start();
        var cancel = TestContext.Current.CancellationToken;
        using var page = await served.Http.GetAsync("/", cancel);
        var text = await page.Content.ReadAsStringAsync(cancel);
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("<h1>Opportune</h1>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Null(page.Headers.Server.FirstOrDefault());
        foreach (var path in new[] { "/health", "/index.html", "/runs", "/entries/1", "/..%2f..%2fetc/passwd", "/health/ready/x" })
            Assert.Equal(HttpStatusCode.NotFound, (await served.Http.GetAsync(path, cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await served.Http.PostAsync("/", null, cancel)).StatusCode);
    }

    private static async Task<(HttpStatusCode, string, string)> Ready(ServedHere served)
    {
        using var answer = await served.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (answer.StatusCode, json.RootElement.GetProperty("status").GetString()!, string.Join(' ', json.RootElement.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()).Order(StringComparer.Ordinal)));
    }
}
