using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>Brings together by person what was found for a census, bucket by bucket. One a thread: its room is used again.</summary>
internal sealed class CensusWriter
{
    private readonly CensusTotals _totals;
    private readonly BytesTable<ushort> _sites;
    private readonly List<CensusTurn> _turns = [];
    private readonly List<ulong> _people = [];
    private readonly List<CensusRow> _rows = [];
    private readonly List<CensusControl> _controls = [];
    private readonly List<CensusPlace> _places = [];
    private ulong[] _hashes = [];
    private RecordRef[] _records = [];

    public CensusWriter(CensusTotals totals) => (_totals, _sites) = (totals, new(totals.SiteOf));

    /// <summary>Writes a bucket.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="segments">What was found of its people.</param>
    /// <param name="candidates">The rows of each candidate of whom they alone say what comes of the patient; put in order here.</param>
    /// <param name="irregular">Who is to be looked at each night.</param>
    /// <exception cref="OverflowException">There is more than a census can number.</exception>
    public void Write(Stream to, IReadOnlyList<ReadOnlyMemory<byte>> segments, RowsName[] candidates, HashSet<ulong> irregular)
    {
        _turns.Clear();
        _people.Clear();
        _rows.Clear();
        _controls.Clear();
        _places.Clear();
        var count = Sort(segments);
        for (int first = 0, next; first < count; first = next)
        {
            var patient = _hashes[first];
            for (next = first + 1; next < count && _hashes[next] == patient;)
                next++;
            Add(patient, irregular.Contains(patient), _records.AsSpan(first..next), segments);
        }
        _rows.Add(new(0, _places.Count, _controls.Count, 0, 0, CensusFlags.None));
        _totals.Count(CollectionsMarshal.AsSpan(_places));
        Array.Sort(candidates, (a, b) => a.Patient.CompareTo(b.Patient));
        CensusFile.Write(
            to, _totals.Id, candidates, CollectionsMarshal.AsSpan(_turns), CollectionsMarshal.AsSpan(_people), CollectionsMarshal.AsSpan(_rows),
            CollectionsMarshal.AsSpan(_controls), CollectionsMarshal.AsSpan(_places));
    }

    private void Add(ulong patient, bool isIrregular, ReadOnlySpan<RecordRef> records, IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        var (places, controls, until, birth, site) = (_places.Count, _controls.Count, isIrregular ? int.MinValue : int.MaxValue, 0, (ushort)0);
        var flags = _totals.Candidates.Contains(patient) ? CensusFlags.IsCandidate : CensusFlags.None;
        foreach (ref readonly var record in records)
        {
            var fields = segments[record.Segment].Span.Slice(record.Start + sizeof(ulong), record.Length - sizeof(ulong));
            if (record.Kind == RecordKind.Control)
            {
                _controls.Add(MemoryMarshal.Read<CensusControl>(fields));
                continue;
            }
            var found = MemoryMarshal.Read<FoundPlace>(fields);
            _places.Add(found.Place);
            until = Math.Min(until, found.Until);
            if (record.Kind == RecordKind.Observed)
                flags |= CensusFlags.IsObserved;
            if (record.Kind != RecordKind.Patient)
                continue;
            // Whoever has two rows is irregular, and counted anew each night.
            var reader = new RecordReader(fields[Unsafe.SizeOf<FoundPlace>()..]);
            birth = (int)reader.Day();
            flags |= CensusFlags.IsKnown | (reader.Byte() == 1 ? CensusFlags.IsDead : CensusFlags.None);
            site = _sites[reader.Text()];
        }
        if (until < int.MaxValue)
            _turns.Add(new(patient, until));
        _people.Add(patient);
        _rows.Add(new(birth, places, controls, CensusFile.Check(CollectionsMarshal.AsSpan(_places)[places..]), site, flags));
    }

    private int Sort(IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        var count = 0;
        for (var segment = 0; segment < segments.Count; segment++)
        {
            var walk = new RecordWalk(segments[segment].Span);
            for (; walk.Next(); count++)
            {
                if (count == _hashes.Length)
                {
                    Array.Resize(ref _hashes, Math.Max(1024, count * 2));
                    Array.Resize(ref _records, _hashes.Length);
                }
                _hashes[count] = walk.Hash;
                _records[count] = new(walk.Kind, segment, walk.Start, walk.Length);
            }
        }
        Array.Sort(_hashes, _records, 0, count);
        return count;
    }
}
