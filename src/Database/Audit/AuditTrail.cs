using System.Threading.Channels;
using Dapper;
using Opportune.Core;

namespace Opportune.Database.Audit;

/// <summary>
/// Keeps what people did and saw: one chain of records for this process. What comes at the same time is kept together. Every minute, and at the end, how far the chain has come is written down outside the database.
/// </summary>
public sealed class AuditTrail : IAsyncDisposable
{
    private const int MostAtOnce = 256;
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan AnchorEvery = TimeSpan.FromMinutes(1);

    private readonly OpportuneDatabase _database;
    private readonly AuditFolder _folder;
    private readonly Action<AuditRow> _tell;
    private readonly string _chain;
    private readonly Channel<Waiting?> _waiting = Channel.CreateBounded<Waiting?>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task _keeping;
    private readonly ITimer _anchoring;
    private long _number;
    private string _seal = "";
    private long _anchored;
    private bool _isUnsure;

    private AuditTrail(OpportuneDatabase database, AuditFolder folder, Action<AuditRow> tell, string chain)
    {
        (_database, _folder, _tell, _chain) = (database, folder, tell, chain);
        _keeping = Task.Run(Keep);
        // An anchor waits its turn like a record, so that one hand alone holds the chain's end.
        _anchoring = database.Time.CreateTimer(_ => _waiting.Writer.TryWrite(null), null, AnchorEvery, AnchorEvery);
    }

    /// <summary>Begins a chain for this process.</summary>
    /// <param name="database">Where records are kept.</param>
    /// <param name="folder">Where the key and the anchors are.</param>
    /// <param name="process">What runs: the name of a command.</param>
    /// <param name="tell">Hears of every record that was kept, for a collector; null: nobody.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public static async Task<AuditTrail> Open(OpportuneDatabase database, AuditFolder folder, string process, Action<AuditRow>? tell = null, CancellationToken cancel = default)
    {
        var chain = Guid.CreateVersion7(database.Time.GetUtcNow()).ToString("N");
        await database.Write(connection => connection.Execute(Sql.Load("audit/add-chain.sql"), new
        {
            chain_id = chain,
            started_at = Micros(database.Time.GetUtcNow()),
            process = $"{process} on {Environment.MachineName}",
            key_id = folder.Key.Id,
        }), cancel);
        return new(database, folder, tell ?? (_ => { }), chain);
    }

    /// <summary>Keeps a record; it is in the database when this ends.</summary>
    /// <exception cref="System.Data.Common.DbException">It could not be kept; what was to be recorded must not happen.</exception>
    /// <exception cref="ObjectDisposedException">The trail has ended.</exception>
    public async Task Write(AuditFact fact)
    {
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Queue(new(fact, _database.Time.GetUtcNow(), kept));
        await kept.Task;
    }

    /// <summary>The key and the anchors.</summary>
    public AuditFolder Folder => _folder;

    /// <summary>
    /// Notes what was looked at: kept as soon as the database takes it, which while a long list is published may be a minute later, and
    /// nobody waits for that to read a page. Only where ten thousand are waiting does the next one wait too. What is not kept yet when the
    /// process is killed is lost.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The trail has ended.</exception>
    public Task Note(AuditFact fact) => Queue(new(fact, _database.Time.GetUtcNow(), null));

    /// <inheritdoc cref="AuditKey.Hide"/>
    public string Hide(string word) => _folder.Key.Hide(word);

    /// <summary>Keeps what is waiting, and anchors the chain's end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _anchoring.DisposeAsync();
        _waiting.Writer.TryComplete();
        await _keeping;
    }

    private async Task Queue(Waiting waiting)
    {
        try
        {
            await _waiting.Writer.WriteAsync(waiting);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("the audit trail has ended", e);
        }
    }

    private async Task Keep()
    {
        var batch = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var isAnchorDue = false;
            while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var next))
            {
                if (next is null)
                    isAnchorDue = true;
                else
                    batch.Add(next);
            }
            await Keep(batch);
            if (isAnchorDue)
                await TryAnchor();
        }
        await TryAnchor();
    }

    private async Task Keep(List<Waiting> batch)
    {
        try
        {
            await Add(batch);
        }
        catch (Exception e)
        {
            // Whoever waits hears of it; what was noted waits for the next time. Some may be there all the same, if only the answer was lost.
            _isUnsure = true;
            batch.ForEach(waiting => waiting.Kept?.SetException(e));
            batch.RemoveAll(waiting => waiting.Kept is not null);
            return;
        }
        batch.ForEach(waiting => waiting.Kept?.SetResult());
        batch.Clear();
    }

    private async Task Add(List<Waiting> batch)
    {
        if (batch.Count == 0)
            return;
        if (_isUnsure)
        {
            (_number, _seal) = await _database.Ask(connection => connection.QuerySingleOrDefault<(long, string?)>(Sql.Load("audit/find-head.sql"), new { chain_id = _chain })) is (var kept, { } last)
                ? (kept, last)
                : (0, "");
            _isUnsure = false;
        }
        var (number, seal) = (_number, _seal);
        var rows = batch.ConvertAll(waiting =>
        {
            var row = RowOf(waiting, ++number);
            return row with { Seal = seal = _folder.Key.Seal(seal, row) };
        });
        await _database.Write(connection => connection.Execute(Sql.Load("audit/add-record.sql"), rows.Select(row => new
        {
            chain_id = row.ChainId,
            number = row.Number,
            at = row.At,
            who = row.Who,
            role = row.Role,
            action = row.Action,
            subject = row.Subject,
            detail = row.Detail,
            origin = row.Origin,
            seal = row.Seal,
        })));
        (_number, _seal) = (number, seal);
        rows.ForEach(_tell);
    }

    private AuditRow RowOf(Waiting waiting, long number) => new()
    {
        ChainId = _chain,
        Number = number,
        At = Micros(waiting.At),
        Who = Kept(waiting.Fact.Who),
        Role = Kept(waiting.Fact.Role),
        Action = Kept(waiting.Fact.Action),
        Subject = Kept(waiting.Fact.Subject),
        Detail = Kept(waiting.Fact.Detail),
        Origin = Kept(waiting.Fact.Origin),
    };

    // A disk that is full today is no reason to stop work: the next anchor vouches for what this one did not, and 'audit verify' names it.
    private async Task TryAnchor()
    {
        if (_number == _anchored)
            return;
        try
        {
            await _folder.Anchor(_database.Time.GetUtcNow(), _chain, _number, _seal);
            _anchored = _number;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    // PostgreSQL keeps no zero character and no half of a surrogate pair; what is sealed must be what is read again.
    private static string Kept(string text) => text.Contains('\0', StringComparison.Ordinal) || text.Any(char.IsSurrogate)
        ? System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD')
        : text;

    private static DateTimeOffset Micros(DateTimeOffset instant) => new(instant.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private sealed record Waiting(AuditFact Fact, DateTimeOffset At, TaskCompletionSource? Kept);
}
