using System.Data.Common;
using Dapper;
using Opportune.Database;

namespace Opportune.Tests.Integration.Database;

/// <summary>Many rows at once.</summary>
public sealed class BulkLoadTests
{
    private static readonly DateTimeOffset Instant = new(2026, 3, 8, 7, 6, 5, 4, 321, TimeSpan.FromHours(-3));

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Loaded_rows_equal_inserted_rows(DatabaseEngine engine)
    {
        await using var fresh = await Things.In(engine);
        await fresh.Database.Write(connection =>
        {
            using var load = BulkLoad.Into(connection, "things", Things.Columns);
            load.Add(new string('é', 1000));
            load.Add(long.MinValue);
            load.Add(double.Epsilon);
            load.Add(new DateOnly(1904, 2, 29));
            load.Add(Instant);
            load.EndRow();
            load.Add("utf8"u8);
            load.Add((long?)7);
            load.Add((double?)-0.5);
            load.Add((DateOnly?)new DateOnly(9999, 12, 31));
            load.Add((DateTimeOffset?)Instant);
            load.EndRow();
            load.Add("");
            load.Add((long?)null);
            load.Add((double?)null);
            load.Add((DateOnly?)null);
            load.Add((DateTimeOffset?)null);
            load.EndRow();
            load.Add((string?)null);
            for (var i = 1; i < Things.Columns.Length; i++)
                load.AddNull();
            load.EndRow();
            load.Complete();
            Assert.Equal(4, load.Rows);
            return 0;
        }, TestContext.Current.CancellationToken);
        await using var connection = await fresh.Connect();
        var rows = connection.Query<(string?, long?, double?, DateOnly?, DateTimeOffset?)>("select word, number, size, day_seen, made_at from things order by day_seen, word").ToHashSet();
        Assert.Equal(
            [
                (new string('é', 1000), long.MinValue, double.Epsilon, new DateOnly(1904, 2, 29), Instant), ("utf8", 7, -0.5, new DateOnly(9999, 12, 31), Instant),
                ("", null, null, null, null), (null, null, null, null, null),
            ], rows);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_load_that_is_not_completed_leaves_nothing(DatabaseEngine engine)
    {
        await using var fresh = await Things.In(engine);
        await using var connection = await fresh.Connect();
        await using (var transaction = connection.BeginWrite())
        {
            using (var load = BulkLoad.Into(connection, "things", ["word"]))
            {
                load.Add("half");
                load.EndRow();
            }
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, connection.QuerySingle<long>("select count(*) from things"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_row_that_contradicts_another_fails_the_load(DatabaseEngine engine)
    {
        await using var fresh = await Things.In(engine);
        await Assert.ThrowsAnyAsync<DbException>(() => fresh.Database.Write(connection =>
        {
            connection.Execute("create unique index once on things (word)");
            using var load = BulkLoad.Into(connection, "things", ["word"]);
            foreach (var word in new[] { "a", "b", "a" })
            {
                load.Add(word);
                load.EndRow();
            }
            load.Complete();
            return 0;
        }, TestContext.Current.CancellationToken));
        Assert.Equal(0, await fresh.Database.Read(c => c.QuerySingle<long>("select count(*) from things"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_row_with_too_few_or_too_many_values_is_refused(DatabaseEngine engine)
    {
        await using var fresh = await Things.In(engine);
        await using var connection = await fresh.Connect();
        await using var transaction = connection.BeginWrite();
        using var load = BulkLoad.Into(connection, "things", ["word", "number"]);
        load.Add("a");
        Assert.Throws<InvalidOperationException>(load.EndRow);
        load.Add(1L);
        Assert.Throws<InvalidOperationException>(() => load.Add(2L));
    }

    [Fact]
    public async Task A_load_outside_a_transaction_is_refused()
    {
        await using var fresh = await Things.In(DatabaseEngine.Sqlite);
        await using var connection = await fresh.Connect();
        Assert.Throws<InvalidOperationException>(() => BulkLoad.Into(connection, "things", ["word"]));
    }
}
