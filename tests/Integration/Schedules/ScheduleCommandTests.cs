using System.Text.Json;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Schedules;

/// <summary>The commands of an administrator, as a process.</summary>
public sealed class ScheduleCommandTests : IDisposable
{
    private const string File = """
        id: nightly
        title: Every night
        measures: {tagged: [nightly]}
        input: in
        out: out

        # When it runs.
        schedule:
          # at night
          cron: "30 2 * * *"
          time-zone: America/Chicago

        # What it writes.
        outputs: [csv]

        """;

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_administrator_pauses_changes_exports_and_starts_a_job()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        Directory.CreateDirectory(_folder["jobs/measures"]);
        await System.IO.File.WriteAllTextAsync(_folder["jobs/nightly.yaml"], File.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);

        Assert.Contains("no service has seen its file yet", (await Schedule(fresh, "list")).Output, StringComparison.Ordinal);
        Assert.Contains("paused until 2100-01-01 00:00 UTC by ada: move", (await Schedule(fresh, "pause", "nightly", "--until", "2100-01-01", "--by", "ada", "--reason", "move")).Output, StringComparison.Ordinal);
        var paused = (await Schedule(fresh, "list")).Output;
        Assert.Contains("2100-01-01", paused, StringComparison.Ordinal);
        Assert.DoesNotContain("02:30", paused, StringComparison.Ordinal);
        var refused = await Schedule(fresh, "trigger", "nightly", "--by", "bob");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("resume it first", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, (await Schedule(fresh, "resume", "nightly", "--by", "ada")).ExitCode);

        Assert.Equal(2, (await Schedule(fresh, "set", "nightly", "--cron", "61 2 * * *", "--by", "ada", "--reason", "why")).ExitCode);
        Assert.Equal(0, (await Schedule(fresh, "set", "nightly", "--cron", "0 4 * * *", "--window", "20:00-06:00", "--by", "ada", "--reason", "later")).ExitCode);
        using (var list = JsonDocument.Parse((await Schedule(fresh, "list", "--json")).Output))
        {
            var line = Assert.Single(list.RootElement.EnumerateArray());
            Assert.True(line.GetProperty("is_changed").GetBoolean());
            Assert.Matches("T04:00:00-0[56]:00$", line.GetProperty("next_start").GetString());
        }
        var shown = (await Schedule(fresh, "show", "nightly")).Output;
        Assert.Contains("04:00", shown, StringComparison.Ordinal);
        Assert.Contains(" ada: paused until 2100-01-01 00:00 UTC (move)", shown, StringComparison.Ordinal);
        Assert.Contains(" ada: set, ", shown, StringComparison.Ordinal);

        Assert.Equal(0, (await Schedule(fresh, "export", "nightly", "--write")).ExitCode);
        var written = await System.IO.File.ReadAllTextAsync(_folder["jobs/nightly.yaml"], TestContext.Current.CancellationToken);
        Assert.Contains("# What it writes.\noutputs: [csv]\n", written, StringComparison.Ordinal);
        Assert.Contains("out: out\n\n# When it runs.\nschedule:\n  cron: \"0 4 * * *\"\n", written, StringComparison.Ordinal);
        Assert.Equal(new TimeWindow(new(20, 0), new(6, 0)), Assert.Single(JobFile.ReadAll(_folder["jobs"], s => ScheduleLint.Faults(s, TimeProvider.System.GetUtcNow()))).Job!.Schedule!.Window);

        var backfill = string.Join(' ', (await Schedule(fresh, "backfill", "nightly", "--from", "2025-01-01", "--to", "2025-01-24", "--by", "ada")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var told in new[] { "24 days", "'runs cancel' of the run" })
            Assert.Contains(told, backfill, StringComparison.Ordinal);
        Assert.Equal(0, (await Schedule(fresh, "set", "nightly", "--window", "none", "--by", "ada", "--reason", "always")).ExitCode);
        Assert.Contains("queued as nightly-", (await Schedule(fresh, "trigger", "nightly", "--by", "ada")).Output, StringComparison.Ordinal);
        Assert.Contains("asked for already", (await Schedule(fresh, "trigger", "nightly", "--by", "ada")).Output, StringComparison.Ordinal);
        var history = (await Schedule(fresh, "show", "nightly")).Output;
        foreach (var told in new[] { "ada: paused", "ada: resumed", "ada: set", "cron: \"30 2 * * *\" -> \"0 4 * * *\"", "ada: backfill, earlier days 2025-01-01 to 2025-01-24, every day", "2025-01-24, every day: working", "ada: triggered" })
            Assert.Contains(told, history.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(0, (await Schedule(fresh, "reset", "nightly", "--by", "ada")).ExitCode);
        Assert.Equal("there is no job weekly; 'schedule list' shows them", Assert.Single((await Schedule(fresh, "trigger", "weekly", "--by", "ada")).ErrorLines).Replace("opportune: ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preview_goes_by_what_people_of_the_installation_changed_unless_another_folder_is_named()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        Assert.Equal(0, (await Cli.Run("schedule", "pause", "nightly", "--by", "ada", "--reason", "move", "--database", fresh.Url)).ExitCode);
        Assert.Contains("nightly is paused until somebody resumes it by ada: move", (await Preview(fresh.Url)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("paused", (await Preview(fresh.Url, "--jobs", ShippedJobs.All)).Output, StringComparison.Ordinal);
        // A new installation has none yet.
        Assert.Contains("02:30", (await Preview($"sqlite:{_folder["none.db"]}")).Output, StringComparison.Ordinal);
    }

    private static Task<CliResult> Preview(string database, params string[] rest) =>
        Cli.Finish(Cli.Start(["schedule", "preview", "nightly", "--count", "1", .. rest], "env", $"OPPORTUNE_DATABASE={database}"));

    private Task<CliResult> Schedule(FreshDatabase fresh, string verb, params string[] rest) =>
        Cli.Run(["schedule", verb, .. rest, "--jobs", _folder["jobs"], "--database", fresh.Url]);
}
