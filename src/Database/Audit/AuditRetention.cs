using System.Data.Common;
using Dapper;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database.Audit;

/// <summary>
/// Takes audit records that are older than the policy out of the database, into archives beside the key and the anchors. A record leaves only when the archive that holds it
/// is on the disk, was read again to its end, and is anchored; the chain goes on behind it. It may stop anywhere: the next time finishes what was begun.
/// </summary>
public static class AuditRetention
{
    /// <summary>The name under which archives stand in the anchors.</summary>
    internal const string Chain = "archives";

    private const string Lock = ".lock";

    /// <summary>How many records an archive holds at most.</summary>
    public const int MostRecords = 500_000;

    /// <summary>How many records are older, and would go.</summary>
    public static Task<long> Count(OpportuneDatabase database, AuditFolder folder, DateTimeOffset before, CancellationToken cancel = default) =>
        database.Ask(connection => connection.QuerySingle<long>(Sql.Load("audit/count-old.sql"), new { key_id = folder.Key.Id, before }), cancel);

    /// <summary>Whether this account may take anything from the trail: on a server only its owner may.</summary>
    public static Task<bool> IsAllowed(OpportuneDatabase database, CancellationToken cancel = default) => database.Ask(
        connection => connection is not NpgsqlConnection || connection.QuerySingle<bool>("select has_table_privilege('audit_records', 'delete') and has_table_privilege('audit_chains', 'update')"), cancel);

    /// <summary>Archives what is older.</summary>
    /// <param name="database">With the trail.</param>
    /// <param name="folder">Its key and anchors; the archives lie in it.</param>
    /// <param name="before">Records from before then go.</param>
    /// <param name="most">How many records an archive holds at most.</param>
    /// <param name="cancel">Stops between two archives.</param>
    /// <returns>The archives that were made, or finished, and how many records each took.</returns>
    /// <exception cref="InputException">The trail is not as it was written; nothing is taken from it.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    /// <exception cref="DbException">The database does not answer, or this account may take nothing from the trail.</exception>
    public static async Task<IReadOnlyList<Removal>> Apply(OpportuneDatabase database, AuditFolder folder, DateTimeOffset before, int most = MostRecords, CancellationToken cancel = default)
    {
        if (await Count(database, folder, before, cancel) == 0)
            return [];
        OwnersOnly.Folder(folder.Archives);
        // One hand at a time; whoever holds it does the work of both.
        using var turn = Turn(folder);
        if (turn is null)
            return [];
        var removed = new List<Removal>();
        var (number, seal) = (0L, "");
        foreach (var archive in AuditArchive.In(folder.Archives))
        {
            if (archive.Number != ++number)
                throw new InputException($"{folder.Archives}: archive {number} of the audit trail is missing; bring it back from where archives are kept. Nothing was archived");
            // Of one that was begun, and of a database that went back to an earlier state, the records are still there.
            (seal, var taken) = await Finish(database, folder, archive, seal, cancel);
            removed.Add(taken);
        }
        while (!cancel.IsCancellationRequested && await Next(database, folder, ++number, seal, before, most, cancel) is { } next)
        {
            (seal, var taken) = await Finish(database, folder, next, seal, cancel);
            removed.Add(taken);
        }
        removed.RemoveAll(r => r.Amount == 0);
        return removed;
    }

    private static FileStream? Turn(AuditFolder folder)
    {
        try
        {
            return new(Path.Combine(folder.Archives, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Task<AuditArchive?> Next(OpportuneDatabase database, AuditFolder folder, long number, string previous, DateTimeOffset before, int most, CancellationToken cancel) => database.Read(connection =>
    {
        var chains = connection.Query<AuditChainRow>(Sql.Load("audit/list-old-chains.sql"), new { key_id = folder.Key.Id, before }).Where(c => c.LastNumber > c.ArchivedNumber).ToList();
        if (chains.Count == 0)
            return null;
        var archive = AuditArchive.Of(folder.Archives, number);
        archive.Write(folder.Key, new(number, previous, before, database.Time.GetUtcNow()), Lines(connection, folder.Key, chains, most, cancel));
        return archive;
    }, cancel);

    private static IEnumerable<ArchiveLine> Lines(DbConnection connection, AuditKey key, List<AuditChainRow> chains, int most, CancellationToken cancel)
    {
        foreach (var chain in chains)
        {
            if (most <= 0)
                yield break;
            yield return new() { Chain = new(chain.ChainId, chain.StartedAt, chain.Process, chain.KeyId, chain.ArchivedNumber, chain.ArchivedSeal) };
            var (number, seal) = (chain.ArchivedNumber, chain.ArchivedSeal);
            foreach (var row in connection.Query<AuditRow>(Sql.Load("audit/list-chain.sql"), new { chain_id = chain.ChainId, after = chain.ArchivedNumber }, buffered: false).TakeWhile(r => r.Number <= chain.LastNumber).Take(most))
            {
                cancel.ThrowIfCancellationRequested();
                if (row.Number != number + 1 || key.Seal(seal, row) != row.Seal)
                    throw new InputException($"the audit trail is not as it was written (chain {chain.ChainId}, record {number + 1}); 'audit verify' tells what is wrong. Nothing was archived");
                (number, seal) = (row.Number, row.Seal);
                most--;
                yield return new() { Record = row };
            }
        }
    }

    private static async Task<(string Seal, Removal Taken)> Finish(OpportuneDatabase database, AuditFolder folder, AuditArchive archive, string previous, CancellationToken cancel)
    {
        var (seal, content) = ("", new ArchiveContent(folder.Key));
        try
        {
            seal = archive.Read(folder.Key, previous, content.Add);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{archive.Path}: {e.Message}; bring it back from where archives are kept. Nothing was archived", e);
        }
        if (!folder.Anchors().Any(a => a is { Chain: Chain } && a.Number == archive.Number && a.Record == seal))
            await folder.Anchor(database.Time.GetUtcNow(), Chain, archive.Number, seal);
        var name = Path.GetFileName(archive.Path);
        return (seal, await database.Write(connection =>
        {
            var records = 0L;
            foreach (var (chain, end) in content.Ends)
            {
                if (connection.Query<string>(Sql.Load("audit/note-archived.sql"), new { chain_id = chain, number = end.Number, seal = end.Seal }).Any())
                    records += connection.Execute(Sql.Load("audit/remove-archived.sql"), new { chain_id = chain, number = end.Number });
            }
            if (records > 0)
                Removals.Note(connection, RemovalKinds.AuditRecords, name, records);
            return new Removal(RemovalKinds.AuditRecords, name, records);
        }, cancel));
    }

    /// <summary>How far the chains of an archive come in it; each record is looked at once more.</summary>
    private sealed class ArchiveContent(AuditKey key)
    {
        private string _chain = "";
        private (long Number, string Seal) _end;

        public Dictionary<string, (long Number, string Seal)> Ends { get; } = new(StringComparer.Ordinal);

        public void Add(ArchiveLine line)
        {
            if (line.Chain is { } chain)
                (_chain, _end) = (chain.ChainId, (chain.After, chain.Seal));
            if (line.Record is not { } row)
                return;
            if (row.ChainId != _chain || row.Number != _end.Number + 1 || key.Seal(_end.Seal, row) != row.Seal)
                throw new InvalidDataException($"record {row.Number} of chain {row.ChainId} is not as it was written");
            Ends[_chain] = _end = (row.Number, row.Seal);
        }
    }
}
