using Dapper;
using Opportune.Database;

namespace Opportune.Tests.Integration.Database;

/// <summary>A table of the tests' own, with one column of every type.</summary>
internal static class Things
{
    /// <summary>Its columns.</summary>
    public static readonly string[] Columns = ["word", "number", "size", "day_seen", "made_at"];

    /// <summary>A fresh database that has it, empty.</summary>
    public static async Task<FreshDatabase> In(DatabaseEngine engine)
    {
        var fresh = await BothEngines.Fresh(engine);
        await using var connection = await fresh.Connect();
        connection.Execute(engine == DatabaseEngine.Sqlite
            ? "create table things (word text, number integer, size real, day_seen text, made_at text) strict"
            : "create table things (word text collate \"C\", number bigint, size double precision, day_seen date, made_at timestamptz)");
        return fresh;
    }
}
