using System.Text.RegularExpressions;
using Opportune.Database;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Database;

/// <summary>What all migrations together make.</summary>
public sealed partial class SchemaTests
{
    [Fact]
    public async Task The_schema_is_the_one_that_was_read_and_agreed()
    {
        var schema = await Of(DatabaseEngine.PostgreSql);
        var agreed = Path.Combine(Repository.Root, "tests", "Integration", "Verified", "schema.txt");
        var now = Path.Combine(AppContext.BaseDirectory, "schema.txt");
        await File.WriteAllTextAsync(now, schema, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(agreed) && await File.ReadAllTextAsync(agreed, TestContext.Current.CancellationToken) == schema, $"the schema changed; compare, and if it is right: cp {now} {agreed}");
    }

    [Fact]
    public async Task Both_engines_have_the_same_tables_columns_keys_indexes_and_references() =>
        // SQLite holds dates and instants as texts, and sorts every text by its bytes.
        Assert.Equal(OnlyOnPostgreSql().Replace(await Of(DatabaseEngine.PostgreSql), "$1 text"), await Of(DatabaseEngine.Sqlite));

    private static async Task<string> Of(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await using var connection = await fresh.Connect();
        return SchemaText.Of(connection);
    }

    [GeneratedRegex(@"^(    \w+) (date|instant|text by bytes)(?=,|$)", RegexOptions.Multiline)]
    private static partial Regex OnlyOnPostgreSql();
}
