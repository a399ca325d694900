using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Engine.Evaluation;
using Opportune.Web;

namespace Opportune.Tests.Web;

/// <summary>The pages over a published list of an invented hospital, on a real server at a free port of this machine, with a clock that the test moves.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly string _folder;
    private readonly WebApplication _app;

    private Site(string folder, WebApplication app, OpportuneDatabase database, Clock clock, Dispositions dispositions) =>
        (_folder, _app, Database, Clock, Dispositions) = (folder, app, database, clock, dispositions);

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
    public static async Task<Site> Open(int patients = 600, Workload? workload = null)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-web-").FullName;
        var state = Path.Combine(folder, "state.db");
        await PublishedHospital.Copy(patients, workload, state);
        var clock = PublishedHospital.NewClock();
        var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse($"sqlite:{state}"), clock);
        var rules = PublishedHospital.Jobs.Rules;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(database).AddSingleton<TimeProvider>(clock);
        builder.Services.AddOpportunePages(new Workplace
        {
            Measures = [.. rules.Measures.OrderBy(m => m.Pathway, StringComparer.Ordinal).ThenBy(m => m.Rank)],
            Dispositions = rules.Dispositions,
            Workload = workload ?? new(),
            HandOff = rules.HandOff,
            English = m => MeasureEnglish.Render(m, rules.For(m)),
            Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"),
            KeysFolder = Path.Combine(folder, "keys"),
        });
        var app = builder.Build();
        app.MapOpportunePages();
        await app.StartAsync();
        return new(folder, app, database, clock, rules.Dispositions);
    }

    /// <summary>A part of the pages.</summary>
    internal T Part<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Works on the database directly, in a transaction.</summary>
    public Task<T> Sql<T>(Func<DbConnection, T> work) => Database.Write(work, TestContext.Current.CancellationToken);

    /// <summary>Adds a person, and gives a link with which that person signs in once.</summary>
    public async Task<string> Invite(string name, ReviewerRole role = ReviewerRole.Reviewer)
    {
        var id = await Users.Add(name, name, role, "tests") ?? (await Users.FindByName(name))!.UserId;
        return $"{Address}/sign-in/link/{await Users.AddLink(id, TimeSpan.FromHours(1))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
