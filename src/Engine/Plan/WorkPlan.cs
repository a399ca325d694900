using System.Numerics;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>How a run is cut, where the usual is not wanted; zero means as usual.</summary>
public sealed record PlanOptions
{
    /// <summary>Row groups are put together until a partition has so many rows.</summary>
    public int LeastRows { get; init; }

    /// <summary>Number of patient buckets, a power of two.</summary>
    public int Buckets { get; init; }

    /// <summary>Whether the first and last date of every table are to be found, for a source without a feeds table.</summary>
    public bool FindDates { get; init; }

    /// <summary>From each merged patient to the one that stands for both, and is merged into nobody.</summary>
    public IReadOnlyDictionary<string, string> Merged { get; init; } = new Dictionary<string, string>();

    /// <summary>Deaths that reviewers entered: the day of each patient's.</summary>
    public IReadOnlyDictionary<string, DateOnly> Deaths { get; init; } = new Dictionary<string, DateOnly>();
}

/// <summary>
/// What a run reads and how it is cut, fixed before any work: which tables are scanned and which gathered, the partitions,
/// and the number of patient buckets.
/// </summary>
public sealed class WorkPlan
{
    /// <summary>More buckets than so many there never are.</summary>
    internal const int MostBuckets = 1024;

    private const int UsualLeastRows = 50_000;
    private const int RowsOfBucket = 400_000;
    private const int LeastBuckets = 4;

    private readonly Dictionary<Table, InputTable> _tables;

    private WorkPlan(CompiledRules rules, IReadOnlyList<InputTable> tables, PlanOptions options)
    {
        Rules = rules;
        Options = options;
        Merged = new(options.Merged);
        Deaths = new(options, rules.AsOf);
        _tables = tables.ToDictionary(t => t.Table);
        var rows = tables.Sum(t => t.Rows);
        Buckets = options.Buckets > 0
            ? Math.Min(options.Buckets, MostBuckets)
            : (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((ulong)(rows / RowsOfBucket)), LeastBuckets, MostBuckets);
        var partitions = new List<Partition>();
        foreach (var (step, table) in Steps(rules, _tables.Keys.ToHashSet()))
            Cut(step, _tables[table], partitions);
        Partitions = partitions;
    }

    /// <summary>Whether a rule uses a concept that is so stated; what none uses need not be read.</summary>
    public bool Uses(string concept, Assertion assertion) => Rules.Mentions.IsUsed(concept, assertion);

    /// <summary>All partitions in the order in which they are best begun.</summary>
    public IReadOnlyList<Partition> Partitions { get; }

    /// <summary>Those of the first step: patients and index tables.</summary>
    public IEnumerable<Partition> ScanPartitions => Partitions.Where(p => p.Step == WorkStep.Scan);

    /// <summary>Those that need to know the candidates: everything else.</summary>
    public IEnumerable<Partition> GatherPartitions => Partitions.Where(p => p.Step != WorkStep.Scan);

    /// <summary>Number of patient buckets.</summary>
    public int Buckets { get; }

    /// <summary>The bucket that holds all records of a patient, named as UTF-8.</summary>
    public int BucketOf(ReadOnlySpan<byte> patientId) => BucketOf(patientId, Buckets);

    /// <summary>The bucket of a patient where there are so many.</summary>
    public static int BucketOf(ReadOnlySpan<byte> patientId, int buckets) => RecordBuffer.BucketOf(StableHash.Of(patientId), buckets);

    /// <summary>The value sets whose rows are counted as positive controls, in the order of the numbers that name them on the way to the buckets.</summary>
    public IReadOnlyList<(Table Table, string ValueSet)> Controls => Rules.Controls;

    /// <summary>As of when.</summary>
    public DateOnly AsOf => Rules.AsOf;

    /// <summary>The options it was made with.</summary>
    public PlanOptions Options { get; }

    internal CompiledRules Rules { get; }

    internal MergedPatients Merged { get; }

    internal ReportedDeaths Deaths { get; }

    /// <summary>Plans a run.</summary>
    /// <param name="rulebook">The measures and value sets.</param>
    /// <param name="asOf">Up to which day the run looks.</param>
    /// <param name="tables">The tables that are there.</param>
    /// <param name="options">How to cut, where the usual is not wanted.</param>
    public static WorkPlan Create(Rulebook rulebook, DateOnly asOf, IReadOnlyList<InputTable> tables, PlanOptions? options = null) =>
        new(new(rulebook, asOf), tables, options ?? new());

    internal InputTable Input(Table table) => _tables[table];

    internal IEnumerable<Slice> SlicesOf(Partition partition) => _tables[partition.Table].Slices.Skip(partition.FirstSlice).Take(partition.SliceCount);

    // Findings first: they take longest, and whoever comes last should have little left to do.
    private static IEnumerable<(WorkStep, Table)> Steps(CompiledRules rules, HashSet<Table> there)
    {
        Table[] coded = [Table.Medications, Table.Conditions, Table.Results, Table.Procedures];
        Table[] scanned = [Table.ImagingFindings, .. coded.Where(rules.IsIndexTable), Table.Patients];
        foreach (var table in scanned.Append(Table.ObservationPeriods).Where(there.Contains))
            yield return (WorkStep.Scan, table);
        foreach (var table in coded.Where(t => there.Contains(t) && !rules.IsIndexTable(t)))
            yield return (WorkStep.Gather, table);
        if (there.Contains(Table.Encounters))
            yield return (WorkStep.Gather, Table.Encounters);
        foreach (var table in scanned.Where(t => there.Contains(t) && rules.AsksWhenLastSeen(t)))
            yield return (WorkStep.LastSeen, table);
    }

    private void Cut(WorkStep step, InputTable input, List<Partition> into)
    {
        var least = Options.LeastRows > 0 ? Options.LeastRows : UsualLeastRows;
        var first = 0;
        long rows = 0;
        for (var i = 0; i < input.Slices.Count; i++)
        {
            rows += input.Slices[i].Rows;
            // Never over the end of a file, so that a file that comes or goes does not move how the others are cut.
            var part = input.Slices[i].Part;
            var endsFile = i == input.Slices.Count - 1 || !ReferenceEquals(input.Slices[i + 1].Part, part);
            if (rows < least && !endsFile)
                continue;
            if (!part.IsReported || step != WorkStep.LastSeen)
                into.Add(new(into.Count, step, input.Table, first, i - first + 1, rows) { IsReported = part.IsReported });
            (first, rows) = (i + 1, 0);
        }
    }
}
