using System.Text.Json;
using Opportune.App;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Runs.Ledger;
using Opportune.Synth;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Shared;

/// <summary>An invented hospital in several files a table, with rows that a reviewer entered, and its run in one process.</summary>
public sealed class SharedHospital : IAsyncLifetime
{
    private static readonly LoadedJobs Jobs = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null);
    private static readonly string[] Compared = ["worklist.parquet", "worklist.arrow", "worklist.csv", "gaps.parquet", "evidence.parquet", "rejects.parquet"];

    private readonly TemporaryFolder _folder = Some.Folder();
    private RunReport _expected = null!;

    /// <summary>The run as a person asks for it: without what reviewers entered.</summary>
    public RunRequest Asked => Jobs.Request("nightly", DateOnly.Parse(TinyHospital.AsOf), this["in"], threads: 2);

    /// <summary>The run with what reviewers entered, as it is planned.</summary>
    public RunRequest Request => Asked with
    {
        Reported = [.. Enumerable.Range(0, 40).Select(i => new ReportedRow { Number = i, PatientId = $"P{i:D7}", Table = Table.Procedures, CodeSystem = "CPT", Code = "77080", Date = new(2026, 10, 3), Value = i / 3.0 })],
        ReportedDeaths = new Dictionary<string, DateOnly> { ["P0000050"] = new(2026, 11, 2) },
    };

    public string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        Hospital.Write(new() { Patients = 2500, Seed = 4, AsOf = DateOnly.Parse(TinyHospital.AsOf) }, this["whole"], null);
        SplitTables.Into(this["whole"], this["in"], 7, ".parquet");
        _expected = await Run.Execute(Request, new() { OutFolder = this["expected"] }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends a run whose units are all done, into a folder.</summary>
    internal async Task<RunReport> Finish(SharedRun run, IReadOnlyDictionary<int, string> committed, string name)
    {
        var (place, cancel) = (new RunPlace { OutFolder = this[name] }, TestContext.Current.CancellationToken);
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.InMemory, TimeProvider.System, cancel);
        await using var session = await RunSession.Begin(database, name, Asked, place, cancel);
        return await run.Finish(committed, null, place, DateTimeOffset.UnixEpoch, [("scan", TimeSpan.FromSeconds(3))], session, new Progress<StepProgress>());
    }

    /// <summary>Asserts that a run found and wrote what the run in one process did.</summary>
    public void AssertAsExpected(RunReport report)
    {
        foreach (var name in Compared)
            Assert.True(File.ReadAllBytes(Path.Combine(report.Folder!, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(this["expected"], name))), $"{name} differs");
        Assert.Equal(Result(this["expected"]), Result(report.Folder!));
        // What the guards compare from night to night.
        Assert.Equal(_expected.Counts.All, report.Counts.All);
        Assert.Equal(DaysOf(_expected), DaysOf(report));
    }

    private static IEnumerable<string> DaysOf(RunReport report) => report.Days.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key} {d.Value.ToText()}");

    private static string Result(string folder)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        return run.RootElement.GetProperty("result").GetRawText();
    }
}
