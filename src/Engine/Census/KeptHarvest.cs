using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>A harvest of which a census says where everybody's records lie: it is not done over as a whole, only asked for some.</summary>
public sealed class KeptHarvest : IDisposable
{
    private KeptHarvest(Partition partition, SafeFileHandle file, HarvestFile harvest, long firstRow) =>
        (Partition, File, Harvest, FirstRow) = (partition, file, harvest, firstRow);

    /// <summary>The partition whose rows it is of tonight.</summary>
    public Partition Partition { get; }

    internal SafeFileHandle File { get; }

    internal HarvestFile Harvest { get; }

    /// <summary>The partition's first row within the table.</summary>
    internal long FirstRow { get; }

    /// <summary>Opens it; null where it is damaged or does not say what its rows give tonight.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="file">The file; it is closed with it, or at once.</param>
    /// <param name="key">What it must be a harvest of.</param>
    public static KeptHarvest? Open(WorkPlan plan, Partition partition, SafeFileHandle file, string key)
    {
        var isUsed = false;
        try
        {
            var harvest = HarvestFile.Open(file, key, () => file);
            isUsed = harvest.Ending.Serves(plan);
            return isUsed ? new(partition, file, harvest, plan.Input(partition.Table).Slices[partition.FirstSlice].FirstRow) : null;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
        finally
        {
            if (!isUsed)
                file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
