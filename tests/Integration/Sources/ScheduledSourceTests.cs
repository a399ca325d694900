using System.Text.Json;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Sources.Snapshots;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Runs.Ledger;

namespace Opportune.Tests.Integration.Sources;

/// <summary>Jobs with a source, as schedules start them: in one process, and shared by workers.</summary>
public sealed class ScheduledSourceTests : IDisposable
{
    private readonly TinySource _site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_scheduled_job_takes_its_source_and_publishes_with_the_books_of_both()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        _site.Schedule(_site.Raw);
        var first = await Night(fresh);
        Assert.Equal((RunStates.Succeeded, null, "tiny", _site.Raw), (first.State, first.StateReason, first.Source, first.SourceFrom));
        using (var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(first.Folder!, "run.json"), Cancel)))
        {
            var taken = report.RootElement.GetProperty("result").GetProperty("taken");
            Assert.Equal("tiny", taken.GetProperty("source").GetString());
            Assert.Equal(200, taken.GetProperty("tables").GetProperty("raw_patients").GetProperty("used").GetInt32());
            Assert.Equal(1, report.RootElement.GetProperty("result").GetProperty("measures").GetProperty("statin-review").GetProperty("status").GetProperty("open").GetInt32());
            Assert.Contains("\"take_ms\"", report.RootElement.GetProperty("timings").GetRawText(), StringComparison.Ordinal);
        }

        var files = Taken(first.Input);

        // The night after, one file is new and the others are taken over; what lies there stays for whoever asks.
        await File.AppendAllTextAsync(Path.Combine(_site.Raw, "raw_conditions.csv"), "c900,p7,ICD10CM,I10,2026-01-06\n", Cancel);
        File.SetLastWriteTimeUtc(Path.Combine(_site.Raw, "raw_conditions.csv"), new(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc));
        var second = await Night(fresh);
        Assert.Equal((RunStates.Succeeded, first.Input), (second.State, second.Input));
        Assert.Equal(["raw_conditions.csv"], Taken(second.Input).Except(files).Select(f => f.Name));

        // What was newest goes: the snapshot is newer all the same, and no list that is published is newer than it.
        File.Delete(Path.Combine(_site.Raw, "raw_conditions.csv"));
        var third = await Night(fresh);
        Assert.NotEqual(RunStates.Failed, third.State);
        var explained = await Cli.Run("explain", "--jobs", _site.Jobs, "--input", second.Input, "--as-of", $"{second.AsOf:yyyy-MM-dd}", "--patient", "p1", "--measure", "statin-review");
        Assert.Equal(0, explained.ExitCode);
        Assert.Matches(@"source\s+tiny, from", (await new LedgerCli(fresh, "", "").Runs("show", second.RunId)).Output);
    }

    [Fact]
    public async Task A_source_that_is_not_what_the_mapping_says_ends_the_run_with_its_reason_and_the_snapshot_before_stays()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        _site.Schedule(_site.Raw);
        var first = await Night(fresh);
        var before = await File.ReadAllBytesAsync(Path.Combine(first.Input, "source.json"), Cancel);
        File.Delete(Path.Combine(_site.Raw, "raw_patients.csv"));
        var second = await Night(fresh);
        Assert.Equal((RunStates.Failed, RunFailures.Input), (second.State, second.Failure));
        Assert.Contains("the raw table 'raw_patients' is missing", second.StateReason, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(first.Input, "source.json"), Cancel));

        // Once it is mended, the same again.
        File.Copy(Path.Combine(_site["canonical"], "patients.csv"), Path.Combine(_site.Raw, "raw_patients.csv"));
        Assert.Equal(0, (await Cli.Run("runs", "retry", second.RunId, "-q", "--jobs", _site.Jobs, "--database", fresh.Url)).ExitCode);
    }

    [Fact]
    public async Task Workers_share_a_run_whose_source_one_of_them_takes()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        await using var source = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        await _site.LoadInto(source);
        _site.Map($"database:\n  url: {source.Url}\n");
        _site.Schedule(null);
        var shared = Directory.CreateDirectory(_site["shared"]).FullName;
        var row = await _site.Trigger(fresh, Path.Combine(shared, "taken"));
        var said = new List<string>();
        using var worker = _site.Handlers(fresh, shared, said.Add);

        // A worker died at it, and another, which is only slow, is taking: the unit waits, and nobody counts it as failed.
        Directory.CreateDirectory(row.Input + ".taking");
        await File.WriteAllTextAsync(Path.Combine(row.Input + ".taking", "half"), "", Cancel);
        using (SnapshotWriter.Begin(row.Input, "tiny", TimeProvider.System))
        {
            await worker.StartRun(row.RunId, Cancel);
            Assert.Contains("wait until nobody else takes into it", string.Join('\n', said), StringComparison.Ordinal);
            Assert.Equal(RunStates.Running, (await TinySource.Find(fresh, row.RunId)).State);
        }
        await using (var connection = await fresh.Connect())
            await Dapper.SqlMapper.ExecuteAsync(connection, "update run_partitions set not_before = null");
        for (var i = 0; i < 20 && (await TinySource.Find(fresh, row.RunId)).State == RunStates.Running; i++)
            await worker.Tend(Cancel);
        var run = await TinySource.Find(fresh, row.RunId);
        Assert.Equal((RunStates.Succeeded, RunWork.Shared, null), (run.State, run.Work, run.StateReason));
        Assert.Contains($"{row.RunId}: taken from tiny", said);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run.Folder!, "run.json"), Cancel));
        Assert.Equal(200, report.RootElement.GetProperty("result").GetProperty("taken").GetProperty("tables").GetProperty("raw_patients").GetProperty("used").GetInt32());
        Assert.False(Directory.Exists(row.Input + ".taking"));
    }

    [Fact]
    public async Task Check_asks_a_scheduled_job_for_the_folder_or_the_database_of_its_source()
    {
        _site.Schedule(null);
        var wrong = await Cli.Run("check", "--jobs", _site.Jobs);
        Assert.Contains("sources/tiny.yaml names no database, so name the folder with the source's files with 'input'", wrong.Error, StringComparison.Ordinal);
        _site.Map("database:\n  url: postgresql://reader@host/cdm\n  password: secret\n");
        var written = await Cli.Run("check", "--jobs", _site.Jobs);
        Assert.DoesNotContain("names no database", written.Error, StringComparison.Ordinal);
        Assert.Contains("a secret is not written here: name the file that holds it (password-file) or an environment variable (password-env)", written.Error, StringComparison.Ordinal);
    }

    private static List<(string Name, DateTime Taken)> Taken(string folder)
    {
        using var input = Opportune.Sources.InputFolder.Open(folder);
        return [.. input.Taken!.Files.Select(f => (f.Name, f.Taken))];
    }

    private async Task<RunRow> Night(FreshDatabase fresh)
    {
        var row = await _site.Trigger(fresh);
        await _site.Handlers(fresh).StartRun(row.RunId, Cancel);
        return await TinySource.Find(fresh, row.RunId);
    }
}
