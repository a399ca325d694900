using Dapper;
using Npgsql;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Database;

/// <summary>The roles of sql/roles on a real server: what each can do is enough, and no more.</summary>
public sealed class LeastPrivilegeTests : IAsyncLifetime
{
    private FreshDatabase _fresh = null!;

    [Fact]
    public async Task The_service_does_its_work_and_can_neither_change_a_table_nor_the_audit_trail()
    {
        using var folder = Some.Folder();
        await using var database = await OpportuneDatabase.Open(As("opportune_service"), TimeProvider.System, Token);
        await using (var writing = await AuditTrail.Open(database, AuditFolder.Open(folder["audit"]), "test", cancel: Token))
            await writing.Write(new("anna", "auditor", "signed-in", "", "", "127.0.0.1"));
        Assert.NotNull(await new UserTable(database).Add("anna", "Anna", new(Role.Reviewer, Scope.All), "test", Token));
        await database.Write(connection => connection.Execute("create temporary table staged (id text); insert into alarms (kind, subject, detail, tier_one, raised_at, escalates_at) values ('a', 'b', 'c', 0, now(), now()); delete from alarms"), Token);
        foreach (var statement in new[]
        {
            "drop table entries", "alter table users add column x text", "create table x (y text)", "truncate audit_records", "truncate entries", "update audit_records set who = 'b'",
            "delete from audit_records", "update audit_chains set process = 'b'", "delete from audit_chains", "alter table audit_records disable trigger all", "insert into schema_versions select * from schema_versions",
            "create role x", "set role opportune_owner", "drop function refuse_audit_change cascade", "create schema x", "copy entries to program 'cat'",
        })
            Assert.Equal("42501", await Refusal("opportune_service", statement));
        // Older records leave for an archive by the owner's hand alone.
        var (trail, later) = (AuditFolder.Open(folder["audit"]), TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1));
        Assert.False(await AuditRetention.IsAllowed(database, Token));
        await using var owned = await OpportuneDatabase.Open(As("opportune_owner"), TimeProvider.System, Token);
        Assert.True(await AuditRetention.IsAllowed(owned, Token));
        Assert.Equal(1, Assert.Single(await AuditRetention.Apply(owned, trail, later, cancel: Token)).Amount);
        Assert.Empty((await AuditVerification.Of(database, trail, Token)).Faults);
    }

    [Fact]
    public async Task The_owner_migrates_and_restores_and_rules_no_server()
    {
        await using var empty = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        await Apply(empty.Url);
        var (version, applied) = await OpportuneDatabase.Migrate(As("opportune_owner", empty.Url), TimeProvider.System, Token);
        Assert.Equal(version, applied.Count);
        await Apply(empty.Url);
        Assert.Null(await Refusal("opportune_service", "select 1 from entries, audit_records", empty.Url));
        Assert.Equal("42501", await Refusal("opportune_service", "delete from audit_records", empty.Url));
        Assert.Equal("42501", await Refusal("opportune_owner", "create role x", empty.Url));
    }

    [Fact]
    public async Task The_service_sends_messages_through_tables_that_the_engine_made_before()
    {
        await using (await Dispatcher.Open(_fresh.Database, "who makes them", 1, Token))
            await Apply(_fresh.Url);
        await using var database = await OpportuneDatabase.Open(As("opportune_service"), TimeProvider.System, Token);
        await using var engine = await Dispatcher.Open(database, "service", 1, Token);
        await engine.StartRun("run", Token);
        await engine.RunPartition("run", "0", Token);
    }

    [Fact]
    public async Task Reports_see_no_person_and_no_text_about_one()
    {
        Assert.Null(await Refusal("opportune_reports", "select site, tier, state, decided_at, count(*) from entries group by 1, 2, 3, 4"));
        Assert.Null(await Refusal("opportune_reports", "select job, state, as_of from runs"));
        foreach (var statement in new[]
        {
            "select * from entries", "select patient_id from entries", "select note from entries", "select memory from entries", "select finding_reason from entries", "select * from people", "select * from gaps",
            "select * from entry_events", "select * from reported_rows", "select * from hand_offs", "select * from people_words", "select * from exports", "select * from users", "select * from provider_accounts", "select * from code_keys", "select * from recovery_codes",
            "select * from audit_records", "update runs set state = 'x'", "create temporary table x (y text)",
        })
            Assert.Equal("42501", await Refusal("opportune_reports", statement));
    }

    public async ValueTask InitializeAsync()
    {
        _fresh = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        await Apply(_fresh.Url);
    }

    public ValueTask DisposeAsync() => _fresh.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DatabaseUrl As(string role, string? url = null)
    {
        var parsed = DatabaseUrl.Parse(url ?? _fresh.Url);
        return parsed with { User = role };
    }

    private async Task<string?> Refusal(string role, string statement, string? url = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(As(role, url)));
        await connection.OpenAsync(Token);
        return (await Record.ExceptionAsync(() => connection.ExecuteAsync(statement)) as PostgresException)?.SqlState;
    }

    private static async Task Apply(string url)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(DatabaseUrl.Parse(url)));
        await connection.OpenAsync(Token);
        // Twice: what is there already is no obstacle.
        for (var i = 0; i < 2; i++)
            await connection.ExecuteAsync(Sql.Load("roles/postgresql.sql"));
    }

    private static string ConnectionString(DatabaseUrl url) =>
        new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = false }.ConnectionString;
}
