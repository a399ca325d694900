using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Brings back records of some people from where a census says that they lie, and settles them as of tonight. One a thread.</summary>
/// <param name="plan">The plan.</param>
/// <param name="harvests">The harvests, by number.</param>
/// <param name="recordsOf">Where the records of a partition go.</param>
internal sealed class Recaller(WorkPlan plan, IReadOnlyList<KeptHarvest> harvests, Func<Partition, PartitionRecords> recordsOf)
{
    private readonly Settler _settler = new(plan);
    private readonly PartitionOutput?[] _outputs = new PartitionOutput?[harvests.Count];
    // Controls are counted in no book.
    private readonly PartitionOutput _uncounted = new(plan.Partitions[0]);
    private byte[] _room = new byte[1 << 12];

    /// <summary>What was found, by harvest; null where nothing was asked.</summary>
    public IReadOnlyList<PartitionOutput?> Outputs => _outputs;

    /// <summary>Bytes of records that were brought back from their places.</summary>
    public long Bytes { get; private set; }

    /// <summary>Rows of gathered tables that were brought back, by table.</summary>
    public long[] Settled { get; } = new long[CanonicalTable.All.Count];

    /// <summary>Brings back what lies there; the places are put in order.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public void Take(List<CensusPlace> places)
    {
        places.Sort(static (a, b) => a.Order.CompareTo(b.Order));
        var all = CollectionsMarshal.AsSpan(places);
        for (int first = 0, next; first < all.Length; first = next)
        {
            for (next = first + 1; next < all.Length && all[next].Harvest == all[first].Harvest;)
                next++;
            Take(all[first].Harvest, all[first..next]);
        }
    }

    /// <summary>Brings back what a harvest has of some people by patient.</summary>
    /// <param name="harvest">The number of the harvest.</param>
    /// <param name="people">The people.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Take(int harvest, CandidateSet people)
    {
        using var file = Open(harvest);
        HarvestFile.Open(file, harvests[harvest].Ending, harvests[harvest].Tail).SettleOnly(_settler, people);
        Close(harvest);
    }

    /// <summary>Brings back a row that a positive control counts.</summary>
    public void Take(ulong patient, Partition partition, CensusControl control)
    {
        var records = recordsOf(partition);
        _settler.Open(partition, 0, _uncounted, records);
        _settler.WriteControl(patient, control.Control, control.Day);
        records.SealIfFull();
    }

    private void Take(int harvest, ReadOnlySpan<CensusPlace> places)
    {
        using var file = Open(harvest);
        var isPatients = harvests[harvest].Partition.Table == Table.Patients;
        foreach (var place in places)
        {
            if (place.Length > _room.Length)
                _room = new byte[place.Length * 2];
            var bytes = _room.AsSpan(0, place.Length);
            KeptBytes.Read(file, place.Offset, bytes, place.Check);
            Bytes += place.Length;
            if (isPatients)
                _settler.SettlePatient(bytes[RecordReader.HeaderBytes..]);
            else
                _settler.Settle(bytes);
        }
        Close(harvest);
    }

    private SafeFileHandle Open(int harvest)
    {
        var (partition, firstRow) = (harvests[harvest].Partition, harvests[harvest].FirstRow);
        _settler.Open(partition, firstRow, _outputs[harvest] ??= new(partition), recordsOf(partition));
        return harvests[harvest].Open();
    }

    private void Close(int harvest) => Settled[(int)harvests[harvest].Partition.Table] += _settler.Settled;
}
