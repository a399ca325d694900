using Dapper;
using Microsoft.Data.Sqlite;
using Opportune.Database;

namespace Opportune.Tests.Integration.Database;

/// <summary>The same C# on both engines: values there and back, transactions, the clock.</summary>
public sealed class FacadeTests
{
    private static readonly DateTimeOffset Instant = new(2026, 3, 8, 7, 6, 5, 4, 321, TimeSpan.FromHours(2));

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Values_come_back_as_they_went_in(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await using var connection = await fresh.Connect();
        var all = new Thing("b", 1L << 40, 0.1, new(2024, 2, 29), Instant);
        var none = new Thing("a", null, null, null, null);
        foreach (var thing in new[] { all, none })
            connection.Execute("insert into things (word, number, size, day_seen, made_at) values (@Word, @Number, @Size, @DaySeen, @MadeAt)", thing);
        Assert.Equal([none, all], connection.Query<Thing>("select word, number, size, day_seen, made_at from things order by word"));
        Assert.Equal("b", connection.QuerySingle<string>("select word from things where day_seen <= @day and made_at = @instant", new { day = all.DaySeen, instant = Instant.ToUniversalTime() }));
        Assert.Equal(2, connection.QuerySingle<long>("select count(*) from things where @day is null or day_seen = @day", new { day = (DateOnly?)null }));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_record_is_filled_from_expressions_without_a_type(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await using var connection = await fresh.Connect();
        var row = connection.QuerySingle<Thing>("select max(word) as word, cast(sum(number) as bigint) as number, max(size) as size, max(day_seen) as day_seen, max(made_at) as made_at from things");
        Assert.Equal(new Thing(null, null, null, null, null), row);
        Assert.Equal(new Count("x", 0), connection.QuerySingle<Count>("select 'x' as word, count(*) as rows from things"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Text_sorts_by_its_bytes(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await using var connection = await fresh.Connect();
        string[] words = ["Z", "a", "é", "_", "\U0001F9B4", "￿"];
        foreach (var word in words)
            connection.Execute("insert into things (word) values (@word)", new { word });
        Assert.Equal(["Z", "_", "a", "é", "￿", "\U0001F9B4"], connection.Query<string>("select word from things order by word"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Work_that_throws_leaves_nothing(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await Assert.ThrowsAsync<InvalidOperationException>(() => fresh.Database.Write(connection =>
            connection.Execute("insert into things (word) values ('half')") == 1 ? throw new InvalidOperationException() : 0, TestContext.Current.CancellationToken));
        Assert.Equal(0, await Rows(fresh));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_snapshot_does_not_see_what_is_written_beside_it(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await using var connection = await fresh.Connect();
        await using var snapshot = connection.BeginSnapshot();
        Assert.Equal(0, connection.QuerySingle<long>("select count(*) from things"));
        await fresh.Database.Write(other => other.Execute("insert into things (word) values ('new')"), TestContext.Current.CancellationToken);
        Assert.Equal(0, connection.QuerySingle<long>("select count(*) from things"));
        Assert.Equal(1, await Rows(fresh));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_hundred_writers_at_once_lose_nothing(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await fresh.Database.Write(c => c.Execute("insert into things (word, number) values ('sum', 0)"), TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() =>
            fresh.Database.Write(c => c.Execute("update things set number = number + 1 where word = 'sum'"), TestContext.Current.CancellationToken))));
        Assert.Equal(100, await fresh.Database.Read(c => c.QuerySingle<long>("select number from things"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_databases_clock_is_in_microseconds_and_moves_within_a_transaction(DatabaseEngine engine)
    {
        await using var fresh = await WithThings(engine);
        await using var connection = await fresh.Connect();
        await using var transaction = connection.BeginWrite();
        var first = connection.Now();
        Assert.InRange(TimeProvider.System.GetUtcNow() - first, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, first.Offset);
        DateTimeOffset later;
        do
            later = connection.Now();
        while (later == first);
        Assert.True(later > first);
    }

    [Fact]
    public async Task A_SQLite_database_survives_a_power_cut_and_checks_its_references()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using var connection = await fresh.Connect();
        Assert.Equal("wal", connection.QuerySingle<string>("pragma journal_mode"));
        Assert.Equal(2, connection.QuerySingle<long>("pragma synchronous"));
        Assert.Equal(1, connection.QuerySingle<long>("pragma foreign_keys"));
        Assert.Equal(10_000, connection.QuerySingle<long>("pragma busy_timeout"));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(fresh.File)!))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_database_in_memory_is_one_for_all_its_connections_and_gone_afterwards()
    {
        await using (var database = await OpportuneDatabase.Open(DatabaseUrl.InMemory, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            await using var connection = await database.Connect(TestContext.Current.CancellationToken);
            await database.Write(c => c.Execute("create table mine (word text) strict"), TestContext.Current.CancellationToken);
            Assert.Equal(0, connection.QuerySingle<long>("select count(*) from mine"));
        }
        await using var other = await OpportuneDatabase.Open(DatabaseUrl.InMemory, TimeProvider.System, TestContext.Current.CancellationToken);
        await using var second = await other.Connect(TestContext.Current.CancellationToken);
        Assert.Throws<SqliteException>(() => second.Execute("select * from mine"));
    }

    [Fact]
    public void An_unknown_SQL_file_is_named() =>
        Assert.Contains("runs/nothing.sql", Assert.Throws<ArgumentException>(() => Sql.Load("runs/nothing.sql")).Message, StringComparison.Ordinal);

    private static Task<long> Rows(FreshDatabase fresh) => fresh.Database.Read(c => c.QuerySingle<long>("select count(*) from things"), TestContext.Current.CancellationToken);

    private static Task<FreshDatabase> WithThings(DatabaseEngine engine) => Things.In(engine);

    private sealed record Thing(string? Word, long? Number, double? Size, DateOnly? DaySeen, DateTimeOffset? MadeAt);

    private sealed record Count(string Word, int Rows);
}
