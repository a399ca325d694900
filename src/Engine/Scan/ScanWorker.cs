using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Does the first step of a run: patients and index tables. One a thread; it keeps its memos and buffers from partition to
/// partition, and what comes of a partition does not depend on what it did before.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="reading">Reads reports; not shared with another worker.</param>
public sealed class ScanWorker(WorkPlan plan, ReportReading reading)
{
    private readonly Harvest _harvest = new(plan, null);
    private readonly Dictionary<Table, CodedScan> _coded = [];
    private PatientScan? _patients;
    private PeriodScan? _periods;
    private FindingScan? _findings;
    private ReportScan? _reports;

    /// <summary>Scans a partition and leaves what it found in <paramref name="target"/>.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="target">Where to.</param>
    /// <param name="keep">Takes what is found as it is, for another night.</param>
    /// <returns>Its books; null when another attempt at it was committed before.</returns>
    /// <exception cref="Columnar.TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no space for a work file.</exception>
    public PartitionOutput? Run(Partition partition, PartitionTarget target, HarvestWriter? keep = null) =>
        target.Take(partition, (output, records) =>
        {
            _harvest.Open(partition, keep, output, records);
            Scan(partition);
            if (partition.Table != Table.ObservationPeriods)
                DateRange.Find(plan, _harvest);
            _harvest.Finish();
        });

    private void Scan(Partition partition)
    {
        var input = plan.Input(partition.Table);
        var slices = plan.SlicesOf(partition);
        switch (partition.Table)
        {
            case Table.Patients:
                (_patients ??= new()).Run(slices, _harvest);
                break;
            case Table.ObservationPeriods:
                (_periods ??= new()).Run(slices, _harvest);
                break;
            case Table.ImagingFindings when AdjacentRows.ShareAnAccession(input, partition):
                (_reports ??= new(plan, reading)).Run(input, _harvest);
                break;
            case Table.ImagingFindings:
                (_findings ??= new(plan, reading)).Run(slices, _harvest);
                break;
            default:
                if (!_coded.TryGetValue(partition.Table, out var scan))
                    _coded[partition.Table] = scan = new(plan, partition.Table);
                scan.Run(slices, _harvest);
                break;
        }
    }
}
