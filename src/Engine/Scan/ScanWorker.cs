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
    private readonly Dictionary<Table, CodedScan> _coded = [];
    private PatientScan? _patients;
    private FindingScan? _findings;
    private ReportScan? _reports;

    /// <summary>Scans a partition and commits what it found to the exchange.</summary>
    /// <returns>Its books; null when another attempt at it was committed before.</returns>
    /// <exception cref="Columnar.TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no space for a work file.</exception>
    public PartitionOutput? Run(Partition partition, Exchange exchange, int attempt = 1)
    {
        var output = new PartitionOutput(partition);
        var records = exchange.Begin(partition, attempt);
        try
        {
            Scan(partition, output, records);
            records.Seal();
            if (partition.IsReported)
                output.ForgetSystems();
            else if (plan.Options.FindDates)
                DateRange.Find(plan, partition, output);
            if (exchange.Commit(records))
                return output;
        }
        catch
        {
            records.Dispose();
            throw;
        }
        records.Dispose();
        return null;
    }

    private void Scan(Partition partition, PartitionOutput output, PartitionRecords records)
    {
        var input = plan.Input(partition.Table);
        var slices = input.Slices.Skip(partition.FirstSlice).Take(partition.SliceCount);
        switch (partition.Table)
        {
            case Table.Patients:
                (_patients ??= new(plan)).Run(slices, output, records);
                break;
            case Table.ImagingFindings when AdjacentRows.ShareAnAccession(input, partition):
                (_reports ??= new(plan, reading)).Run(input, partition, output, records);
                break;
            case Table.ImagingFindings:
                (_findings ??= new(plan, reading)).Run(slices, output, records);
                break;
            default:
                if (!_coded.TryGetValue(partition.Table, out var scan))
                    _coded[partition.Table] = scan = new(plan, partition.Table);
                scan.Run(slices, output, records);
                break;
        }
    }
}
