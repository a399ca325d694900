using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opportune.App;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Database.Ledger;
using Opportune.Jobs.Scheduling;
using Opportune.Runs;
using Opportune.Schedules;
using Opportune.Web;

namespace Opportune.Tests.Web;

/// <summary>The pages over a published list of an invented hospital, on a real server at a free port of this machine, with a clock that the test moves.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly string _folder;
    private readonly WebApplication _app;
    private readonly (int Patients, Workload? Workload) _hospital;

    private Site(string folder, WebApplication app, OpportuneDatabase database, Clock clock, Dispositions dispositions, (int Patients, Workload? Workload) hospital) =>
        (_folder, _app, Database, Clock, Dispositions, _hospital) = (folder, app, database, clock, dispositions, hospital);

    /// <summary>Address of the site, without a slash at its end.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>A folder of its own.</summary>
    public string Folder => _folder;

    /// <summary>Its database.</summary>
    public OpportuneDatabase Database { get; }

    /// <summary>Its clock.</summary>
    public Clock Clock { get; }

    /// <summary>What may be decided on it.</summary>
    public Dispositions Dispositions { get; }

    /// <summary>Its accounts.</summary>
    public UserTable Users => new(Database);

    /// <summary>The site begins its work on the day of the list: what was reported before waits, but for two a week and panel.</summary>
    public static Workload Beginning { get; } = new()
    {
        Release = 2,
        GoLive = new[] { "dexa-review", "statin-review" }.ToDictionary(m => m, _ => new GoLive(new(2026, 10, 1), new Dictionary<string, DateOnly>())),
        Slots = new Dictionary<string, string> { ["statin-review"] = "Clinic" },
    };

    /// <summary>Opens a site over a hospital of so many patients.</summary>
    internal static async Task<Site> Open(int patients = 600, Workload? workload = null, Func<Workplace, Workplace>? differently = null, ILoggerProvider? log = null, Func<WebApplication, Task>? also = null)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-web-").FullName;
        var state = Path.Combine(folder, "state.db");
        await PublishedHospital.Copy(patients, workload, state);
        var clock = PublishedHospital.NewClock();
        var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse($"sqlite:{state}"), clock);
        var rules = PublishedHospital.Jobs.Rules;
        var jobs = Path.Combine(folder, "jobs");
        Directory.CreateDirectory(Path.Combine(jobs, "measures"));
        File.WriteAllText(Path.Combine(jobs, "nightly.yaml"), Job("nightly", "Worklists of every pathway", """
            schedule:
              cron: "30 2 * * *"
              time-zone: America/Chicago
              deadline: "07:00"
            """));
        File.WriteAllText(Path.Combine(jobs, "weekly.yaml"), Job("weekly", "The same once a week", ""));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Told as the service tells it.
        if (log is not null)
            Opportune.App.Serve.Installation.Choose(builder.Logging).AddProvider(log);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(database).AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(await AuditTrail.Open(database, AuditFolder.Open(AuditFolder.PathFor(database.Url)), "tests"));
        var current = CurrentRules.Of(database, PublishedHospital.Jobs);
        var workplace = PagesOf.Workplace(() => current.Last, TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"), Path.Combine(folder, "keys")) with
        {
            Workload = workload ?? new(),
            Office = new()
            {
                Rules = current.Office,
                Request = row => current.Request(row with { Job = "nightly" }) with { Job = row.Job },
                Duty = new() { Files = () => JobFile.ReadAll(jobs, schedule => ScheduleLint.Faults(schedule, clock.GetUtcNow())), Root = folder, Threads = 1 },
            },
        };
        builder.Services.AddOpportunePages(differently?.Invoke(workplace) ?? workplace);
        var app = builder.Build();
        app.MapOpportunePages();
        if (also is not null)
            await also(app);
        await app.StartAsync();
        return new(folder, app, database, clock, rules.Dispositions, (patients, workload));
    }

    /// <summary>Puts what the hospital delivered where the jobs read it.</summary>
    /// <returns>The folder.</returns>
    public async Task<string> Deliver()
    {
        var input = Path.Combine(_folder, "in");
        await PublishedHospital.Deliver(_hospital.Patients, _hospital.Workload, input);
        return input;
    }

    /// <summary>Carries out a run that waits, as the service would, or by other rules than it.</summary>
    internal async Task<RunReport?> Work(string run, IProgress<StepProgress>? progress = null, LoadedJobs? rules = null)
    {
        var row = await Sql(connection => RunCatalog.Find(connection, run)!);
        var place = new RunPlace { OutFolder = row.OutFolder, Database = Database, RequestedBy = row.RequestedBy, Backfill = row.Kind == RunKinds.Backfill, RetryOf = row.RetryOf };
        var request = rules is null ? Part<Workplace>().Office!.Request(row) : rules.Request(row);
        return await Run.ExecuteQueued(run, run, request, place, TimeProvider.System, progress ?? new Progress<StepProgress>(), default);
    }

    private static string Job(string id, string title, string schedule) =>
        $"id: {id}\ntitle: {title}\nmeasures: {{tagged: [nightly]}}\ninput: in\nout: out\n{schedule}\nretention: {{runs: 800d, files: 60d}}\noutputs: [parquet, csv]\n";

    /// <summary>All that can be asked for.</summary>
    internal IEnumerable<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>A part of the pages.</summary>
    internal T Part<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Works on the database directly, in a transaction.</summary>
    public Task<T> Sql<T>(Func<DbConnection, T> work) => Database.Write(work, TestContext.Current.CancellationToken);

    /// <summary>Adds a person, and gives a link with which that person signs in once.</summary>
    public Task<string> Invite(string name, Role role = Role.Reviewer) => Invite(name, new Grants(role, Scope.All));

    /// <inheritdoc cref="Invite(string, Role)"/>
    public async Task<string> Invite(string name, Grants grants)
    {
        var id = await Users.Add(name, name, grants, "tests") ?? (await Users.FindByName(name))!.UserId;
        return $"{Address}/sign-in/link/{await Users.AddLink(id, TimeSpan.FromHours(1))}";
    }

    public async ValueTask DisposeAsync()
    {
        var trail = Part<AuditTrail>();
        await _app.DisposeAsync();
        await trail.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
