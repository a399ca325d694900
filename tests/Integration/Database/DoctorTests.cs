using System.Text.Json;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

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

    [Fact]
    public async Task Where_none_is_named_the_database_of_the_settings_is_looked_over()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        using var folder = Some.Folder();
        await File.WriteAllTextAsync(folder["opportune.yaml"], $"database: {fresh.Url}\n", TestContext.Current.CancellationToken);
        var result = await Cli.Run("doctor", "--settings", folder["opportune.yaml"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("ok    engine: SQLite 3.", result.Output, StringComparison.Ordinal);
        Assert.Equal($"[database {fresh.Url}, as the settings say]", Assert.Single(result.ErrorLines));
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
        await Assert.ThrowsAsync<InputException>(() => Doctor.Examine(DatabaseUrl.Parse("sqlite:/nowhere/state.db"), TimeProvider.System, cancel: TestContext.Current.CancellationToken));

    [Fact]
    public async Task What_a_way_back_left_is_named_and_is_no_fault()
    {
        using var folder = Some.Folder();
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        Assert.Equal("nothing of a way back", (await Check(fresh, "left over")).Says);
        await fresh.Database.Write(c => c.Execute(
            """
            insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256, folder)
            values ('known', 'nightly', 'live', '2026-03-07', 'succeeded', 0, 'ann', 2, '/in', 'opportune', 'r', 'l', @folder)
            """, new { folder = folder["out/runs/known"] }), TestContext.Current.CancellationToken);
        foreach (var run in new[] { "out/runs/known", "out/runs/known.2", "out/runs/.staging-known", "out/runs/later", "own/runs/.staging-never" })
            Directory.CreateDirectory(folder[run]);
        foreach (var file in new[] { "", "-wal", "-shm" })
            File.WriteAllText($"{fresh.File}.of-99.0.0-20261114T010000Z{file}", "");
        var found = (await Doctor.Examine(DatabaseUrl.Parse(fresh.Url), TimeProvider.System, [folder["own"], folder["nowhere"]], TestContext.Current.CancellationToken)).Single(c => c.Name == "left over");
        Assert.True(found.Holds);
        Assert.Equal($"1 state set aside ({fresh.File}.of-99.0.0-20261114T010000Z), and 2 folders of runs in {folder["out/runs"]}, {folder["own/runs"]} that this database does not know; patients' rows are in it: when nobody needs it any more, remove it as 'retention show' says", found.Says);
        var shown = await Cli.Run("retention", "show", "--jobs", ShippedJobs.All, "--database", fresh.Url);
        Assert.Equal(
            [$"{folder["out/runs/later"]} (rm -r {folder["out/runs/later"]})", $"{fresh.File}.of-99.0.0-20261114T010000Z (rm -f {fresh.File}.of-99.0.0-20261114T010000Z {fresh.File}.of-99.0.0-20261114T010000Z-wal {fresh.File}.of-99.0.0-20261114T010000Z-shm)"],
            shown.Output.ReplaceLineEndings("\n").Split('\n').Where(l => l.StartsWith("left over, ", StringComparison.Ordinal)).Select(l => l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
    }

    private static IEnumerable<string> Invariants => Sql.Names.Where(n => n.StartsWith("doctor/", StringComparison.Ordinal)).Select(n => Path.GetFileNameWithoutExtension(n)!);

    private static async Task<DatabaseCheck> Check(FreshDatabase fresh, string name, TimeProvider? time = null) =>
        (await Doctor.Examine(DatabaseUrl.Parse(fresh.Url), time ?? TimeProvider.System, cancel: TestContext.Current.CancellationToken)).Single(c => c.Name == name);
}
