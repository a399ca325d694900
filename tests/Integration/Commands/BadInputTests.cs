using System.Text;
using System.Text.Json;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary>Bad input (design: the flow of one row): its exit code, its one line, and nothing half-written left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_input_lists_the_one_patient()
    {
        var (result, run) = await Run(new TinyHospital());
        Assert.Equal(0, result.ExitCode);
        var statin = run!.RootElement.GetProperty("result").GetProperty("measures").GetProperty("statin-review");
        Assert.Equal(200, statin.GetProperty("patients").GetInt64());
        Assert.Equal(1, statin.GetProperty("status").GetProperty("open").GetInt64());
        Assert.Contains("p1", await File.ReadAllTextAsync(Path.Combine(_folder["out"], "worklist.csv"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("patients")]
    [InlineData("imaging_findings")]
    public async Task A_missing_required_table_is_refused(string table)
    {
        var hospital = new TinyHospital();
        hospital.Remove(table);
        await AssertRefused(hospital, table);
    }

    [Theory]
    [InlineData("patients", "birth_date")]
    [InlineData("imaging_findings", "exam_date")]
    [InlineData("medications", "start_date")]
    public async Task A_missing_required_column_is_refused(string table, string column)
    {
        var hospital = new TinyHospital();
        hospital.Replace(table, column, column + "s");
        await AssertRefused(hospital, column);
    }

    [Fact]
    public async Task A_column_of_the_wrong_type_is_refused()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        var schema = new Opportune.Columnar.Schema(
        [
            new("patient_id", Opportune.Columnar.ColumnKind.Text), new("birth_date", Opportune.Columnar.ColumnKind.Real), new("sex", Opportune.Columnar.ColumnKind.Text),
        ]);
        using (var writer = Opportune.Columnar.TableFiles.Create(Path.Combine(_folder["in"], "patients.parquet"), schema))
            writer.Finish();
        File.Delete(Path.Combine(_folder["in"], "patients.csv"));
        await AssertRefused(null, "birth_date");
    }

    [Fact]
    public async Task A_table_that_may_be_missing_and_lies_there_under_nearly_its_name_is_told()
    {
        var hospital = new TinyHospital();
        hospital.WriteTo(_folder["in"]);
        File.Move(Path.Combine(_folder["in"], "conditions.csv"), Path.Combine(_folder["in"], "Condition.csv"));
        var (result, run) = await Run(null);
        Assert.Equal(0, result.ExitCode);
        var notes = run!.RootElement.GetProperty("result").GetProperty("notes").EnumerateArray().Select(n => n.GetString());
        Assert.Contains("no conditions table: what rests on it is not checked or withheld; did you mean 'Condition'?", notes);
    }

    [Fact]
    public async Task A_table_in_two_forms_is_refused()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        Directory.CreateDirectory(Path.Combine(_folder["in"], "patients"));
        File.Copy(Path.Combine(_folder["in"], "patients.csv"), Path.Combine(_folder["in"], "patients", "a.csv"));
        await AssertRefused(null, "patients");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.98)]
    public async Task A_truncated_file_is_refused(double share)
    {
        new TinyHospital().WriteTo(_folder["in"]);
        var (csv, parquet) = (Path.Combine(_folder["in"], "patients.csv"), Path.Combine(_folder["in"], "patients.parquet"));
        Assert.Equal(0, (await Cli.Run("table", csv, "--to", parquet)).ExitCode);
        File.Delete(csv);
        using (var file = File.OpenWrite(parquet))
            file.SetLength((long)(file.Length * share));
        await AssertRefused(null, "patients.parquet");
    }

    [Fact]
    public async Task A_foreign_file_is_refused()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        File.Delete(Path.Combine(_folder["in"], "conditions.csv"));
        await File.WriteAllTextAsync(Path.Combine(_folder["in"], "conditions.parquet"), "This is a letter, not a table.", TestContext.Current.CancellationToken);
        await AssertRefused(null, "conditions.parquet");
    }

    [Fact]
    public async Task Bad_yaml_is_refused_with_all_its_errors_and_their_places()
    {
        var jobs = ShippedJobs.CopyTo(_folder["jobs"]);
        var measure = Path.Combine(jobs, "measures", "statin-review.yaml");
        await File.WriteAllTextAsync(
            measure, (await File.ReadAllTextAsync(measure, TestContext.Current.CancellationToken)).Replace("\ntitle:", "\ntitel:", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        new TinyHospital().WriteTo(_folder["in"]);
        var result = await Cli.Run("run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"], "--jobs", jobs);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.ErrorLines, line => line.Contains("statin-review.yaml:", StringComparison.Ordinal) && line.Contains("did you mean 'title'?", StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task An_unknown_job_and_wrong_options_are_refused_in_one_line()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        foreach (var arguments in new[]
        {
            new[] { "run", "nigthly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"] },
            ["run", "nightly", "--as-of", "14.11.2026", "--input", _folder["in"], "--out", _folder["out"]],
            ["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["nowhere"], "--out", _folder["out"]],
            ["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"], "--threads", "0"],
            ["rum"],
        })
        {
            var result = await Cli.Run(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.Single(result.ErrorLines);
            Assert.False(Directory.Exists(_folder["out"]));
        }
    }

    [Fact]
    public async Task Wrong_rows_are_rejected_and_counted_and_the_rest_is_used()
    {
        var hospital = new TinyHospital();
        hospital.Add("patients", "p1,1949-01-01,M");
        hospital.Add("patients", "p999,1949-01-01,X");
        hospital.Add("patients", "p998,1949-02-31,F");
        hospital.AddFinding("early", "p4", "1901-01-01", "CT", "Severe coronary calcification.");
        hospital.AddFinding("never", "p5", "2026-13-01", "CT", "Severe coronary calcification.");
        var (result, run) = await Run(hospital);
        Assert.Equal(0, result.ExitCode);
        var tables = run!.RootElement.GetProperty("result").GetProperty("tables");
        Assert.Equal(
            """{"duplicate-patient":1,"impossible-date":1,"unknown-sex":1}""", Compact(tables.GetProperty("patients").GetProperty("rejected")));
        Assert.Equal(
            """{"event-before-birth":1,"impossible-date":1}""", Compact(tables.GetProperty("imaging_findings").GetProperty("rejected")));
        Assert.DoesNotContain("p999", result.Output + result.Error, StringComparison.Ordinal);
        // What was wrong is told where it is counted, not in a file alone.
        var told = await Cli.Run("run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--dry-run", "--jobs", ShippedJobs.All);
        var words = string.Join(' ', told.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("rejected in patients: 1 the same patient again, with other content (patient_id); 1 a day that cannot be (birth_date); 1 a sex other than F, M or U (sex)", words, StringComparison.Ordinal);
        Assert.Contains("rejected in imaging_findings: 1 dated before the patient was born (exam_date); 1 a day that cannot be (exam_date)", words, StringComparison.Ordinal);
        AssertBalances(tables);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder["out"], "rejects.parquet")));
    }

    [Fact]
    public async Task Rows_after_the_as_of_date_unknown_systems_and_equal_duplicates_are_skipped_and_counted()
    {
        var hospital = new TinyHospital();
        hospital.AddFinding("later", "p6", "2026-11-20", "CT", "Severe coronary calcification.");
        hospital.AddFinding("f1", "p1", "2026-06-01", "CT", "FINDINGS: Moderate coronary artery calcification. IMPRESSION: No acute disease.");
        hospital.Add("conditions", "u1,p1,KLINGON,42,2026-01-01");
        var (result, run) = await Run(hospital);
        Assert.Equal(0, result.ExitCode);
        var tables = run!.RootElement.GetProperty("result").GetProperty("tables");
        Assert.Equal(1, tables.GetProperty("imaging_findings").GetProperty("skipped").GetProperty("after-as-of").GetInt64());
        Assert.Equal(1, tables.GetProperty("imaging_findings").GetProperty("skipped").GetProperty("equal-duplicate").GetInt64());
        Assert.Equal(1, tables.GetProperty("conditions").GetProperty("skipped").GetProperty("unknown-code-system").GetInt64());
        AssertBalances(tables);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_used_and_counted()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        var path = Path.Combine(_folder["in"], "imaging_findings.csv");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var at = Encoding.UTF8.GetString(bytes).IndexOf("No acute disease", StringComparison.Ordinal);
        bytes[at] = 0xE9;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var (result, run) = await Run(null);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1, run!.RootElement.GetProperty("result").GetProperty("tables").GetProperty("imaging_findings").GetProperty("text_repaired").GetInt64());
        Assert.Equal(1, run.RootElement.GetProperty("result").GetProperty("measures").GetProperty("statin-review").GetProperty("status").GetProperty("open").GetInt64());
    }

    [Fact]
    public async Task A_full_disk_fails_with_one_line_and_leaves_the_old_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small disk takes root on Linux");
        new TinyHospital().WriteTo(_folder["in"]);
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        var app = Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll");
        // A disk of 512 KiB: the first run fits, a file then takes the rest, and the second run does not fit.
        var script = $"""
            mount -t tmpfs -o size=512k tmpfs {disk}
            dotnet {app} run nightly -q --as-of {TinyHospital.AsOf} --input {_folder["in"]} --out {disk}/out || exit 90
            sha256sum {disk}/out/* > {_folder["before"]}
            head -c 1000000 /dev/zero > {disk}/full 2>/dev/null
            dotnet {app} run nightly -q --as-of {TinyHospital.AsOf} --input {_folder["in"]} --out {disk}/out
            code=$?
            sha256sum -c --quiet {_folder["before"]} || exit 91
            ls -A {disk}/out | grep -q staging && exit 92
            exit $code
            """;
        var result = await OnDisksOfItsOwn(script);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("space", Assert.Single(result.ErrorLines), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_before_anything_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small disk takes root on Linux");
        new TinyHospital().WriteTo(_folder["in"]);
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        var app = Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll");
        var script = $"""
            mount -t tmpfs -o size=64k,ro tmpfs {disk}
            dotnet {app} run nightly --as-of {TinyHospital.AsOf} --input {_folder["in"]} --out {disk}/not/there
            """;
        var result = await OnDisksOfItsOwn(script);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("ead-only", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(result.ErrorLines, line => line.StartsWith("scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cache_without_room_costs_the_next_night_time_and_this_one_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small disk takes root on Linux");
        new TinyHospital().WriteTo(_folder["in"]);
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        var app = Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll");
        var script = $"""
            mount -t tmpfs -o size=256k tmpfs {disk}
            mkdir -p {disk}/cache/harvests {disk}/cache/notes
            head -c 1000000 /dev/zero > {disk}/full 2>/dev/null
            dotnet {app} run nightly -q --as-of {TinyHospital.AsOf} --input {_folder["in"]} --out {_folder["out"]} --cache {disk}/cache || exit 90
            test -z "$(find {disk}/cache -type f)" || exit 91
            dotnet {app} run nightly -q --as-of {TinyHospital.AsOf} --input {_folder["in"]} --out {_folder["full"]} || exit 92
            for file in {_folder["full"]}/*.*; do
              case $file in *.json) ;; *) cmp $file {_folder["out"]}/$(basename $file) || exit 93 ;; esac
            done
            """;
        Assert.Equal(0, (await OnDisksOfItsOwn(script)).ExitCode);
        using var run = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder["out"], "run.json"), TestContext.Current.CancellationToken));
        Assert.Contains(run.RootElement.GetProperty("result").GetProperty("notes").EnumerateArray(), note => note.GetString()!.StartsWith("the cache has no room: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_with_130_and_leaves_the_old_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        Assert.Equal(0, (await Cli.Run("synth", "-q", "--patients", "20000", "--seed", "5", "--out", _folder["in"])).ExitCode);
        var (first, _) = await Run(null);
        Assert.Equal(0, first.ExitCode);
        var before = Directory.GetFiles(_folder["out"]).ToDictionary(f => f, File.ReadAllBytes);
        // Tests that a shell started in the background inherit that the signal is ignored.
        using var process = Cli.Start(
            ["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"], "--threads", "1"], "env", "--default-signal=INT");
        // It has begun when it tells of the scan.
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("scan", StringComparison.Ordinal))
        {
        }
        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var result = await Cli.Finish(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal(before.Keys.Order(), Directory.GetFileSystemEntries(_folder["out"]).Order());
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    // What it mounts nobody else sees, and it is gone with it.
    private static async Task<CliResult> OnDisksOfItsOwn(string script)
    {
        var start = new System.Diagnostics.ProcessStartInfo("unshare", ["-m", "sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        return await Cli.Finish(process);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static void AssertBalances(JsonElement tables)
    {
        foreach (var table in tables.EnumerateObject())
        {
            var counts = table.Value;
            var accounted = counts.GetProperty("used").GetInt64()
                + counts.GetProperty("skipped").EnumerateObject().Sum(c => c.Value.GetInt64())
                + counts.GetProperty("rejected").EnumerateObject().Sum(c => c.Value.GetInt64());
            Assert.Equal(counts.GetProperty("read").GetInt64(), accounted);
        }
    }

    private async Task AssertRefused(TinyHospital? hospital, string named)
    {
        var (result, _) = await Run(hospital);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private async Task<(CliResult Result, JsonDocument? Run)> Run(TinyHospital? hospital)
    {
        hospital?.WriteTo(_folder["in"]);
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"]);
        var manifest = Path.Combine(_folder["out"], "run.json");
        return (result, File.Exists(manifest) ? JsonDocument.Parse(await File.ReadAllTextAsync(manifest)) : null);
    }
}
