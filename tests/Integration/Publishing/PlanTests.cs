using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Database;
using static Opportune.Tests.Unit.Runs.Reconcile.Found;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>
/// How PostgreSQL would go about the statements of a publication, so that none takes a long list's length times its length. Nothing is timed:
/// some thousand rows and little memory to hash them in are enough for it to choose as it would with hundreds of thousands.
/// </summary>
public sealed class PlanTests
{
    private const int Patients = 3000;

    private static readonly string[] Kinds = ["insert ", "update ", "delete ", "select ", "with "];

    private static IEnumerable<string> Statements => Sql.Names.Where(n =>
        n.StartsWith("publishing/", StringComparison.Ordinal) && Kinds.Any(SqlHead.WithoutComments(Sql.Load(n)).TrimStart().StartsWith));

    [Fact]
    public async Task No_statement_of_a_publication_goes_through_one_table_for_each_row_of_another()
    {
        await using var nights = await Nights.On(DatabaseEngine.PostgreSql);
        // As the server leaves them after a publication that was broken off: long, and known to be empty.
        await nights.Do("update pg_class set relpages = 1000, reltuples = 0 where relname in ('gaps', 'entries', 'people')");
        foreach (var (night, shift) in new[] { ("2026-06-01", 0), ("2026-06-02", 1) })
        {
            using var compared = await nights.Compare(night, [.. Enumerable.Range(0, Patients).Select(i => Gap(i, shift))]);
            List<string>? found = null;
            Assert.True(await nights.Database.Write(connection => compared.Apply(connection, c => found = Walks(c)), TestContext.Current.CancellationToken));
            Assert.NotNull(found);
            Assert.True(found.Count == 0, $"{night}:\n{string.Join('\n', found)}");
        }
    }

    [Fact]
    public async Task A_night_on_which_only_the_feeds_moved_on_writes_no_index()
    {
        await using var nights = await Nights.On(DatabaseEngine.PostgreSql);
        await nights.Publish("2026-06-01", [.. Enumerable.Range(0, Patients).Select(i => Gap(i, 0))]);
        var before = await Indexes(nights);
        await nights.Publish("2026-06-02", [.. Enumerable.Range(0, Patients).Select(i => Gap(i, 0) with { CoveredTo = Day("2026-06-01") })]);
        Assert.Equal(before, await Indexes(nights));
    }

    private static async Task<long> Indexes(Nights nights) =>
        Assert.Single(await nights.Ask<long>("select pg_indexes_size('entries') + pg_indexes_size('gaps')"));

    // On the second night a third is closed, a third is in another tier, and of the rest another date is known.
    private static Gap Gap(int patient, int night)
    {
        var gap = Open("statin", $"p{patient:0000}", "2026-03-01", covered: night == 0 ? "2026-05-31" : "2026-06-01");
        return (night * (1 + (patient % 3))) switch
        {
            1 => gap.Closed("2026-06-01"),
            2 => gap with { Tier = 1 },
            _ => gap,
        };
    }

    private static List<string> Walks(DbConnection connection)
    {
        foreach (var table in new[] { "people", "clinicians" })
        {
            connection.Execute(Sql.Load($"publishing/create-staged-{table}.sql"));
            var columns = string.Join(", ", connection.Query<string>("select attname from pg_attribute where attrelid = cast(@name as regclass) and attnum > 0", new { name = $"staged_{table}" }));
            connection.Execute($"insert into staged_{table} ({columns}) select {columns} from {table}");
        }
        connection.Execute(Sql.Load("publishing/create-staged-counted.sql"));
        connection.Execute("set local work_mem = '64kB'");
        var walks = new List<string>();
        foreach (var name in Statements)
        {
            var text = SqlHead.Of(Sql.Load(name)).Parameters.Aggregate(SqlHead.WithoutComments(Sql.Load(name)), (sql, p) => Regex.Replace(sql, $"@{p.Key}\\b", Literal(p.Value)));
            using var plan = JsonDocument.Parse(connection.QuerySingle<string>("explain (format json) " + text));
            Look(plan.RootElement[0].GetProperty("Plan"), again: false, name, walks);
        }
        return walks;
    }

    // Again: it is done for each row of something else.
    private static void Look(JsonElement node, bool again, string name, List<string> walks)
    {
        var kind = node.GetProperty("Node Type").GetString()!;
        if (again && kind == "Seq Scan")
            walks.Add($"{name}: all of {node.GetProperty("Relation Name").GetString()}, again and again");
        if (!node.TryGetProperty("Plans", out var parts))
            return;
        var text = node.ToString();
        foreach (var part in parts.EnumerateArray())
        {
            var relation = part.GetProperty("Parent Relationship").GetString();
            var repeats = relation switch
            {
                "Inner" => kind == "Nested Loop",
                "SubPlan" => !text.Contains($"hashed {part.GetProperty("Subplan Name").GetString()}", StringComparison.Ordinal),
                _ => false,
            };
            Look(part, again || repeats, name, walks);
        }
    }

    private static string Literal(string type) => type switch
    {
        "integer" => "1",
        "date" => "date '2026-06-02'",
        "instant" => "timestamptz '2026-06-02 03:00:00+00'",
        _ => "'x'",
    };
}
