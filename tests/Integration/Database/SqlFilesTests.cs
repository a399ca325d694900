using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Opportune.Database;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Database;

/// <summary>
/// Every file under sql/: one statement that says in its head what it is for, what it is handed and what it gives, and that keeps its word on
/// both engines. Its parameters and columns are compared with the head, and it is run (and rolled back) on empty tables.
/// </summary>
public sealed partial class SqlFilesTests(EmptyTables tables) : IClassFixture<EmptyTables>
{
    public static TheoryData<string> Files => [.. Sql.Names.Where(IsStatement)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_does_on_both_engines_what_its_head_says(string name)
    {
        var text = Sql.Load(name);
        var head = SqlHead.Of(text);
        Assert.NotEqual("", head.Purpose);
        Assert.DoesNotContain(';', SqlHead.WithoutComments(text).TrimEnd().TrimEnd(';'));
        var used = Parameter().Matches(SqlHead.WithoutComments(text)).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(used, head.Parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var fresh in tables.OnBothEngines)
        {
            await using var connection = await fresh.Connect();
            Assert.Equal(head.Columns, Run(connection, text, head.Parameters, Needs(name)));
        }
    }

    [Fact]
    public void Every_file_is_named_in_the_program_and_every_name_has_a_file()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var named = sources.SelectMany(text => Named().Matches(text)).Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "sql"), "*.sql", SearchOption.AllDirectories)
            .SelectMany(file => TakenIn().Matches(File.ReadAllText(file)))).Select(m => m.Groups[1].Value).ToHashSet();
        // The steps of the schema and the checks are found by their folder.
        var files = Sql.Names.Where(n => IsStatement(n) && !n.StartsWith("doctor/", StringComparison.Ordinal)).ToHashSet();
        Assert.Empty(files.Except(named));
        Assert.Empty(named.Except(files));
    }

    [Fact]
    public void Every_file_under_sql_travels_in_the_program()
    {
        var root = Path.Combine(Repository.Root, "sql");
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'));
        Assert.Equal(files.Order(StringComparer.Ordinal), Sql.Names);
    }

    // The others are scripts: the steps of the schema, and the roles that an administrator makes.
    private static bool IsStatement(string name) => !name.StartsWith("migrations/", StringComparison.Ordinal) && !name.StartsWith("roles/", StringComparison.Ordinal);

    // A publication's statements work on temporary tables, which others of its statements make.
    private static IEnumerable<string> Needs(string name) => name.StartsWith("publishing/", StringComparison.Ordinal)
        ? Sql.Names.Where(n => n.StartsWith("publishing/create-", StringComparison.Ordinal))
        : [];

    private static List<string> Run(DbConnection connection, string text, IReadOnlyDictionary<string, string> parameters, IEnumerable<string> needs)
    {
        using var transaction = connection.BeginWrite();
        using var command = connection.CreateCommand();
        foreach (var need in needs)
        {
            command.CommandText = Sql.Load(need);
            command.ExecuteNonQuery();
        }
        command.CommandText = text;
        foreach (var (name, type) in parameters)
            command.Parameters.Add(connection is NpgsqlConnection ? ForPostgreSql(name, type) : new SqliteParameter(name, ForSqlite(type)));
        command.Prepare();
        try
        {
            using var reader = command.ExecuteReader();
            List<string> columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            while (reader.Read())
            {
            }
            Assert.False(reader.NextResult());
            return columns;
        }
        catch (DbException e) when (IsRefusedRow(e))
        {
            // The statement is understood; its row refers to none of these empty tables.
            return [.. SqlHead.Of(text).Columns];
        }
    }

    private static bool IsRefusedRow(DbException e) =>
        e is PostgresException { SqlState: ['2', '3', ..] } or SqliteException { SqliteErrorCode: 19 };

    private static NpgsqlParameter ForPostgreSql(string name, string type) => type switch
    {
        "text" => new(name, NpgsqlDbType.Text) { Value = "x" },
        "integer" => new(name, NpgsqlDbType.Bigint) { Value = 1L },
        "real" => new(name, NpgsqlDbType.Double) { Value = 1.0 },
        "date" => new(name, NpgsqlDbType.Date) { Value = new DateOnly(2026, 1, 1) },
        "instant" => new(name, NpgsqlDbType.TimestampTz) { Value = DateTimeOffset.UnixEpoch },
        "bytes" => new(name, NpgsqlDbType.Bytea) { Value = new byte[32] },
        _ => throw new FormatException($"@{name}: the type is '{type}'; write text, integer, real, date, instant or bytes"),
    };

    private static object ForSqlite(string type) => type switch
    {
        "integer" => 1L,
        "real" => 1.0,
        "bytes" => new byte[32],
        "date" => new DateOnly(2026, 1, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "instant" => "1970-01-01T00:00:00.000000Z",
        _ => "x",
    };

    [GeneratedRegex(@"(?<![\w@])@(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex("""["]([a-z-]+/[a-z-]+\.sql)["]""")]
    private static partial Regex Named();

    [GeneratedRegex("^-- from ([a-z-]+/[a-z-]+\\.sql)$", RegexOptions.Multiline)]
    private static partial Regex TakenIn();
}
