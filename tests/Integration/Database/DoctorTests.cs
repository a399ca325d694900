using System.Text.Json;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;

namespace Opportune.Tests.Integration.Database;

/// <summary>What the doctor says of a sound database, and of one that is not.</summary>
public sealed class DoctorTests
{
    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_sound_database_has_one_line_a_check(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var result = await Cli.Run("doctor", "--database", fresh.Url);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, l => Assert.StartsWith("ok    ", l, StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith($"ok    engine: {(engine == DatabaseEngine.Sqlite ? "SQLite 3." : "PostgreSQL ")}", StringComparison.Ordinal));
        Assert.All(Invariants, name => Assert.Contains(lines, l => l.StartsWith($"ok    {name}:", StringComparison.Ordinal)));
        Assert.Equal("", (await Cli.Run("doctor", "--quiet", "--database", fresh.Url)).Output);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_wrong_ends_with_exit_code_4_in_lines_and_in_JSON(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await fresh.Database.Write(c => c.Execute("insert into schema_versions (version, name, sha256, applied_at, program) select 99, 'later', 'x', max(applied_at), 'opportune 9' from schema_versions"), TestContext.Current.CancellationToken);
        var lines = await Cli.Run("doctor", "--quiet", "--database", fresh.Url);
        Assert.Equal(4, lines.ExitCode);
        Assert.Contains("WRONG schema:", lines.Output, StringComparison.Ordinal);
        Assert.Contains("install the newer program", lines.Output, StringComparison.Ordinal);
        var json = await Cli.Run("doctor", "--json", "--database", fresh.Url);
        Assert.Equal(4, json.ExitCode);
        var schema = JsonDocument.Parse(json.Output).RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "schema");
        Assert.False(schema.GetProperty("holds").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_clock_that_is_off_is_found(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        foreach (var (minutes, word) in new[] { (5, "ahead of"), (-5, "behind") })
        {
            var clock = await Check(fresh, "clock", new OffBy(TimeSpan.FromMinutes(minutes)));
            Assert.False(clock.Holds);
            Assert.Contains($"300 s {word}", clock.Says, StringComparison.Ordinal);
        }
        Assert.True((await Check(fresh, "clock", new OffBy(TimeSpan.FromSeconds(50)))).Holds);
    }

    [Fact]
    public async Task Rows_that_refer_to_nothing_are_found()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await using (var connection = await fresh.Connect())
            connection.Execute("pragma foreign_keys = off; insert into run_timings (run_id, step, milliseconds) values ('no such run', 's', 1)");
        var references = await Check(fresh, "references");
        Assert.False(references.Holds);
        Assert.Contains("run_timings row 1 refers to no row of runs", references.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_found()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await fresh.Database.DisposeAsync();
        await using (var file = File.OpenWrite(fresh.File))
        {
            // The second half of its pages.
            file.Position = file.Length / 2 / 4096 * 4096;
            var rest = file.Length - file.Position;
            file.Write(new byte[rest].Select(_ => (byte)0xA5).ToArray());
        }
        Assert.False((await Check(fresh, "integrity")).Holds);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_no_finding() =>
        await Assert.ThrowsAsync<InputException>(() => Doctor.Examine(DatabaseUrl.Parse("sqlite:/nowhere/state.db"), TimeProvider.System, TestContext.Current.CancellationToken));

    private static IEnumerable<string> Invariants => Sql.Names.Where(n => n.StartsWith("doctor/", StringComparison.Ordinal)).Select(n => Path.GetFileNameWithoutExtension(n)!);

    private static async Task<DatabaseCheck> Check(FreshDatabase fresh, string name, TimeProvider? time = null) =>
        (await Doctor.Examine(DatabaseUrl.Parse(fresh.Url), time ?? TimeProvider.System, TestContext.Current.CancellationToken)).Single(c => c.Name == name);

    private sealed class OffBy(TimeSpan difference) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + difference;
    }
}
