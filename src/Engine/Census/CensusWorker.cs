using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Calls people of a census, bucket by bucket: their records go to the exchange, as tonight's partitions' do. One a thread.</summary>
public sealed class CensusWorker
{
    // Places to go to later, harvest by harvest: 16 bytes each.
    private const int MostPlaces = 1 << 20;

    private readonly CensusNight _night;
    private readonly Exchange _exchange;
    private readonly Recaller _recaller;
    private readonly Dictionary<Table, (PartitionRecords Records, KeptRecords Kept)> _records = [];
    private readonly List<CensusPlace>[] _places;
    private readonly List<CensusPlace> _own = [];
    private readonly int _number;

    internal CensusWorker(CensusNight night, Exchange exchange, int number, int workers)
    {
        (_night, _exchange, _number) = (night, exchange, number);
        _places = [.. Enumerable.Range(0, workers).Select(_ => new List<CensusPlace>())];
        _recaller = new(night.Plan, night.Harvests, p => RecordsOf(p).Records);
        Shapes = new long[night.ShapeCount];
    }

    internal IReadOnlyList<PartitionOutput?> Outputs => _recaller.Outputs;

    internal long[] Settled => _recaller.Settled;

    /// <summary>How many places of each shape those called have.</summary>
    internal long[] Shapes { get; }

    /// <summary>Those called who were no candidates when the census was taken, so that it does not say where all their rows are.</summary>
    internal List<ulong> NoCandidates { get; } = [];

    /// <summary>How many were called.</summary>
    internal long Called { get; private set; }

    /// <summary>How many there are.</summary>
    internal long People { get; private set; }

    internal long Bytes => _recaller.Bytes;

    /// <summary>Calls whose day it is, and who is called each night, for their rows of scanned tables.</summary>
    /// <exception cref="InvalidDataException">A file is not what was written.</exception>
    public void CallTurned(int bucket)
    {
        People += _night.FileOf(bucket).Count;
        CallScanned(bucket, _night.FirstCall(bucket));
        BringIfMany();
    }

    /// <summary>Once what is new was scanned: calls who has a new row there as well.</summary>
    /// <exception cref="InvalidDataException">A file is not what was written.</exception>
    public void CallScanned(int bucket)
    {
        CallFresh(bucket);
        _night.EndScan(bucket);
        BringIfMany();
    }

    /// <summary>Once what is new was gathered: calls who has a new row there as well, and everybody called for all rows.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="candidates">Tonight's.</param>
    /// <exception cref="InvalidDataException">A file is not what was written.</exception>
    public void CallGathered(int bucket, CandidateSet candidates)
    {
        CallFresh(bucket);
        foreach (var (patient, number) in _night.CalledOf(bucket))
            CallGathered(_night.FileOf(bucket), patient, number, candidates.Contains(patient));
        BringIfMany();
    }

    /// <summary>Looks in a harvest for those of whom the census does not say where all their rows are.</summary>
    /// <exception cref="InvalidDataException">The harvest is not what was written.</exception>
    public void Search(int harvest) => _recaller.Take(harvest, _night.Newcomers);

    /// <summary>Brings back the records of those whom all have called, from its share of the harvests, so that each is opened once; they are in the exchange then.</summary>
    /// <exception cref="InvalidDataException">They are not what was written.</exception>
    public void Bring()
    {
        Bring([.. _night.Workers.Select(w => w._places[_number])]);
        foreach (var (records, kept) in _records.Values)
        {
            records.Seal();
            kept.EndWriting();
        }
        _records.Clear();
    }

    private void CallFresh(int bucket)
    {
        var fresh = new HashSet<ulong>();
        _exchange.AddHashes(bucket, fresh);
        CallScanned(bucket, fresh);
    }

    private void CallScanned(int bucket, IEnumerable<ulong> patients)
    {
        var (file, called) = (_night.FileOf(bucket), _night.CalledOf(bucket));
        foreach (var patient in patients)
        {
            if (called.ContainsKey(patient))
                continue;
            var number = file.Find(patient);
            called.Add(patient, number);
            CallScanned(file, patient, number);
        }
    }

    private void CallScanned(CensusFile file, ulong patient, int number)
    {
        var (row, next) = number >= 0 ? file.ReadRow(number) : default;
        if ((row.Flags & CensusFlags.IsCandidate) == 0)
            NoCandidates.Add(patient);
        if (number < 0)
            return;
        Called++;
        Ask(file, row, next, isScanned: true);
        foreach (var place in _own)
            Shapes[place.Shape]++;
    }

    private void CallGathered(CensusFile file, ulong patient, int number, bool isCandidate)
    {
        var (row, next) = number >= 0 ? file.ReadRow(number) : default;
        if (isCandidate && (row.Flags & CensusFlags.IsCandidate) != 0)
            Ask(file, row, next, isScanned: false);
        // Who has become a candidate was called for a row that was scanned, and is being searched for.
        else if (isCandidate && !_night.Newcomers.Contains(patient))
            throw KeptBytes.Damaged();
        foreach (var control in row.Controls < next.Controls ? file.ReadControls(row, next) : [])
        {
            if (control.Counts(_night.Plan.Rules.AsOfDay))
                _recaller.Take(patient, _night.PartitionOf(_night.Plan.Controls[control.Control].Table), control);
        }
    }

    private void Ask(CensusFile file, in CensusRow row, in CensusRow next, bool isScanned)
    {
        _own.Clear();
        file.ReadPlaces(row, next, _own);
        foreach (var place in _own)
        {
            if ((_night.Harvests[place.Harvest].Partition.Step == WorkStep.Scan) == isScanned)
                _places[place.Harvest % _places.Length].Add(place);
        }
    }

    private void BringIfMany()
    {
        if (_places.Sum(p => p.Count) >= MostPlaces)
            Bring(_places);
    }

    private void Bring(IReadOnlyList<List<CensusPlace>> all)
    {
        _recaller.Take([.. all.SelectMany(p => p)]);
        foreach (var places in all)
            places.Clear();
    }

    private (PartitionRecords Records, KeptRecords Kept) RecordsOf(Partition partition)
    {
        if (_records.TryGetValue(partition.Table, out var records))
            return records;
        var kept = _exchange.Recall(partition);
        return _records[partition.Table] = (new(new(_night.Plan.Buckets), kept.Keep), kept);
    }
}
