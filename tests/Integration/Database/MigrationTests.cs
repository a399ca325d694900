using Dapper;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Integration.Database;

/// <summary>The schema's steps: in order, once, by whoever comes first, and never over a database that is not ours.</summary>
public sealed class MigrationTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_empty_database_is_made_ready_on_opening(DatabaseEngine engine)
    {
        await using var empty = await BothEngines.Empty(engine);
        await empty.Open();
        Assert.Equal(Migration.All(engine).Select(m => m.Name), await Names(empty));
        var (version, applied) = await OpportuneDatabase.Migrate(DatabaseUrl.Parse(empty.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((Migration.All(engine).Count, 0), (version, applied.Count));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_that_migrate_together_apply_each_step_once(DatabaseEngine engine)
    {
        await using var empty = await BothEngines.Empty(engine);
        var url = DatabaseUrl.Parse(empty.Url);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpportuneDatabase.Migrate(url, TimeProvider.System, TestContext.Current.CancellationToken))));
        Assert.Equal(Migration.All(engine).Select(m => m.Name), results.SelectMany(r => r.Applied).Order(StringComparer.Ordinal));
        await empty.Open();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_newer_database_is_refused_with_both_versions(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var known = Migration.All(engine).Count;
        await Do(fresh, "insert into schema_versions (version, name, sha256, applied_at, program) select version + 1, 'later', 'x', applied_at, 'opportune 9.9' from schema_versions order by version desc limit 1");
        foreach (var open in new Func<DatabaseUrl, Task>[] { Open, OpenExisting, Migrate })
        {
            var refusal = (await Assert.ThrowsAsync<InputException>(() => open(DatabaseUrl.Parse(fresh.Url)))).Message;
            Assert.Contains($"schema version {known + 1}, this program knows {known}; install the newer program (it was migrated by opportune 9.9)", refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_older_database_is_refused_with_who_can_back_it_up_and_what_comes_then(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var needed = Migration.All(engine).Count;
        await Do(fresh, "delete from schema_versions where version = (select max(version) from schema_versions)");
        foreach (var open in new Func<DatabaseUrl, Task>[] { Open, OpenExisting })
        {
            var refusal = (await Assert.ThrowsAsync<InputException>(() => open(DatabaseUrl.Parse(fresh.Url)))).Message;
            Assert.EndsWith($"schema version {needed - 1}, this program needs {needed}; back it up with the older program, then run 'opportune migrate --database {fresh.Url}' of this one", refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_migration_with_another_content_is_refused(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Do(fresh, "update schema_versions set sha256 = 'other', program = 'opportune 0.0.7' where version = 1");
        var refusal = (await Assert.ThrowsAsync<InputException>(() => Open(DatabaseUrl.Parse(fresh.Url)))).Message;
        Assert.Contains("0001_create_schema_versions was applied with another content", refusal, StringComparison.Ordinal);
        Assert.Contains("opportune 0.0.7", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_older_database_waits_for_migrate(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var url = DatabaseUrl.Parse(fresh.Url);
        // The last step as if this program had one more than the database.
        await using var connection = await fresh.Connect();
        var schema = Schema.Of(connection, url, [.. Migration.All(engine), new Migration(Migration.All(engine).Count + 1, "9999_add_column", "alter table schema_versions add column note text")]);
        Assert.Contains("run 'opportune migrate", Assert.Throws<InputException>(schema.RequireCurrent).Message, StringComparison.Ordinal);
        Assert.Equal(["9999_add_column"], await new Migrator(fresh.Database, schema.Known).Apply(TestContext.Current.CancellationToken));
        Assert.Null(connection.QuerySingle<string?>("select max(note) from schema_versions"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_step_that_fails_leaves_the_steps_before_it(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var count = Migration.All(engine).Count;
        Migration[] known =
        [
            .. Migration.All(engine), new(count + 1, "0090_good", "create table good (id integer)"), new(count + 2, "0091_bad", "create table half (id integer); insert into nowhere values (1)"),
        ];
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => new Migrator(fresh.Database, known).Apply(TestContext.Current.CancellationToken));
        await using var connection = await fresh.Connect();
        var tables = Catalog.Tables(connection);
        Assert.Contains("good", tables);
        Assert.DoesNotContain("half", tables);
        Assert.Equal("0090_good", (await Names(fresh))[^1]);
        Assert.Equal(["0091_better"], await new Migrator(fresh.Database, [.. known[..^1], new(count + 2, "0091_better", "create table half (id integer)")]).Apply(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_database_of_another_program_is_refused(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Do(fresh, "drop table schema_versions");
        await Do(fresh, "create table billing (id integer)");
        Assert.Contains("holds tables of another program", (await Assert.ThrowsAsync<InputException>(() => Open(DatabaseUrl.Parse(fresh.Url)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Opening_what_should_exist_makes_nothing(DatabaseEngine engine)
    {
        await using var empty = await BothEngines.Empty(engine);
        var refusal = (await Assert.ThrowsAsync<InputException>(() => OpenExisting(DatabaseUrl.Parse(empty.Url)))).Message;
        Assert.Contains("opportune migrate", refusal, StringComparison.Ordinal);
        if (engine == DatabaseEngine.Sqlite)
            Assert.False(File.Exists(empty.File));
    }

    [Fact]
    public void Both_engines_have_the_same_steps_without_gaps()
    {
        var sqlite = Migration.All(DatabaseEngine.Sqlite);
        Assert.Equal(Enumerable.Range(1, sqlite.Count), sqlite.Select(m => m.Version));
        Assert.Equal(sqlite.Select(m => m.Name), Migration.All(DatabaseEngine.PostgreSql).Select(m => m.Name));
    }

    private static Task Open(DatabaseUrl url) => OpportuneDatabase.Open(url, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task OpenExisting(DatabaseUrl url) => OpportuneDatabase.OpenExisting(url, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task Migrate(DatabaseUrl url) => OpportuneDatabase.Migrate(url, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task Do(FreshDatabase fresh, string statement) => fresh.Database.Write(c => c.Execute(statement), TestContext.Current.CancellationToken);

    private static Task<List<string>> Names(FreshDatabase fresh) =>
        fresh.Database.Read(c => c.Query<string>("select name from schema_versions order by version").ToList(), TestContext.Current.CancellationToken);
}
