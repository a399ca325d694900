using Opportune.Core;

namespace Opportune.Engine;

/// <summary>A row that is refused, whoever asks.</summary>
/// <param name="Row">Counted from the partition's first row.</param>
/// <param name="Column">The column at fault.</param>
/// <param name="Rule">See <see cref="RejectRules"/>.</param>
/// <param name="Value">What the file has there.</param>
internal readonly record struct RefusedRow(long Row, int Column, string Rule, string Value);

/// <summary>Two patients, by the hashes of their ids, whose rows lie side by side under one accession.</summary>
/// <param name="A">The one.</param>
/// <param name="B">The other.</param>
/// <param name="AreOne">Whether they were merged, and their rows read as one report.</param>
internal readonly record struct PatientPair(ulong A, ulong B, bool AreOne);

/// <summary>
/// What the rows of a partition give before it is asked as of which day and, in gathered tables, about whom: that is what
/// can be kept from night to night. A <see cref="Settler"/> makes of it what a run uses, piece by piece while it grows. One
/// a thread, turned to each partition in turn.
/// </summary>
internal sealed class Harvest(WorkPlan plan, CandidateSet? candidates)
{
    /// <summary>In place of a patient's number: it counts whoever the candidates are.</summary>
    public const int Everybody = -1;

    // Small enough that what waits is still in the processor's own memory when it is settled.
    private const int Full = 2 << 20;

    private readonly Settler _settler = new(plan);
    private readonly SeenDates _seen = new();
    private HarvestWriter? _keep;

    /// <summary>The partition.</summary>
    public Partition Partition { get; private set; } = null!;

    /// <summary>Its first row within the table; rows are named by their distance from it.</summary>
    public long FirstRow { get; private set; }

    /// <summary>What became of rows of which that is known already.</summary>
    public TableBook Book { get; private set; } = new();

    /// <summary>Rows refused, whoever asks.</summary>
    public List<RefusedRow> Refused { get; } = [];

    /// <summary>Coded rows by code system: the normalised name.</summary>
    public SortedDictionary<string, long> CodeSystems { get; } = new(StringComparer.Ordinal);

    /// <summary>Coded rows by code systems that nothing can read.</summary>
    public SortedDictionary<string, long> UnknownCodeSystems { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of codes of used families that no value set holds, by code.</summary>
    public SortedDictionary<string, long> UnplacedCodes { get; } = new(StringComparer.Ordinal);

    /// <summary>The distinct days of the clinical date, where the plan asks for them.</summary>
    public SortedSet<int> Days { get; } = [];

    /// <summary>Patients on whose being one or two it rests what a report is.</summary>
    public HashSet<PatientPair> Pairs { get; } = [];

    /// <summary>Records that count whoever the candidates are.</summary>
    public RecordBuffer Common { get; } = new(WorkPlan.MostBuckets);

    /// <summary>Records of gathered tables, by the number of their patient in <see cref="Patients"/>.</summary>
    public RecordBuffer ByPatient { get; } = new(1);

    /// <summary>The patients of gathered rows: all of them when it is kept, else candidates only.</summary>
    public PatientNumbers Patients { get; } = new();

    /// <summary>When each of them was seen.</summary>
    public SeenDates Seen => _seen;

    /// <summary>Gathered rows whose fate rests on whether their patient is a candidate.</summary>
    public long Waiting { get; set; }

    /// <summary>The last day as of which it holds: on the next, a report has another version. Most hold for ever.</summary>
    public long Until { get; set; }

    /// <summary>Turns to a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="keep">Takes the harvest as it is, for another night; null: it is not kept.</param>
    /// <param name="output">Gets what a run uses of it.</param>
    /// <param name="records">Gets the records that a run uses.</param>
    public void Open(Partition partition, HarvestWriter? keep, PartitionOutput output, PartitionRecords records)
    {
        (Partition, _keep, Book, Waiting, Until) = (partition, keep, new(), 0, long.MaxValue);
        FirstRow = plan.Input(partition.Table).Slices[partition.FirstSlice].FirstRow;
        Refused.Clear();
        CodeSystems.Clear();
        UnknownCodeSystems.Clear();
        UnplacedCodes.Clear();
        Days.Clear();
        Pairs.Clear();
        Common.Clear();
        ByPatient.Clear();
        _seen.Clear();
        Patients.Open(keep is null ? candidates : null);
        _settler.Open(partition, FirstRow, output, records);
    }

    /// <summary>Writes down a row that is refused.</summary>
    public void Reject(long row, RowFault fault, int patient = Everybody)
    {
        var refused = new RefusedRow(row - FirstRow, fault.Column, fault.Rule, fault.Value);
        if (patient != Everybody)
        {
            new JudgedRow(CanonicalValue.FirstDay, "", refused).Write(ByPatient, Patients[patient], patient);
            return;
        }
        Book.Reject(fault.Rule);
        Refused.Add(refused);
    }

    /// <summary>Settles when enough has gathered; asked after each record of everybody.</summary>
    public void SettleIfFull()
    {
        // While patients are numbered, only between row groups. Patients go to the exchange as they lie, so that they gather to what is worth a segment there.
        if (Common.Length >= (Partition.Table == Table.Patients ? PartitionRecords.FullOf(plan.Buckets) : Full) && Partition.Step == WorkStep.Scan)
            Settle();
    }

    /// <summary>Settles when enough has gathered; asked between row groups, for patients are numbered anew after it.</summary>
    public void SettlePatientsIfFull()
    {
        if (ByPatient.Length + Common.Length >= Full)
            Settle();
    }

    /// <summary>Settles what is left, and ends what is kept.</summary>
    public void Finish()
    {
        Settle();
        if (Partition.IsReported)
        {
            // Reviewers' rows say nothing about a feed's code systems.
            CodeSystems.Clear();
            UnknownCodeSystems.Clear();
            UnplacedCodes.Clear();
        }
        var ending = new HarvestEnding(plan.Rules.AsOfDay, Until, Waiting, Book, [.. Refused], CodeSystems, UnknownCodeSystems, UnplacedCodes, [.. Days], [.. Pairs]);
        _keep?.End(ending);
        _settler.Finish(ending);
    }

    private void Settle()
    {
        _seen.GiveTo(this);
        if (Common.Length == 0 && Patients.Count == 0)
            return;
        if (Partition.Table == Table.Patients)
        {
            SettlePatients();
            return;
        }
        _settler.Settle(Common.Written);
        var segment = ByPatient.Seal(Patients.Count);
        for (var i = 0; i < Patients.Count; i++)
        {
            if (candidates is not null && candidates.Contains(Patients[i]))
                _settler.Settle(segment.Bytes.AsSpan(segment.Offsets[i]..segment.Offsets[i + 1]));
        }
        _keep?.Write(Common.Written, Patients, segment, candidates);
        ByPatient.Reuse(segment);
        Common.Clear();
        Patients.Clear();
    }

    // Kept sorted by bucket, so that another night need not sort them.
    private void SettlePatients()
    {
        var sorted = Common.Seal();
        _keep?.Write(sorted.Written, Patients, new([], 0, [0]), candidates);
        if (!_settler.SettlePatients(sorted.Bytes, sorted.Length))
            Common.Reuse(sorted);
    }
}
