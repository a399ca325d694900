using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// A night over a census: of all partitions that it knows, only the records of those are brought back to whom something has happened since,
/// or of whom the calendar says something else now. Everybody else is counted as the census has it.
/// </summary>
public sealed class CensusNight : IDisposable
{
    // Where so many are called each night, or so many rows are new, it is time for another census.
    private const int WornShare = 8;

    private readonly CensusHead _head;
    private readonly IReadOnlyList<KeptHarvest> _harvests;
    private readonly CensusFile?[] _files;
    private readonly Func<int, SafeFileHandle?> _buckets;
    private readonly HashSet<int> _known;
    private readonly Dictionary<Table, Partition> _partitions = [];
    private readonly HashSet<ulong> _always = [];
    private readonly Dictionary<ulong, int>[] _called;
    private readonly ulong[][] _candidates;
    private CandidateSet _newcomers = CandidateSet.Empty;

    private CensusNight(WorkPlan plan, CensusHead head, IReadOnlyList<KeptHarvest> harvests, Func<int, SafeFileHandle?> buckets, Exchange exchange, int threads)
    {
        (Plan, _head, _harvests, _buckets, _files) = (plan, head, harvests, buckets, new CensusFile?[plan.Buckets]);
        Workers = [.. Enumerable.Range(0, threads).Select(number => new CensusWorker(this, exchange, number, threads))];
        _known = [.. harvests.Select(h => h.Partition.Id)];
        foreach (var harvest in harvests)
            _partitions.TryAdd(harvest.Partition.Table, harvest.Partition);
        (_called, _candidates) = (new Dictionary<ulong, int>[plan.Buckets], new ulong[plan.Buckets][]);
        foreach (var (merged, final) in plan.Merged.Hashes)
            _always.UnionWith([merged, final]);
        _always.UnionWith(plan.Deaths.Hashes);
    }

    internal WorkPlan Plan { get; }

    internal CandidateSet Newcomers => _newcomers;

    internal IReadOnlyList<KeptHarvest> Harvests => _harvests;

    internal IReadOnlyList<ReadOnlyMemory<byte>> Sites => _head.Sites;

    /// <summary>Opens it; null where it says nothing of this night.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="head">The census.</param>
    /// <param name="partitions">The partitions whose rows its harvests are of tonight, in its order.</param>
    /// <param name="harvests">Opens what was kept under a key; null where there is none.</param>
    /// <param name="buckets">Opens the census of a bucket, by number; likewise.</param>
    /// <param name="exchange">Where those are who have new rows, and where those go who are called.</param>
    /// <param name="threads">How many call at a time.</param>
    public static CensusNight? Open(
        WorkPlan plan, CensusHead head, IReadOnlyList<Partition> partitions, Func<string, SafeFileHandle?> harvests, Func<int, SafeFileHandle?> buckets, Exchange exchange, int threads)
    {
        // The order of a table's rows decides which of two that are one counts.
        if (!head.Endings.All(e => e.Ending.Serves(plan)) || partitions.Zip(partitions.Skip(1)).Any(p => p.First.Id >= p.Second.Id))
            return null;
        var kept = partitions.Select((p, i) => new KeptHarvest(p, head.Keys[i], head.Endings[i].Ending, head.Endings[i].Tail, plan.Input(p.Table).Slices[p.FirstSlice].FirstRow, harvests));
        return new(plan, head, [.. kept], buckets, exchange, threads);
    }

    /// <summary>Whether a partition need not be done.</summary>
    public bool Knows(Partition partition) => _known.Contains(partition.Id);

    /// <summary>Whom it knows.</summary>
    public long People => Workers.Sum(w => w.People);

    /// <summary>Those of them who were called.</summary>
    public long Called => Workers.Sum(w => w.Called);

    /// <summary>Bytes of records that were brought back for them.</summary>
    public long Bytes => Workers.Sum(w => w.Bytes);

    /// <summary>Whether so much has happened since that another is worth its while; once everybody was called.</summary>
    public bool IsWornOut =>
        Called * WornShare > People || Plan.Partitions.Where(p => !Knows(p)).Sum(p => p.Rows) * WornShare > Plan.Partitions.Sum(p => p.Rows);

    /// <summary>Those who call: one for each thread.</summary>
    public IReadOnlyList<CensusWorker> Workers { get; }

    /// <summary>The numbers of the harvests in which to look for those called who are candidates and were none when the census was taken.</summary>
    /// <param name="candidates">Tonight's.</param>
    public IReadOnlyList<int> ToSearch(CandidateSet candidates)
    {
        _newcomers = CandidateSet.Of([.. Workers.SelectMany(w => w.NoCandidates).Where(candidates.Contains)]);
        return _newcomers.Count == 0 ? [] : [.. Enumerable.Range(0, _harvests.Count).Where(h => _harvests[h].Partition.Step != WorkStep.Scan)];
    }

    /// <summary>After the second call: those called who are candidates tonight, and those not called who were when the census was taken.</summary>
    public IEnumerable<IReadOnlyCollection<ulong>> Candidates =>
        _candidates.Concat<IReadOnlyCollection<ulong>>(Workers.SelectMany(w => w.Outputs).OfType<PartitionOutput>().Select(o => o.Candidates));

    /// <summary>What its partitions gave, those called and everybody else; once everybody was called.</summary>
    public IEnumerable<PartitionOutput> Outputs()
    {
        var settler = new Settler(Plan);
        var none = new PartitionRecords(new(Plan.Buckets), _ => false);
        for (var i = 0; i < _harvests.Count; i++)
        {
            var harvest = _harvests[i];
            var output = new PartitionOutput(harvest.Partition);
            foreach (var worker in Workers)
            {
                if (worker.Outputs[i] is { } part)
                    output.AddPart(part);
            }
            settler.Open(harvest.Partition, harvest.FirstRow, output, none);
            settler.Finish(harvest.Ending with { Waiting = 0 });
            yield return output;
        }
        foreach (var output in Others())
            yield return output;
    }

    /// <summary>The rows of each candidate of a bucket who was not called.</summary>
    /// <exception cref="InvalidDataException">They are not what was written.</exception>
    public IEnumerable<RowsName> Uncalled(int bucket)
    {
        using var candidates = FileOf(bucket).ReadCandidates();
        for (var i = 0; i < candidates.All.Length; i++)
        {
            if (!_called[bucket].ContainsKey(candidates.All[i].Patient))
                yield return candidates.All[i];
        }
    }

    /// <summary>Adds all records of some patients of a bucket who were not called to what is read of it.</summary>
    /// <param name="patients">Their hashes.</param>
    /// <param name="into">The bucket.</param>
    /// <exception cref="InvalidDataException">They are not what was written.</exception>
    public void Recall(IReadOnlyCollection<ulong> patients, BucketReader into)
    {
        if (patients.Count == 0)
            return;
        var bucket = into.Bucket;
        var segments = new List<Segment>();
        var records = new PartitionRecords(new(Plan.Buckets), segment =>
        {
            segments.Add(segment);
            return true;
        });
        var recaller = new Recaller(Plan, _harvests, _ => records);
        var places = new List<CensusPlace>();
        foreach (var patient in patients)
        {
            var (row, next) = FileOf(bucket).ReadRow(FileOf(bucket).Find(patient));
            FileOf(bucket).ReadPlaces(row, next, places);
        }
        recaller.Take(places);
        records.Seal();
        foreach (var segment in segments)
            into.Add(segment.Bytes.AsMemory(0, segment.Length));
    }

    /// <summary>Finds the site of those who are asked about and were not called.</summary>
    internal void FindSites(int bucket, PatientSites sites)
    {
        using var people = FileOf(bucket).ReadPeople();
        using var rows = FileOf(bucket).ReadRows();
        foreach (var patient in sites.Asked.Where(p => !_called[bucket].ContainsKey(p)).ToList())
        {
            if (people.All.BinarySearch(patient) is >= 0 and var number && rows.All[number] is var row && (row.Flags & CensusFlags.IsKnown) != 0)
                sites.Add(patient, 0, Sites[row.Site].Span);
        }
    }

    /// <summary>Everybody of a bucket who was not called.</summary>
    internal CensusOthers OthersOf(int bucket) => new(FileOf(bucket), _called[bucket].Values, Sites);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file?.Dispose();
    }

    // Opened by the first who calls there, and each bucket is one thread's until all were gone through.
    internal CensusFile FileOf(int bucket) => _files[bucket] ??= CensusFile.Open(_buckets(bucket) ?? throw KeptBytes.Damaged(), _head.Id, Plan.Buckets);

    /// <summary>Who of a bucket was called, and their numbers; negative of whom it does not know.</summary>
    internal Dictionary<ulong, int> CalledOf(int bucket) => _called[bucket] ??= [];

    internal int ShapeCount => _head.Shapes.Count;

    /// <summary>One of the partitions of a table of which there are harvests: where rows go that are of no one partition.</summary>
    internal Partition PartitionOf(Table table) => _partitions[table];

    /// <summary>Who of a bucket is called whatever is new, and everybody on whom the calendar has turned.</summary>
    internal IEnumerable<ulong> FirstCall(int bucket)
    {
        foreach (var patient in _always)
        {
            if (RecordBuffer.BucketOf(patient, Plan.Buckets) == bucket)
                yield return patient;
        }
        using var turns = FileOf(bucket).ReadTurns();
        for (var i = 0; i < turns.All.Length; i++)
        {
            if (turns.All[i].Until < Plan.Rules.AsOfDay)
                yield return turns.All[i].Patient;
        }
    }

    /// <summary>After the second call: who of a bucket was a candidate, and is one because nothing has happened.</summary>
    internal void EndScan(int bucket) => _candidates[bucket] = [.. Uncalled(bucket).Select(c => c.Patient)];

    // By table, what those are counted as who were not called.
    private IEnumerable<PartitionOutput> Others()
    {
        var counts = _head.Counts.ToArray();
        foreach (var worker in Workers)
        {
            for (var shape = 0; shape < counts.Length; shape++)
                counts[shape] -= worker.Shapes[shape];
        }
        foreach (var table in _harvests.GroupBy(h => h.Partition.Table))
        {
            var output = new PartitionOutput(PartitionOf(table.Key));
            var settled = Workers.Sum(w => w.Settled[(int)table.Key]);
            for (var shape = 0; shape < counts.Length; shape++)
            {
                if (_head.Shapes[shape].Table != table.Key || counts[shape] == 0)
                    continue;
                _head.Shapes[shape].AddTo(output.Book, counts[shape]);
                settled += _head.Shapes[shape].Settled * counts[shape];
            }
            if (table.Any(h => h.Partition.Step == WorkStep.Gather))
                output.Book.Skip(SkipReasons.NotACandidate, table.Sum(h => h.Ending.Waiting) - settled);
            yield return output;
        }
    }
}
