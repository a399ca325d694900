using System.Collections.Concurrent;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Runs;

[assembly: AssemblyFixture(typeof(Opportune.Tests.Web.PublishedHospital))]

namespace Opportune.Tests.Web;

/// <summary>Databases of invented hospitals with a published list: each is made once, and copied for every site.</summary>
public sealed class PublishedHospital : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opportune-web-made-").FullName;
    private readonly ConcurrentDictionary<(int Patients, Workload? Workload), Lazy<Task<string>>> _made = new();

    /// <summary>The day as of which the list was made.</summary>
    public static DateOnly AsOf { get; } = new(2026, 11, 12);

    /// <summary>A clock that stands on the day after, in the afternoon.</summary>
    public static Clock NewClock() => new(new(AsOf.AddDays(1), new TimeOnly(15, 0), TimeSpan.Zero));

    /// <summary>The rules that the program ships.</summary>
    internal static LoadedJobs Jobs { get; } = LoadedJobs.Load(null, null);

    /// <summary>Writes the database of a hospital of so many patients to <paramref name="path"/>.</summary>
    internal static async Task Copy(int patients, Workload? workload, string path)
    {
        var all = await TestContext.Current.GetFixture<PublishedHospital>() ?? throw new InvalidOperationException("no test is running");
        File.Copy(await all._made.GetOrAdd((patients, workload), key => new(() => all.Make(key.Patients, key.Workload))).Value, path);
    }

    /// <summary>Copies what the hospital of so many patients delivered into a folder.</summary>
    internal static async Task Deliver(int patients, Workload? workload, string folder)
    {
        var all = await TestContext.Current.GetFixture<PublishedHospital>() ?? throw new InvalidOperationException("no test is running");
        var input = Path.Combine(Path.GetDirectoryName(await all._made[(patients, workload)].Value)!, "input");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(input))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> Make(int patients, Workload? workload)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        var (input, state) = (Path.Combine(folder, "input"), Path.Combine(folder, "state.db"));
        await SynthCommand.Write(SynthCommand.Options(patients, 5, AsOf), input, quiet: true);
        // Closed, a database is one file.
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse($"sqlite:{state}"), NewClock());
        await new StandingTable(database).DeclareInvented("tests");
        await Run.Execute(
            Jobs.Request("nightly", AsOf, input, 2) with { Workload = workload ?? new() },
            new RunPlace { OutFolder = Path.Combine(folder, "out"), Database = database, RequestedBy = "tests" },
            TimeProvider.System, new Progress<StepProgress>(), default);
        return state;
    }
}
