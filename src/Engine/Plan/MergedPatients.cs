using System.Text;

namespace Opportune.Engine;

/// <summary>
/// Who is whom after patients were merged: every row of a merged patient is read as a row of the one that stands for both.
/// Asked by the hash that is at hand anyway, so that a run without links pays nothing.
/// </summary>
internal sealed class MergedPatients
{
    private readonly Dictionary<ulong, Merged> _byHash = [];

    /// <param name="final">From each merged patient to the one that stands for both.</param>
    public MergedPatients(IReadOnlyDictionary<string, string> final)
    {
        foreach (var (patient, stands) in final)
        {
            var (id, other) = (Encoding.UTF8.GetBytes(patient), Encoding.UTF8.GetBytes(stands));
            var hash = StableHash.Of(id);
            _byHash[hash] = new(id, other, StableHash.Of(other), _byHash.GetValueOrDefault(hash));
        }
    }

    /// <summary>Whether nobody was merged.</summary>
    public bool IsEmpty => _byHash.Count == 0;

    /// <summary>From the hash of each merged patient to that of the one that stands for both.</summary>
    public IEnumerable<(ulong Merged, ulong Final)> Hashes => _byHash.Select(m => (m.Key, m.Value.FinalHash));

    /// <summary>The id under which a patient's rows are read, and its hash; most often their own.</summary>
    /// <param name="id">The id in the row.</param>
    /// <param name="hash">Its hash; afterwards that of the result.</param>
    public ReadOnlySpan<byte> Final(ReadOnlySpan<byte> id, scoped ref ulong hash)
    {
        if (_byHash.Count == 0)
            return id;
        for (var merged = _byHash.GetValueOrDefault(hash); merged is not null; merged = merged.Next)
        {
            if (!id.SequenceEqual(merged.Id))
                continue;
            hash = merged.FinalHash;
            return merged.FinalId;
        }
        return id;
    }

    /// <summary>The hash under which the rows of the patient of that hash are read.</summary>
    public ulong Final(ulong hash) => _byHash.TryGetValue(hash, out var merged) ? merged.FinalHash : hash;

    /// <summary>Whether two ids are of one person.</summary>
    public bool AreOne(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b))
            return true;
        if (_byHash.Count == 0)
            return false;
        var (hashA, hashB) = (StableHash.Of(a), StableHash.Of(b));
        return Final(a, ref hashA).SequenceEqual(Final(b, ref hashB));
    }

    /// <param name="Id">Who was merged.</param>
    /// <param name="FinalId">Into whom.</param>
    /// <param name="FinalHash">Hash of that.</param>
    /// <param name="Next">Another merged patient with the same hash, once in ages.</param>
    private sealed record Merged(byte[] Id, byte[] FinalId, ulong FinalHash, Merged? Next);
}
