using System.Text.Json;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Ledger;

/// <summary>What a run leaves in the ledger, through the real program on both engines.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_run_is_written_down_with_all_that_it_read_counted_and_wrote(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        new TinyHospital().WriteTo(_folder["in"]);
        var result = await Night(fresh, "-q");
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));

        using var shown = await Show(fresh, "last");
        var run = shown.RootElement.GetProperty("run");
        Assert.Equal("succeeded", run.GetProperty("state").GetString());
        Assert.Equal(TinyHospital.AsOf, run.GetProperty("as_of").GetString());
        Assert.All(shown.RootElement.GetProperty("partitions").EnumerateArray(), p => Assert.Equal("done", p.GetProperty("state").GetString()));
        Assert.Equal(200, Count(shown, "table patients", "read"));
        Assert.Equal(1, Count(shown, "measure statin-review", "open"));
        Assert.Equal(1, Count(shown, "part statin-review @ ", "open"));
        Assert.Equal(["evaluate", "finish", "gather", "scan"], shown.RootElement.GetProperty("timings").EnumerateArray().Select(t => t.GetProperty("step").GetString()).Except(["count", "people", "reconcile"]).Order());

        // The files are there, under the run's own folder, as the ledger says.
        var folder = run.GetProperty("folder").GetString()!;
        Assert.Equal(Path.Combine(_folder["out"], "runs", run.GetProperty("run_id").GetString()!), folder);
        foreach (var file in shown.RootElement.GetProperty("files").EnumerateArray().Where(f => f.GetProperty("direction").GetString() == "output"))
        {
            var path = Path.Combine(folder, file.GetProperty("name").GetString()!);
            Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))));
        }
        Assert.Equal([folder], Directory.GetDirectories(Path.Combine(_folder["out"], "runs")));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_run_of_bad_input_is_written_down_as_failed_with_its_reason_and_leaves_no_folder(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var hospital = new TinyHospital();
        hospital.Remove("patients");
        hospital.WriteTo(_folder["in"]);
        var result = await Night(fresh, "-q");
        Assert.Equal(2, result.ExitCode);
        using var shown = await Show(fresh, "last");
        var run = shown.RootElement.GetProperty("run");
        Assert.Equal("failed", run.GetProperty("state").GetString());
        Assert.Contains("patients", run.GetProperty("state_reason").GetString()!, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, run.GetProperty("folder").ValueKind);
        Assert.False(Directory.Exists(Path.Combine(_folder["out"], "runs")) && Directory.EnumerateFileSystemEntries(Path.Combine(_folder["out"], "runs")).Any());
    }

    [Fact]
    public async Task Runs_are_listed_the_newest_first_and_by_state()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        new TinyHospital().WriteTo(_folder["in"]);
        var first = await Night(fresh);
        Assert.StartsWith("rules: /", first.Output, StringComparison.Ordinal);
        Assert.Contains("first publication", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("the last publication", first.Output, StringComparison.Ordinal);
        Directory.Delete(_folder["in"], recursive: true);
        Directory.CreateDirectory(_folder["in"]);
        Assert.Equal(2, (await Night(fresh, "-q")).ExitCode);
        var all = await Cli.Run("runs", "list", "--database", fresh.Url, "--json");
        using var json = JsonDocument.Parse(all.Output);
        Assert.Equal(["failed", "succeeded"], json.RootElement.EnumerateArray().Select(r => r.GetProperty("state").GetString()));
        var failed = await Cli.Run("runs", "list", "--database", fresh.Url, "--state", "failed");
        Assert.Equal(0, failed.ExitCode);
        Assert.DoesNotContain("succeeded", failed.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.Run("runs", "list", "--database", fresh.Url, "--state", "fialed")).ExitCode);
        Assert.Equal(2, (await Cli.Run("runs", "show", "nothing", "--database", fresh.Url)).ExitCode);
    }

    [Fact]
    public async Task A_retry_is_a_run_of_its_own_on_the_same_job_input_and_day()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        new TinyHospital().WriteTo(_folder["in"]);
        await Night(fresh, "-q");
        using var first = await Show(fresh, "last");
        var retried = await Cli.Run("runs", "retry", "last", "--database", fresh.Url);
        Assert.Equal(0, retried.ExitCode);
        Assert.Contains("nothing changed since the last publication", retried.Output, StringComparison.Ordinal);
        using var second = await Show(fresh, "last");
        Assert.Equal(Text(first, "run_id"), Text(second, "retry_of"));
        Assert.Equal((Text(first, "job"), Text(first, "as_of"), Text(first, "input")), (Text(second, "job"), Text(second, "as_of"), Text(second, "input")));
        Assert.NotEqual(Text(first, "folder"), Text(second, "folder"));
    }

    [Fact]
    public async Task A_measure_stands_in_one_line_also_where_what_is_silent_is_told_beside_it()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        string[] database = ["--database", $"sqlite:{_folder["new.db"]}"];
        var run = await Cli.Run(["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"], "--jobs", ShippedJobs.All, .. database]);
        var shown = await Cli.Run(["runs", "show", "last", .. database]);
        Assert.All([run.Output, shown.Output], output =>
        {
            Assert.Contains(" silent", output, StringComparison.Ordinal);
            Assert.Contains("osteoporosis-treatment-review ", output, StringComparison.Ordinal);
        });
    }

    private static string? Text(JsonDocument shown, string name) => shown.RootElement.GetProperty("run").GetProperty(name).GetString();

    private static long Count(JsonDocument shown, string subject, string item) =>
        shown.RootElement.GetProperty("counts").EnumerateArray().Single(c => c.GetProperty("subject").GetString() == subject && c.GetProperty("item").GetString() == item).GetProperty("amount").GetInt64();

    private static async Task<JsonDocument> Show(FreshDatabase fresh, string run)
    {
        var result = await Cli.Run("runs", "show", run, "--database", fresh.Url, "--json");
        Assert.Equal("", result.Error);
        return JsonDocument.Parse(result.Output);
    }

    private Task<CliResult> Night(FreshDatabase fresh, params string[] more) =>
        Cli.Run(["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"], "--database", fresh.Url, .. more]);
}
