using Dapper;
using Opportune.Core;

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

/// <summary>A state that took the place of a later one: a backup was restored, and somebody said so.</summary>
/// <param name="At">When.</param>
/// <param name="To">The instant of the state that came back.</param>
/// <param name="Records">How many records after it were anchored that are not here any more: they lie in the database that was set aside.</param>
public sealed record WentBack(DateTimeOffset At, DateTimeOffset To, long Records);

/// <summary>
/// Looks at every record, in the database and in archives, and every anchor again: any change, removal or change of order before the last anchor of a chain is found, and what
/// comes after that anchor is named.
/// </summary>
public sealed class AuditVerification
{
    private readonly Dictionary<string, SortedDictionary<long, (string Record, DateTimeOffset At)>> _anchored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Number, string Seal)> _archived = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Number, string Seal)> _seen = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, DateTimeOffset To, Dictionary<string, long> Anchored)> _wentBack = [];
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

    /// <summary>How many archives; their records are among <see cref="Records"/>.</summary>
    public long Archives { get; private set; }

    /// <summary>When the state went back to an earlier one.</summary>
    public IReadOnlyList<WentBack> WentBack { get; private set; } = [];

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
        verification.ReadArchives(folder, cancel);
        var chains = connection.Query<AuditChainRow>(Sql.Load("audit/list-chains.sql")).AsList();
        verification.Chains = chains.Count;
        foreach (var chain in chains.FindAll(c => c.KeyId == folder.Key.Id))
            verification.Look(chain, folder.Key, connection.Query<AuditRow>(Sql.Load("audit/list-chain.sql"), new { chain_id = chain.ChainId, after = chain.ArchivedNumber }, buffered: false), cancel);
        // Of a copied database that is all chains from before: one fault, and not one for each.
        foreach (var sealedSo in chains.Where(c => c.KeyId != folder.Key.Id).GroupBy(c => c.KeyId))
        {
            var others = sealedSo.Count() - 1;
            verification.Add(sealedSo.First().ChainId, 1, $"sealed with another key ({sealedSo.Key}){(others == 0 ? "" : $", as {(others == 1 ? "is" : "are")} {Amounts.Of(others, "chain")} more")}; verify it with the folder that holds that key (--folder)");
        }
        foreach (var (chain, anchored) in verification._anchored)
        {
            if (verification._archived.GetValueOrDefault(chain).Number < anchored.Keys.Last())
                verification.Add(chain, anchored.Keys.First(), $"all of the chain is gone: it was anchored up to record {anchored.Keys.Last()}");
        }
        verification.WentBack = [.. verification._wentBack.Select(b => new WentBack(b.At, b.To, verification.Lost(b.Anchored)))];
        return verification;
    }, cancel);

    /// <summary>
    /// How many records a database lacks that were anchored after an instant: those that came after the backup of that instant, where the database is that backup restored. Of what a note of a
    /// restore told of before, none. It asks the database for numbers of records alone, which one of an older program has, too.
    /// </summary>
    /// <exception cref="InputException">There is no such database.</exception>
    /// <exception cref="System.Data.Common.DbException">The database does not answer, or never had a trail.</exception>
    /// <exception cref="IOException">The anchors cannot be read.</exception>
    public static async Task<long> RecordsLost(DatabaseUrl url, AuditFolder folder, DateTimeOffset after, TimeProvider time, CancellationToken cancel = default)
    {
        await using var database = await OpportuneDatabase.OpenAny(url, time, create: false, cancel);
        return await database.Read(connection =>
        {
            var verification = new AuditVerification();
            verification.ReadAnchors(folder);
            verification.GoBack(time.GetUtcNow(), after);
            verification.ReadArchives(folder, cancel);
            foreach (var (chain, number) in connection.Query<(string, long)>(Sql.Load("audit/list-heads.sql")))
                verification._seen[chain] = (number, "");
            return verification.Lost(verification._wentBack[^1].Anchored);
        }, cancel);
    }

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
            var isAsWritten = folder.Key.Seal(previous, anchor) == anchor.Seal;
            if (!isAsWritten)
                Add(null, Anchors, "changed, or lines before it were removed or moved");
            previous = anchor.Seal;
            if (anchor.Chain == AuditFolder.Restored)
            {
                if (isAsWritten)
                    GoBack(anchor.At, DateTimeOffset.FromUnixTimeMilliseconds(anchor.Number));
                continue;
            }
            if (!_anchored.TryGetValue(anchor.Chain, out var ofChain))
                _anchored[anchor.Chain] = ofChain = [];
            ofChain[anchor.Number] = (anchor.Record, anchor.At);
        }
    }

    private long Lost(Dictionary<string, long> anchored) => anchored.Sum(a => Math.Max(0, a.Value - _seen.GetValueOrDefault(a.Key).Number));

    // What was anchored after the state that came back is not asked of it. Archives are files, and did not go back.
    private void GoBack(DateTimeOffset at, DateTimeOffset to)
    {
        var gone = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (chain, anchored) in _anchored.Where(a => a.Key != AuditRetention.Chain).ToList())
        {
            foreach (var (number, _) in anchored.Where(a => a.Value.At > to).ToList())
            {
                anchored.Remove(number);
                gone[chain] = number;
            }
            if (anchored.Count == 0)
                _anchored.Remove(chain);
        }
        _wentBack.Add((at, to, gone));
    }

    private void ReadArchives(AuditFolder folder, CancellationToken cancel)
    {
        _anchored.Remove(AuditRetention.Chain, out var anchored);
        var previous = "";
        foreach (var archive in AuditArchive.In(folder.Archives))
        {
            Archives++;
            if (archive.Number != Archives)
            {
                Add(AuditRetention.Chain, Archives, $"missing, with all up to archive {archive.Number - 1}; bring them back from where archives are kept");
                Archives = archive.Number;
            }
            try
            {
                var (chain, number, seal) = ("", 0L, "");
                previous = archive.Read(folder.Key, previous, line =>
                {
                    cancel.ThrowIfCancellationRequested();
                    if (line.Chain is { } begun)
                    {
                        (chain, number, seal) = (begun.ChainId, begun.After, begun.Seal);
                        if (_archived.GetValueOrDefault(chain, (0, "")) is var head && head != (number, seal))
                            Add(chain, number + 1, $"archive {archive.Number} does not go on where the one before ended (record {head.Number})");
                    }
                    if (line.Record is not { } row)
                        return;
                    Records++;
                    if (row.ChainId != chain || row.Number != number + 1 || folder.Key.Seal(seal, row) != row.Seal)
                        Add(row.ChainId, row.Number, $"changed, in archive {archive.Number}");
                    if (_anchored.GetValueOrDefault(chain)?.GetValueOrDefault(row.Number) is { Record: { } vouched } && vouched != row.Seal)
                        Add(chain, row.Number, $"not the record that was anchored, in archive {archive.Number}");
                    _archived[chain] = _seen[chain] = (number, seal) = (row.Number, row.Seal);
                });
                if (anchored?.GetValueOrDefault(archive.Number) is { Record: { } sealedAs } && sealedAs != previous)
                    Add(AuditRetention.Chain, archive.Number, "not the archive that was anchored");
            }
            catch (InvalidDataException e)
            {
                Add(AuditRetention.Chain, archive.Number, $"{e.Message}; bring it back from where archives are kept");
            }
        }
        if (anchored is not null && anchored.Keys.Last() > Archives)
            Add(AuditRetention.Chain, Archives + 1, $"missing, with all up to archive {anchored.Keys.Last()}, which was anchored; bring them back from where archives are kept");
    }

    private void Look(AuditChainRow chain, AuditKey key, IEnumerable<AuditRow> rows, CancellationToken cancel)
    {
        var (number, previous) = (chain.ArchivedNumber, chain.ArchivedSeal);
        var archived = _archived.GetValueOrDefault(chain.ChainId, (0, ""));
        if (archived.Number < number || (archived.Number == number && archived.Seal != previous))
            Add(chain.ChainId, archived.Number + 1, $"taken from the database, with all up to record {number}, and in no archive that is here");
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
            if (anchored is not null && anchored.TryGetValue(row.Number, out var vouched) && vouched.Record != row.Seal)
                Add(chain.ChainId, row.Number, "not the record that was anchored");
            (number, previous) = (row.Number, row.Seal);
        }
        _seen[chain.ChainId] = (number, previous);
        var last = anchored is { Count: > 0 } ? anchored.Keys.Last() : 0;
        if (last > number)
            Add(chain.ChainId, number + 1, $"missing, with all up to record {last}, which was anchored");
        // What lies in an archive is vouched for by the archive's own anchor.
        else if (Math.Max(last, archived.Number) is var vouchedFor && number > vouchedFor)
            _tails.Add(new(chain.ChainId, vouchedFor + 1, number));
    }

    private void Add(string? chain, long number, string what) => _faults.Add(new(chain, number, what));
}
