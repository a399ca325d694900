using System.Buffers;
using System.Numerics;

namespace Opportune.Engine;

/// <summary>
/// The records of a bucket, those of one patient's hash together. Most patients have no finding: a row of their own and
/// nothing else. Of them nothing is to be told, so most are left out before the sorting; a few may be among the groups.
/// </summary>
internal sealed class PatientGroups : IDisposable
{
    // A small part of what a record takes: far more places than records, so that few patients share one by chance.
    private const int BytesPerPlace = 8;

    private readonly ReadOnlyMemory<byte>[] _segments;
    private readonly int _shift;
    private readonly byte[] _records;
    private readonly ulong[] _hashes;
    private readonly RecordRef[] _refs;
    private readonly int _count;
    private int _next;

    // Records lie anywhere: asked for side by side, the first lines of so many come from memory together.
    private const int Ahead = 32;
    private int _asked;
    private int _sum;

    /// <param name="segments">The bucket.</param>
    /// <param name="known">Whose rows are left out; null: nobody's.</param>
    /// <param name="deaths">Deaths beside the records.</param>
    public PatientGroups(IReadOnlyList<ReadOnlyMemory<byte>> segments, KnownRows? known, ReportedDeaths deaths)
    {
        _segments = [.. segments];
        var bits = BitOperations.Log2((ulong)segments.Sum(s => (long)s.Length) / BytesPerPlace + 16);
        _shift = 64 - bits;
        _records = ArrayPool<byte>.Shared.Rent(1 << bits);
        Array.Clear(_records);
        _count = CountRecords(known);
        known?.Take(deaths);
        _hashes = ArrayPool<ulong>.Shared.Rent(_count);
        _refs = ArrayPool<RecordRef>.Shared.Rent(_count);
        _count = Collect(known);
        Array.Sort(_hashes, _refs, 0, _count);
    }

    /// <summary>The records of the next hash; none when there are no more.</summary>
    public ReadOnlySpan<RecordRef> Next()
    {
        var start = _next;
        while (_next < _count && _hashes[_next] == _hashes[start])
            _next++;
        if (_asked < _next + (Ahead / 2))
            AskAhead();
        return _refs.AsSpan(start, _next - start);
    }

    private void AskAhead()
    {
        var upTo = Math.Min(_count, _next + Ahead);
        var sum = 0;
        for (var i = Math.Max(_asked, _next); i < upTo; i++)
            sum += _segments[_refs[i].Segment].Span[_refs[i].Start];
        (_asked, _sum) = (Math.Max(_asked, upTo), _sum + sum);
    }

    /// <summary>A record from the patient's hash on.</summary>
    public ReadOnlyMemory<byte> this[RecordRef record] => _segments[record.Segment].Slice(record.Start, record.Length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_records);
        ArrayPool<ulong>.Shared.Return(_hashes);
        ArrayPool<RecordRef>.Shared.Return(_refs);
    }

    // How many records there are at each place: none, one, or more.
    private int CountRecords(KnownRows? known)
    {
        var count = 0;
        foreach (var segment in _segments)
        {
            var records = new RecordWalk(segment.Span);
            while (records.Next())
            {
                count++;
                known?.Add(records);
                // Everybody may have some, and they make nobody a candidate.
                if (records.Kind == RecordKind.Observed)
                    continue;
                ref var there = ref _records[RecordBuffer.WithinBucket(records.Hash) >> _shift];
                there = there == 0 ? (byte)1 : (byte)2;
            }
        }
        return count;
    }

    private int Collect(KnownRows? known)
    {
        var count = 0;
        for (var segment = 0; segment < _segments.Length; segment++)
        {
            var records = new RecordWalk(_segments[segment].Span);
            while (records.Next())
            {
                if (records.Kind != RecordKind.Row && _records[RecordBuffer.WithinBucket(records.Hash) >> _shift] <= 1)
                    continue;
                if (known is not null && known.IsTaken(records.Hash))
                    continue;
                _hashes[count] = records.Hash;
                _refs[count++] = new(records.Kind, segment, records.Start, records.Length);
            }
        }
        return count;
    }
}

/// <summary>A record of a bucket: in which segment, and where in it, from the patient's hash on.</summary>
internal readonly record struct RecordRef(RecordKind Kind, int Segment, int Start, int Length);
