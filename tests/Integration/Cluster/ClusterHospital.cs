using System.Globalization;
using System.Text.Json;
using Dapper;
using Opportune.App;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Synth;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Runs;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>An invented hospital whose nightly run several processes share, and what one process makes of it.</summary>
public sealed class ClusterHospital : IAsyncLifetime
{
    /// <summary>So much to do that there are some dozens of units.</summary>
    public const int UnitWork = 20_000;

    // Entry ids are made from it: with one key for all databases the lists can be compared byte by byte.
    private const string EntryKey = "b25lIGtleSBmb3IgYWxsIGNsdXN0ZXIgdGVzdHMuLi4=";
    private static readonly string[] Compared = ["worklist.parquet", "worklist.arrow", "worklist.csv", "gaps.parquet", "evidence.parquet", "rejects.parquet"];

    private readonly TemporaryFolder _folder = Some.Folder();

    /// <summary>The rules that the program ships.</summary>
    internal static LoadedJobs Jobs { get; } = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null);

    /// <summary>The hospital's tables.</summary>
    public string Input => _folder["in"];

    /// <summary>A path of the test's own.</summary>
    public string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        Hospital.Write(new() { Patients = 6000, Seed = 17, AsOf = AsOf }, _folder["whole"], null);
        SplitTables.Into(_folder["whole"], Input, 9, ".parquet");
        await using var fresh = await Fresh(DatabaseEngine.Sqlite);
        var request = Jobs.Request("nightly", AsOf, Input, threads: 2);
        await Run.Execute(request, new() { OutFolder = _folder["expected"], Database = fresh.Database }, TimeProvider.System, new Progress<StepProgress>(), CancellationToken.None);
        Expected = Directory.GetDirectories(Path.Combine(_folder["expected"], "runs")).Single();
        ExpectedPeople = await People(fresh);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A database whose entries are named as in all others of these tests.</summary>
    internal static async Task<FreshDatabase> Fresh(DatabaseEngine engine)
    {
        var fresh = await BothEngines.Fresh(engine);
        await NameEntries(fresh);
        return fresh;
    }

    /// <summary>Lets entries be named as in all other databases of these tests.</summary>
    internal static async Task NameEntries(FreshDatabase fresh)
    {
        await using var connection = await fresh.Database.Connect();
        await connection.ExecuteAsync("insert into installation (name, value) values ('entry_key', @EntryKey)", new { EntryKey });
    }

    /// <summary>Adds a run that waits.</summary>
    internal Task Queue(FreshDatabase fresh, string id, string output) => Queue(fresh, id, AsOf, Input, output);

    /// <inheritdoc cref="Queue(FreshDatabase, string, string)"/>
    internal static Task Queue(FreshDatabase fresh, string id, DateOnly asOf, string input, string output) => Queue(fresh, id, RunKinds.Live, asOf, input, output);

    /// <inheritdoc cref="Queue(FreshDatabase, string, string)"/>
    internal static Task Queue(FreshDatabase fresh, string id, string kind, DateOnly asOf, string input, string output) => fresh.Database.Write(connection =>
    {
        RunLedger.Add(connection, new()
        {
            RunId = id,
            Job = "nightly",
            Kind = kind,
            AsOf = asOf,
            State = RunStates.Queued,
            RequestedAt = connection.Now(),
            RequestedBy = "test",
            Threads = 1,
            Input = input,
            OutFolder = output,
            Program = "",
            RulesSha256 = "",
            LexiconSha256 = "",
        });
        return 0;
    });

    /// <summary>Asserts that a run published what one process makes, byte by byte, and each unit once.</summary>
    internal async Task AssertAsExpected(FreshDatabase fresh, string runId, bool inUnits = true)
    {
        await AssertSame(fresh, runId, Expected, inUnits);
        Assert.Equal(ExpectedPeople, await People(fresh));
    }

    /// <summary>Who the listed patients are, by what words they are found, and who may be responsible for them: what the pages show.</summary>
    internal static async Task<List<string>> People(FreshDatabase fresh)
    {
        await using var connection = await fresh.Connect();
        var lines = new List<string>();
        foreach (var rows in new[]
        {
            "select patient_id, mrn, display_name, cast(birth_date as text), sex, phone, site, provider_name, cast(next_visit as text), next_visit_provider, restricted, searched, attributed_id, attributed_by, attributed_because, candidates from people",
            "select word, name_key, patient_id from people_words",
            "select clinician_id, name, role, site, panel from clinicians",
        })
        {
            lines.AddRange((await connection.QueryAsync(rows)).Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)).Order(StringComparer.Ordinal));
        }
        return lines;
    }

    /// <summary>Asserts that a run published what lies in <paramref name="expected"/>.</summary>
    internal static async Task AssertSame(FreshDatabase fresh, string runId, string expected, bool inUnits = true)
    {
        var run = (await fresh.Database.Read(connection => RunCatalog.Find(connection, runId)))!;
        Assert.Equal((RunStates.Succeeded, null), (run.State, run.StateReason));
        foreach (var name in Compared)
            Assert.True(IsSame(Path.Combine(run.Folder!, name), Path.Combine(expected, name)), $"{name} differs");
        Assert.Equal(Result(expected), Result(run.Folder!));
        var units = await fresh.Database.Read(connection => RunCatalog.Partitions(connection, runId));
        Assert.All(units, u => Assert.Equal("done", u.State));
        if (!inUnits)
            return;
        var files = await fresh.Database.Read(connection => PartitionLedger.Committed(connection, runId));
        Assert.Equal(units.Sum(u => u.Partitions), files.Select(f => f.ResultFile).Distinct().Count());
    }

    private static DateOnly AsOf { get; } = DateOnly.Parse(TinyHospital.AsOf, CultureInfo.InvariantCulture);

    private string Expected { get; set; } = "";

    private List<string> ExpectedPeople { get; set; } = [];

    private static bool IsSame(string one, string other) => File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));

    private static string Result(string folder)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        return run.RootElement.GetProperty("result").GetRawText();
    }
}
