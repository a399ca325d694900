using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Runs;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Integration.Publishing;

/// <summary>What a test looks at of an entry.</summary>
internal sealed record SeenEntry(string EntryId, string PatientId, string PatientNow, string Pathway, long Number, string Finding, string Leader, string State, long Tier,
    DateOnly IndexDate, DateOnly? DueDate, long Episode, long News, long Reopenings, string? MergedInto, DateOnly FirstSeen, string? Decision, long Revision, string StateLapsed, DateOnly? ReturnsOn);

/// <summary>What a test looks at of a published gap.</summary>
internal sealed record SeenGap(string PatientId, string Measure, string Site, string Status, DateOnly IndexDate, string? EntryId);

/// <summary>A line of an entry's history.</summary>
internal sealed record SeenEvent(string EntryId, string Kind, string? Cause, string? StateBefore, string StateAfter, string Text);

/// <summary>Runs published night after night into one database, with gaps that a test makes up.</summary>
internal sealed class Nights(OpportuneDatabase database, IAsyncDisposable owner) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();
    private int _files;
    private int _runs;
    private IReadOnlyList<Measure> _measures = Found.Measures;

    public static async Task<Nights> On(DatabaseEngine engine)
    {
        var fresh = await BothEngines.Fresh(engine);
        return new(fresh.Database, fresh);
    }

    /// <summary>For many short histories.</summary>
    public static async Task<Nights> InMemory()
    {
        var database = await OpportuneDatabase.Open(DatabaseUrl.InMemory, TimeProvider.System);
        await new StandingTable(database).DeclareInvented("tests");
        return new(database, database);
    }

    public OpportuneDatabase Database => database;

    public Dictionary<string, string> Merged { get; } = [];

    public HashSet<MeasurePart> Held { get; } = [];

    public Workload Workload { get; set; } = new();

    public string MeasureHash { get; set; } = "m1";

    public string LexiconHash { get; set; } = "l1";

    /// <summary>Of a measure's value sets together.</summary>
    public Func<string, string> SetsHash { get; set; } = _ => "s1";

    public async Task<IReadOnlyList<ChangeCount>> Publish(string asOf, params Gap[] gaps)
    {
        using var compared = await Compare(asOf, gaps);
        Assert.True(await Apply(compared));
        return compared.Changes;
    }

    /// <summary>A run of a job that has these measures only.</summary>
    public async Task<IReadOnlyList<ChangeCount>> Publish(string asOf, IReadOnlyList<Measure> measures, params Gap[] gaps)
    {
        _measures = measures;
        var changes = await Publish(asOf, gaps);
        _measures = Found.Measures;
        return changes;
    }

    public async Task<Reconciliation> Compare(string asOf, params Gap[] gaps)
    {
        var run = $"run-{++_runs}";
        await Do("insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256) values (@run, 'nightly', 'live', @day, 'running', @now, 'test', 1, 'input', 'test', 'r', 'l')",
            new { run, day = Found.Day(asOf), now = DateTimeOffset.UnixEpoch });
        return await Reconciliation.Compare(Database, Request(run, asOf), gaps.Where(g => g.Leads).OrderBy(g => g.PatientId, Utf8Order.Comparer).ThenBy(g => g.Measure, Utf8Order.Comparer), WorkFile);
    }

    public Task<bool> Apply(Reconciliation compared) => Database.Write(connection => compared.Apply(connection, _ => { }));

    public ReconcileRequest Request(string run, string asOf) => new()
    {
        RunId = run,
        AsOf = Found.Day(asOf),
        Measures = _measures,
        Hashes = Found.Measures.ToDictionary(m => m.Id, m => new RuleHashes(MeasureHash, SetsHash(m.Id), LexiconHash)),
        MergedPatients = new Dictionary<string, string>(Merged),
        Workload = Workload,
        Held = new HashSet<MeasurePart>(Held),
    };

    public Microsoft.Win32.SafeHandles.SafeFileHandle WorkFile(string name) =>
        File.OpenHandle(_folder[$"{++_files}-{name}"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);

    public async Task<IReadOnlyList<SeenEntry>> Entries() => await Ask<SeenEntry>(
        "select entry_id, patient_id, patient_now, pathway, number, finding, leader, state, tier, index_date, due_date, episode, news, reopenings, merged_into, first_seen, decision, revision, state_lapsed, returns_on from entries order by patient_id, pathway, number");

    public async Task<IReadOnlyList<SeenGap>> Gaps() => await Ask<SeenGap>("select patient_id, measure, site, status, index_date, entry_id from gaps order by patient_id, measure");

    public async Task<SeenEntry> Entry() => Assert.Single(await Entries());

    public async Task<IReadOnlyList<SeenEvent>> Events(string? entryId = null) => await Ask<SeenEvent>(
        "select entry_id, kind, cause, state_before, state_after, text from entry_events where @entryId = '' or entry_id = @entryId order by event_id", new { entryId = entryId ?? "" });

    /// <param name="entryId">The entry.</param>
    /// <param name="decision">As in the database.</param>
    /// <param name="returnsOn">The day on which it lapses.</param>
    /// <param name="expects">What the data is to show of it.</param>
    public Task Decide(string entryId, string decision, string? returnsOn = null, string? expects = null) => Do(
        "update entries set decision = @decision, expects = @expects, on_episode = episode, on_news = news, on_reopenings = reopenings, returns_on = @day, revision = revision + 1 where entry_id = @entryId",
        new { entryId, decision, expects, day = returnsOn is null ? (DateOnly?)null : Found.Day(returnsOn) });

    public Task<IReadOnlyList<T>> Ask<T>(string sql, object? values = null) => Database.Read(c => (IReadOnlyList<T>)[.. c.Query<T>(sql, values)]);

    public Task Do(string sql, object? values = null) => Database.Write(c => c.Execute(sql, values));

    public async ValueTask DisposeAsync()
    {
        await owner.DisposeAsync();
        _folder.Dispose();
    }
}
