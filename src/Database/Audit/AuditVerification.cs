using Dapper;

namespace Opportune.Database.Audit;

/// <summary>Something that is not as it was written.</summary>
/// <param name="Chain">The chain; null: the anchors themselves.</param>
/// <param name="Number">The record, or the line of the anchors.</param>
/// <param name="What">What is wrong, in a few words.</param>
public sealed record AuditFault(string? Chain, long Number, string What);

/// <summary>Records at a chain's end that no anchor vouches for yet: they could be taken away without a trace.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The newest.</param>
public sealed record UnanchoredTail(string Chain, long First, long Last);

/// <summary>
/// Looks at every record and every anchor again: any change, removal or change of order before the last anchor of a chain is found, and what
/// comes after that anchor is named.
/// </summary>
public sealed class AuditVerification
{
    private readonly Dictionary<string, SortedDictionary<long, string>> _anchored = new(StringComparer.Ordinal);
    private readonly List<AuditFault> _faults = [];
    private readonly List<UnanchoredTail> _tails = [];

    private AuditVerification()
    {
    }

    /// <summary>How many chains there are.</summary>
    public int Chains { get; private set; }

    /// <summary>How many records were looked at.</summary>
    public long Records { get; private set; }

    /// <summary>How many anchors.</summary>
    public long Anchors { get; private set; }

    /// <summary>What is wrong, by chain and place.</summary>
    public IReadOnlyList<AuditFault> Faults => _faults;

    /// <summary>What no anchor vouches for yet.</summary>
    public IReadOnlyList<UnanchoredTail> Tails => _tails;

    /// <summary>Verifies all chains as of one moment.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    /// <exception cref="IOException">The anchors cannot be read.</exception>
    public static Task<AuditVerification> Of(OpportuneDatabase database, AuditFolder folder, CancellationToken cancel = default) => database.Read(connection =>
    {
        var verification = new AuditVerification();
        verification.ReadAnchors(folder);
        foreach (var chain in connection.Query<AuditChainRow>(Sql.Load("audit/list-chains.sql")).AsList())
        {
            verification.Chains++;
            if (chain.KeyId == folder.Key.Id)
                verification.Look(chain, folder.Key, connection.Query<AuditRow>(Sql.Load("audit/list-chain.sql"), new { chain_id = chain.ChainId }, buffered: false), cancel);
            else
                verification.Add(chain.ChainId, 1, $"sealed with another key ({chain.KeyId}); verify it with the folder that holds that key");
        }
        foreach (var (chain, anchored) in verification._anchored)
            verification.Add(chain, anchored.Keys.First(), $"all of the chain is gone: it was anchored up to record {anchored.Keys.Last()}");
        return verification;
    }, cancel);

    private void ReadAnchors(AuditFolder folder)
    {
        var previous = "";
        foreach (var anchor in folder.Anchors())
        {
            Anchors++;
            if (anchor is null)
            {
                Add(null, Anchors, "no anchor; the line was damaged");
                continue;
            }
            if (folder.Key.Seal(previous, anchor) != anchor.Seal)
                Add(null, Anchors, "changed, or lines before it were removed or moved");
            previous = anchor.Seal;
            if (!_anchored.TryGetValue(anchor.Chain, out var ofChain))
                _anchored[anchor.Chain] = ofChain = [];
            ofChain[anchor.Number] = anchor.Record;
        }
    }

    private void Look(AuditChainRow chain, AuditKey key, IEnumerable<AuditRow> rows, CancellationToken cancel)
    {
        var (number, previous) = (0L, "");
        _anchored.Remove(chain.ChainId, out var anchored);
        foreach (var row in rows)
        {
            cancel.ThrowIfCancellationRequested();
            Records++;
            if (row.Number != number + 1)
                Add(chain.ChainId, number + 1, row.Number == number + 2 ? "missing" : $"missing, with all up to record {row.Number - 1}");
            // Behind a gap nothing can be asked of the seal before; what its own anchor says still can.
            else if (key.Seal(previous, row) != row.Seal)
                Add(chain.ChainId, row.Number, "changed");
            if (anchored is not null && anchored.TryGetValue(row.Number, out var seal) && seal != row.Seal)
                Add(chain.ChainId, row.Number, "not the record that was anchored");
            (number, previous) = (row.Number, row.Seal);
        }
        var last = anchored is null ? 0 : anchored.Keys.Last();
        if (last > number)
            Add(chain.ChainId, number + 1, $"missing, with all up to record {last}, which was anchored");
        else if (number > last)
            _tails.Add(new(chain.ChainId, last + 1, number));
    }

    private void Add(string? chain, long number, string what) => _faults.Add(new(chain, number, what));
}
