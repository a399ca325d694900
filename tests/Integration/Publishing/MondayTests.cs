using Dapper;
using Opportune.App;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>The first Monday of a site: 40,000 patients whom its reports of two years already named, and 60 of the last days.</summary>
public sealed class MondayTests
{
    private const int Backlog = 40_000, New = 60, FirstTier = 25;

    private static readonly DateOnly Monday = new(2026, 11, 16);
    private static readonly DateOnly GoLiveDay = new(2026, 11, 9);

    [Fact]
    public async Task Of_40000_of_before_and_60_new_ones_a_hundred_are_listed_beside_tier_1_and_always_the_same()
    {
        var lists = new List<IReadOnlyList<string>>();
        var gaps = Gaps();
        foreach (var engine in new[] { DatabaseEngine.Sqlite, DatabaseEngine.PostgreSql })
        {
            await using var nights = await Nights.On(engine);
            nights.Workload = new() { GoLive = new Dictionary<string, GoLive> { ["dexa"] = new(GoLiveDay, new Dictionary<string, DateOnly>()) } };
            var changes = await nights.Publish("2026-11-16", gaps);
            Assert.Equal(Backlog + New + FirstTier, changes.Where(c => c.Change == PatientChanges.Added).Sum(c => c.Amount));
            lists.Add(await List(nights));
            Assert.Empty(await nights.Publish("2026-11-16", gaps));
            Assert.Equal(lists[^1], await List(nights));
            Assert.Equal(Backlog - Workload.UsualRelease, await Queued(nights));
            // Thursday lets out nobody else; the next Monday the next 40.
            await nights.Publish("2026-11-19", gaps);
            Assert.Equal(Backlog - Workload.UsualRelease, await Queued(nights));
            await nights.Publish("2026-11-23", gaps);
            Assert.Equal(Backlog - (2 * Workload.UsualRelease), await Queued(nights));
        }
        Assert.Equal(100 + FirstTier, lists[0].Count);
        Assert.All(lists, l => Assert.Equal(lists[0], l));
        // Tier 2 before the others, of those the newest, and all that are new whatever their tier.
        var released = gaps.Where(g => g.IndexDate < GoLiveDay && g.Tier > 1).OrderBy(g => g.Tier).ThenByDescending(g => g.IndexDate).ThenBy(g => g.PatientId, Utf8Order.Comparer).Take(40);
        var atOnce = gaps.Where(g => g.IndexDate >= GoLiveDay || g.Tier == 1);
        Assert.Equal(released.Concat(atOnce).Select(g => g.PatientId).Order(StringComparer.Ordinal), lists[0].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task However_many_threads_a_run_has_and_on_whichever_engine_the_same_patients_come_out_of_the_queue()
    {
        using var folder = Some.Folder();
        await Opportune.App.Commands.SynthCommand.Write(Opportune.App.Commands.SynthCommand.Options(500, 5, Monday), folder["input"], quiet: true);
        var jobs = LoadedJobs.Load(Path.Combine(Repository.Root, "jobs"), null);
        var workload = new Workload
        {
            Release = 3,
            GoLive = jobs.Rules.Measures.ToDictionary(m => m.Id, _ => new GoLive(GoLiveDay, new Dictionary<string, DateOnly>())),
        };
        var lists = new List<IReadOnlyList<string>>();
        foreach (var (engine, threads) in new[] { (DatabaseEngine.Sqlite, 1), (DatabaseEngine.Sqlite, 4), (DatabaseEngine.PostgreSql, 3) })
        {
            await using var fresh = await BothEngines.Fresh(engine);
            var place = new RunPlace { OutFolder = folder[$"out-{engine}-{threads}"], Database = fresh.Database, RequestedBy = "tests" };
            await Run.Execute(jobs.Request("nightly", Monday, folder["input"], threads) with { Workload = workload }, place, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
            lists.Add(await fresh.Database.Read<IReadOnlyList<string>>(
                c => c.Query<string>("select patient_now || ' ' || pathway || ' ' || state from entries where released_on is not null or state = 'queued'").Order(StringComparer.Ordinal).ToList(),
                TestContext.Current.CancellationToken));
        }
        Assert.Contains(lists[0], l => l.EndsWith(" new", StringComparison.Ordinal));
        Assert.Contains(lists[0], l => l.EndsWith(" queued", StringComparison.Ordinal));
        Assert.All(lists, l => Assert.Equal(lists[0], l));
    }

    private static Gap[] Gaps()
    {
        var random = new Random(7);
        var gaps = new List<Gap>();
        for (var i = 0; i < Backlog; i++)
            gaps.Add(Gap($"old-{i:00000}", GoLiveDay.AddDays(-1 - random.Next(700)), 2 + random.Next(3)));
        for (var i = 0; i < FirstTier; i++)
            gaps.Add(Gap($"first-{i:00}", GoLiveDay.AddDays(-1 - random.Next(700)), 1));
        for (var i = 0; i < New; i++)
            gaps.Add(Gap($"new-{i:00}", GoLiveDay.AddDays(random.Next(7)), 2 + random.Next(3)));
        return [.. gaps];
    }

    private static Gap Gap(string patient, DateOnly index, int tier) => Found.Open("dexa", patient, $"{index:yyyy-MM-dd}", tier);

    // As the page shows it, page by page.
    private static async Task<IReadOnlyList<string>> List(Nights nights)
    {
        var reader = new WorklistReader(nights.Database, new([]), Sight.Everything);
        var (listed, page) = (new List<EntryRow>(), (EntryPage?)null);
        do
        {
            page = await reader.List(new() { Finding = EntryFinding.Open }, Monday, 50, page?.Next, cancel: TestContext.Current.CancellationToken);
            listed.AddRange(page.Entries);
        }
        while (page.Next is not null);
        // Ids are a secret of each database, and settle the order only where nothing else does.
        return [.. listed.OrderBy(e => (e.Tier, e.Back, e.DueDate ?? ListPosition.Never)).ThenBy(e => e.PatientNow, StringComparer.Ordinal).Select(e => e.PatientNow)];
    }

    private static async Task<long> Queued(Nights nights) => Assert.Single(await nights.Ask<long>("select count(*) from entries where state = 'queued'"));
}
