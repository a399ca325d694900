using System.Globalization;
using System.Text.Json;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Ledger;

/// <summary>Nights one after another on one database: what is published, what is held, and what a person makes of it.</summary>
public sealed class PublicationTests : IDisposable
{
    private const string NextDay = "2026-11-15";
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task The_second_night_adds_what_is_new_and_keeps_who_is_there(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var cli = Tiny(fresh, new TinyHospital());
        Assert.Equal((0, ""), await Told(cli.Night()));
        var first = Entries(await cli.Fact("folder"));
        Assert.Equal(["p1"], first.Keys);

        Tiny(fresh, WithNewFinding());
        Assert.Equal((0, ""), await Told(cli.Night(NextDay)));
        var second = Entries(await cli.Fact("folder"));
        Assert.Equal(["p1", "p3"], second.Keys);
        Assert.Equal(first["p1"], second["p1"]);
        Assert.EndsWith(TinyHospital.AsOf, second["p1"], StringComparison.Ordinal);
        Assert.EndsWith(NextDay, second["p3"], StringComparison.Ordinal);
        using var shown = await cli.Show();
        var change = Assert.Single(shown.RootElement.GetProperty("changes").EnumerateArray(), c => c.GetProperty("change").GetString() == "added");
        Assert.Equal(("new-finding", 1), (change.GetProperty("cause").GetString(), change.GetProperty("amount").GetInt32()));
        Assert.Contains("+1 new finding", (await cli.Runs("show", "last")).Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task What_a_guard_holds_keeps_its_last_state_until_it_is_released(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var (cli, before) = await HeldNight(fresh);
        Assert.Equal(before, await cli.List());
        Assert.Equal("held", await cli.Fact("state"));
        Assert.All(await cli.Parts(), p => Assert.EndsWith(" held", p, StringComparison.Ordinal));

        var wrong = await cli.Runs("release", "last", "--reason", "checked", "--measure", "nothing");
        Assert.Equal(2, wrong.ExitCode);
        var released = await cli.Runs("release", "last", "--reason", "the feed is down for good", "--by", "anna");
        Assert.Equal((0, ""), (released.ExitCode, released.Error));
        Assert.Equal("succeeded", await cli.Fact("state"));
        Assert.NotEqual(before, await cli.List());
        Assert.Equal(2, (await cli.Runs("release", "last", "--reason", "again")).ExitCode);
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task What_is_held_can_be_released_measure_by_measure(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var (cli, _) = await HeldNight(fresh);
        Assert.Equal(0, (await cli.Runs("release", "last", "--reason", "one", "--measure", "statin-review")).ExitCode);
        Assert.Equal(["dexa-review held", "statin-review released"], await cli.Parts());
        Assert.Equal("partial", await cli.Fact("state"));
        Assert.Equal(0, (await cli.Runs("release", "last", "--reason", "two", "--measure", "dexa-review")).ExitCode);
        Assert.Equal(["dexa-review released", "statin-review released"], await cli.Parts());
        Assert.Equal("succeeded", await cli.Fact("state"));
        Assert.Equal(1, await cli.Count("select count(distinct run_id) from publications"));
    }

    [Fact]
    public async Task What_is_rejected_stays_as_it_was_and_cannot_be_released()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var (cli, before) = await HeldNight(fresh);
        Assert.Equal(0, (await cli.Runs("reject", "last", "--reason", "export was broken")).ExitCode);
        Assert.Equal("rejected", await cli.Fact("state"));
        Assert.Equal(before, await cli.List());
        Assert.Equal(2, (await cli.Runs("release", "last", "--reason", "no")).ExitCode);
    }

    [Fact]
    public async Task A_later_good_run_supersedes_a_held_one_and_says_so()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var (cli, _) = await HeldNight(fresh);
        var held = await cli.Fact("run_id");
        Tiny(fresh, WithNewFinding());
        Assert.Equal((0, ""), await Told(cli.Night(NextDay)));
        Assert.Equal("superseded", await cli.Fact("state", held!));
        Assert.Contains(await cli.Fact("run_id") ?? "", await cli.Fact("state_reason", held!), StringComparison.Ordinal);
        var late = await cli.Runs("release", held!, "--reason", "too late");
        Assert.Equal(2, late.ExitCode);
        Assert.Contains("published by", Assert.Single(late.ErrorLines), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task An_earlier_day_is_refused_or_kept_as_a_backfill_that_touches_no_entry(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var cli = Tiny(fresh, new TinyHospital());
        Assert.Equal(0, (await cli.Night()).ExitCode);
        var before = await cli.List();
        var refused = await cli.Night("2026-10-01");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--backfill", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Equal((0, ""), await Told(cli.Night("2026-10-01", "--backfill")));
        Assert.Equal(("backfill", "succeeded"), (await cli.Fact("kind"), await cli.Fact("state")));
        Assert.True(File.Exists(Path.Combine((await cli.Fact("folder"))!, "gaps.parquet")));
        Assert.Equal(before, await cli.List());
        Assert.Equal(1, await cli.Count("select count(distinct run_id) from publications"));
    }

    // Published, it would be in the way of every run until that day.
    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(0, true)]
    public async Task A_day_that_is_yet_to_come_is_refused_but_for_tomorrow_which_it_is_elsewhere(int days, bool runs)
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var cli = Tiny(fresh, new TinyHospital());
        var asOf = TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (result, backfill) = (await cli.Night(asOf), await cli.Night(asOf, "--backfill"));
        Assert.Equal(runs ? (0, 0) : (2, 2), (result.ExitCode, backfill.ExitCode));
        if (!runs)
            Assert.Contains($"as of {asOf}: that day is yet to come", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(runs ? 2 : 0, await cli.Count("select count(*) from runs"));
    }

    [Fact]
    public async Task An_older_input_is_refused()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var cli = Tiny(fresh, new TinyHospital());
        Assert.Equal(0, (await cli.Night()).ExitCode);
        foreach (var file in Directory.GetFiles(_folder["in"]))
            File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var refused = await cli.Night(NextDay);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("2026-01-01", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("failed", await cli.Fact("state"));
    }

    private async Task<(LedgerCli Cli, string Before)> HeldNight(FreshDatabase fresh)
    {
        var cli = Tiny(fresh, new TinyHospital());
        Assert.Equal(0, (await cli.Night()).ExitCode);
        var before = await cli.List();
        // The files are there, and nobody is treated or examined any more.
        foreach (var table in new[] { "medications", "procedures" })
        {
            var path = Path.Combine(_folder["in"], table + ".csv");
            await File.WriteAllTextAsync(path, (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))[0] + "\n", TestContext.Current.CancellationToken);
        }
        var result = await cli.Night();
        Assert.Equal((3, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine((await cli.Fact("folder"))!, "run.json"), TestContext.Current.CancellationToken));
        Assert.All(json.RootElement.GetProperty("publication").GetProperty("held").EnumerateArray(), h => Assert.Equal("no-rows", h.GetProperty("guard").GetString()));
        return (cli, before);
    }

    private static TinyHospital WithNewFinding()
    {
        var hospital = new TinyHospital();
        hospital.AddFinding("f3", "p3", "2026-06-05", "CT", "FINDINGS: Severe coronary artery calcification.");
        hospital.Replace("feeds", "2026-11-14", "2026-11-15");
        return hospital;
    }

    private LedgerCli Tiny(FreshDatabase fresh, TinyHospital hospital)
    {
        hospital.WriteTo(_folder["in"]);
        return new(fresh, _folder["in"], _folder["out"]);
    }

    // Patient -> entry and first day, as the worklist file says.
    private static SortedDictionary<string, string> Entries(string? folder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in App.Screen.TableRows.Read(Path.Combine(folder!, "worklist.parquet"), "patient_id", "entry_id", "first_seen_date"))
            found[row[0]!] = $"{row[1]} {row[2]}";
        return found;
    }

    private static async Task<(int, string)> Told(Task<CliResult> run)
    {
        var result = await run;
        return (result.ExitCode, result.Error);
    }
}
