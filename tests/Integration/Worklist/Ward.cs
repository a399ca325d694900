using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>A database with entries in it: writes the run half as publication does, and people's half through the product.</summary>
internal sealed class Ward(FreshDatabase fresh) : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 14);

    public static readonly Dispositions Dispositions = (JobsFolder.Load(Path.Combine(Repository.Root, "jobs"), siteValueSets: null, new Problems())
        ?? throw new InvalidOperationException("the shipped files have errors")).Dispositions;

    private int _requests;

    public FreshDatabase Fresh => fresh;

    public OpportuneDatabase Database => fresh.Database;

    public WorklistWriter Writer { get; } = new(fresh.Database, Dispositions, Sight.Everything);

    public WorklistReader Reader { get; } = new(fresh.Database, Dispositions, Sight.Everything);

    public Claims Claims { get; } = new(fresh.Database, Sight.Everything);

    /// <summary>The next entry for a person, whose page is called "next".</summary>
    public Task<string?> Next(string userId, string name, string? past = null) => Claims.TakeNext(userId, name, Today, past, "next", Cancel);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Ward> Open(DatabaseEngine engine)
    {
        var ward = new Ward(await BothEngines.Fresh(engine));
        await ward.Run(connection => connection.Execute(
            """
            insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256)
            values ('r1', 'nightly', 'live', @day, 'succeeded', @at, 'test', 1, 'in', 'p', 'r', 'l')
            """, new { day = Today, at = At }));
        return ward;
    }

    public static DateTimeOffset At => new(2026, 11, 14, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Works on the database directly, in a transaction.</summary>
    public Task<T> Run<T>(Func<DbConnection, T> work) => Database.Write(work, Cancel);

    /// <summary>An entry as publication creates one.</summary>
    public async Task<string> Add(
        string id = "e1", string patient = "P1", string pathway = "bone", string leader = "dexa-review", int tier = 2, string finding = "open", DateOnly? due = null,
        string site = "", int number = 1)
    {
        await Run(connection => Insert(connection, id, patient, pathway, leader, tier, finding, due, site, number));
        return id;
    }

    public static int Insert(
        DbConnection connection, string id, string patient, string pathway = "bone", string leader = "dexa-review", int tier = 2, string finding = "open",
        DateOnly? due = null, string site = "", int number = 1) =>
        connection.Execute(
            """
            insert into entries (
                entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority,
                index_date, due_date, covered_to, episode, news, reopenings, memory, first_seen, last_run_id)
            values (
                @id, @patient, @patient, @pathway, @number, @finding, @day, 'new-finding', 'no DXA found', @leader, @site, @tier, 'a label',
                @day, @due, @covered, 1, 0, 0, '', @day, 'r1')
            """,
            new { id, patient, pathway, number = (long)number, finding, day = Today.AddDays(-30), leader, site, tier = (long)tier, due, covered = Today.AddDays(-2) });

    /// <summary>The run half, as a publication would change it.</summary>
    public Task<int> Publish(string id, string? finding = null, bool episode = false, bool news = false, bool reopening = false) =>
        Run(connection => connection.Execute(
            """
            update entries
            set finding = coalesce(@finding, finding), episode = episode + @episode, news = news + @news, reopenings = reopenings + @reopening
            where entry_id = @id
            """,
            new { id, finding, episode = episode ? 1L : 0L, news = news ? 1L : 0L, reopening = reopening ? 1L : 0L }));

    public EntryActor By(string who = "ann", Role role = Role.Clinician, DateOnly? today = null, string? request = null) =>
        new(who, role, At, today ?? Today, request ?? $"request-{Interlocked.Increment(ref _requests)}");

    public async Task<EntryRow> Entry(string id = "e1", DateOnly? today = null) =>
        await Reader.Find(id, today ?? Today, Cancel) ?? throw new InvalidOperationException("no such entry");

    /// <summary>Decides on the entry as it is now.</summary>
    public async Task<ActionResult> Decide(string disposition, string id = "e1", DispositionFields? fields = null, EntrySeen? seen = null, EntryActor? by = null)
    {
        var actor = by ?? By();
        return await Writer.Decide(id, disposition, fields ?? new(), seen ?? (await Entry(id, actor.Today)).Seen, actor, Cancel);
    }

    public async Task<ActionResult> TakeBack(string id = "e1", EntryActor? by = null) => await Writer.TakeBack(id, (await Entry(id)).Seen, by ?? By(), Cancel);

    public async Task<List<EventRow>> History(string id = "e1") => [.. (await Reader.Show(id, Today, Cancel))!.History];

    public ValueTask DisposeAsync() => fresh.DisposeAsync();
}
